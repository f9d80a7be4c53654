import { map, NEVER, type Observable, startWith, switchAll, timeInterval } from 'rxjs';
import { isWait } from '../core/is-wait.js';
import { heartbeat } from './heartbeat.js';

/** Time to say something to the server. `late`: the page slept, or was woken, so what has not come proves nothing. */
export type Beat = 'in-time' | 'late';

/** Intervals after which a beat is late: a busy page delays its timers by less, a sleeping one by more. */
const TOLERANCE = 1.5;

/**
 * The beats of a session, one each `pingInterval` milliseconds. Being woken is a beat too, and the count begins anew. None
 * where the interval is not a positive, finite number.
 */
export const beats = (pingInterval: number, wake$: Observable<unknown>): Observable<Beat> => {
  if (!isWait(pingInterval)) return NEVER;
  const regular$ = heartbeat(pingInterval).pipe(
    timeInterval(),
    map(({ interval }): Beat => (interval > pingInterval * TOLERANCE ? 'late' : 'in-time')),
  );
  return wake$.pipe(
    map(() => regular$.pipe(startWith<Beat>('late'))),
    startWith(regular$),
    switchAll(),
  );
};
