import { interval, map, NEVER, type Observable } from 'rxjs';
import { isWait } from '../core/is-wait.js';
import { type ClientMessage, heartbeatMessage } from './messages.js';

/** Longest wait, in milliseconds, that timers of the platform can do (HTML, timers: signed 32 bits); past it they fire at once. */
const LONGEST_WAIT = 2_147_483_647;

/**
 * A HEARTBEAT every so many milliseconds, the first after the first wait. Never one where the interval is not a positive,
 * finite number.
 */
export const heartbeat = (pingInterval: number): Observable<ClientMessage> =>
  isWait(pingInterval) ? interval(Math.min(pingInterval, LONGEST_WAIT)).pipe(map(heartbeatMessage)) : NEVER;
