import { map, NEVER, type Observable, switchMap, takeUntil } from 'rxjs';
import { NEGOTIATION_PATIENCE } from '../core/constants.js';
import { openTimedOut } from '../core/errors.js';
import { patience } from '../core/patience.js';
import type { ConnectionOutput } from './output.js';

/** `stands` while the server is looked for: what is to be said to the other side waits. */
export type NegotiationClock = 'runs' | 'stands';

/**
 * Fails a connection that does not open in time: its OFFER, or what came of it, is lost, or the other side is.
 *
 * @param begin$ - the time begins when it emits, and each time the clock begins to run
 */
export const openInTime = (
  begin$: Observable<unknown>,
  opened$: Observable<unknown>,
  { peer, clock$ }: { readonly peer: string; readonly clock$: Observable<NegotiationClock> },
): Observable<Extract<ConnectionOutput, { readonly kind: 'failed' }>> =>
  begin$.pipe(
    switchMap(() => clock$),
    switchMap((clock) => (clock === 'runs' ? patience(NEGOTIATION_PATIENCE) : NEVER)),
    map(() => ({ kind: 'failed', error: openTimedOut(peer, NEGOTIATION_PATIENCE) }) as const),
    takeUntil(opened$),
  );
