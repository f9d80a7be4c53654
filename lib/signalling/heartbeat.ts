import { interval, map, NEVER, type Observable } from 'rxjs';
import { LONGEST_WAIT } from '../core/constants.js';
import { isWait } from '../core/is-wait.js';
import { type ClientMessage, heartbeatMessage } from './messages.js';

/**
 * A HEARTBEAT every so many milliseconds, the first after the first wait. Never one where the interval is not a positive,
 * finite number.
 */
export const heartbeat = (pingInterval: number): Observable<ClientMessage> =>
  isWait(pingInterval) ? interval(Math.min(pingInterval, LONGEST_WAIT)).pipe(map(heartbeatMessage)) : NEVER;
