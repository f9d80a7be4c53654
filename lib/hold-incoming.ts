import { NEVER, type Observable, takeUntil } from 'rxjs';
import { EARLY_CONNECTIONS } from './core/constants.js';
import { earlyBufferFull, type PeerError, type PeerFailureType } from './core/errors.js';
import { holdUntilFirst } from './core/operators/hold-until-first.js';

/** A connection or a call. A call has no `open$`: it opens only once it is answered. */
interface Incoming {
  readonly open$?: Observable<unknown>;
  readonly close$: Observable<unknown>;
  readonly close: (options: { readonly reason: string }) => void;
}

/**
 * Keeps connections, or calls, for the first listener. One that ends before it was open is dropped; one that was open stays,
 * since its messages are still to be read. Past the bound they are closed, and `complain` is told.
 */
export const holdIncoming = <T extends Incoming>(
  event: 'connection' | 'call',
  source$: Observable<T>,
  complain: (error: PeerError<PeerFailureType>) => void,
): Observable<T> =>
  holdUntilFirst(source$, {
    limit: EARLY_CONNECTIONS,
    weigh: () => 1,
    refuse: (connection) => {
      connection.close({ reason: 'Too many wait already.' });
      complain(earlyBufferFull(event, `${EARLY_CONNECTIONS} of them`));
    },
    stale$: ({ open$ = NEVER, close$ }) => close$.pipe(takeUntil(open$)),
  });
