import { concat, filter, type Observable, timer } from 'rxjs';
import { LOOKS } from './constants.js';

/**
 * Emits once, when somebody has been waited for long enough. Looks are counted, not milliseconds: one that comes late, because
 * the page slept, is no more than one, and what has come meanwhile is heard before the next.
 */
export const patience = (milliseconds: number): Observable<unknown> =>
  concat(...Array<Observable<unknown>>(LOOKS).fill(timer(milliseconds / LOOKS))).pipe(
    filter((_, look) => look === LOOKS - 1),
  );
