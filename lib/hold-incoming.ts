import type { Observable } from 'rxjs';
import { EARLY_CONNECTIONS } from './core/constants.js';
import { earlyBufferFull, type PeerError } from './core/errors.js';
import { holdUntilFirst } from './core/operators/hold-until-first.js';

/** Keeps connections, or calls, that come before the first listener for it. Past the bound they are closed, and `complain` is told. */
export const holdIncoming = <T extends { readonly close: (options: { readonly reason: string }) => void }>(
  event: 'connection' | 'call',
  source$: Observable<T>,
  complain: (error: PeerError) => void,
): Observable<T> =>
  holdUntilFirst(source$, {
    limit: EARLY_CONNECTIONS,
    weigh: () => 1,
    refuse: (connection) => {
      connection.close({ reason: 'Too many wait already.' });
      complain(earlyBufferFull(event, `${String(EARLY_CONNECTIONS)} of them`));
    },
  });
