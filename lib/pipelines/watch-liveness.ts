import { catchError, defer, EMPTY, exhaustMap, filter, interval, map, type Observable, scan, take, tap } from 'rxjs';
import { LOOKS, LONGEST_WAIT, UNASKED_LIVENESS } from '../core/constants.js';
import { fellSilent } from '../core/errors.js';
import { isWait } from '../core/is-wait.js';
import type { PeerConnection } from '../ports/peer-connection.js';
import type { ConnectionOutput } from './output.js';
import type { Remote } from './remote.js';

export interface LivenessDeps {
  /** Milliseconds; no end where it is not a positive, finite number. */
  readonly liveness: number;
  /** Id of the other side, for the error. */
  readonly peer: string;
  /** Asked when the connection is open. */
  readonly remote: () => Remote;
}

/** What was heard at the last look, and how many looks there have been since something new came. */
interface Silence {
  readonly heard: number;
  readonly looks: number;
}

/**
 * Watches an open connection for signs of life, and fails it where there are none for too long. Anything that comes in is a
 * sign, down to the checks of ICE; where a look finds nothing new, an RxPeer is asked for one. Looks are counted, not
 * milliseconds: a page that slept through several has not listened.
 */
export const watchLiveness = (
  peerConnection: PeerConnection,
  { liveness, peer, remote }: LivenessDeps,
): Observable<Extract<ConnectionOutput, { readonly kind: 'failed' }>> =>
  defer(() => {
    const isRxPeer = remote() === 'rxpeer';
    // Also where this side does not ask: what the other one sends on it is to have an end to arrive at.
    const lifeline = isRxPeer ? peerConnection.openLifeline() : undefined;
    if (!isWait(liveness)) return EMPTY;
    const patience = isRxPeer ? liveness : Math.max(liveness, UNASKED_LIVENESS);
    return interval(Math.min(patience / LOOKS, LONGEST_WAIT)).pipe(
      exhaustMap(() => peerConnection.heard().pipe(catchError(() => EMPTY))),
      scan((last: Silence, heard): Silence => ({ heard, looks: heard > last.heard ? 0 : last.looks + 1 }), {
        heard: -1,
        looks: 0,
      }),
      tap(({ looks }) => {
        if (looks > 0) lifeline?.ask();
      }),
      filter(({ looks }) => looks >= LOOKS),
      take(1),
      map(() => ({ kind: 'failed', error: fellSilent(peer, patience) }) as const),
    );
  });
