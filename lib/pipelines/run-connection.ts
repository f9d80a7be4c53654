import { defer, finalize, map, merge, type Observable, of } from 'rxjs';
import { placed } from '../core/errors.js';
import { ofKind, type Tagged } from '../core/operators/of-kind.js';
import { negotiate } from '../negotiation/negotiate.js';
import type { SdpTransform } from '../negotiation/transform-sdp.js';
import type { RemoteSignal, Role } from '../negotiation/vocabulary.js';
import type { PeerConnection } from '../ports/peer-connection.js';
import type { ConnectionIntent } from './intent.js';
import type { ConnectionOutput } from './output.js';
import { type Happening, untilEnded } from './until-ended.js';

export interface ConnectionDeps {
  readonly role: Role;
  readonly peer: string;
  readonly connectionId: string;
  readonly sdpTransform?: SdpTransform | undefined;
  /** May throw: the connection then fails with what was thrown. */
  readonly createPeerConnection: () => PeerConnection;
}

/**
 * The life of one connection, whatever it carries: it owns the peer connection, negotiates it, and runs `body` over it
 * until one side ends it or something fails. Everything is freed before the end is told, and `closed` is told exactly once.
 *
 * @param body - what it does when it is called goes into the offer; what it throws is a failure
 */
export const runConnection = <Output extends Tagged>(
  intent$: Observable<ConnectionIntent>,
  signal$: Observable<RemoteSignal>,
  deps: ConnectionDeps,
  body: (peerConnection: PeerConnection) => readonly Observable<Happening<Output>>[],
): Observable<Output | ConnectionOutput> => {
  const { peer, connectionId, createPeerConnection } = deps;
  const complaint$ = intent$.pipe(
    ofKind('complain'),
    map(({ error }): ConnectionOutput => ({ kind: 'error', error })),
  );
  return defer(() => {
    const peerConnection = createPeerConnection();
    return defer(() => {
      const bodies = body(peerConnection);
      return merge<Happening<Output>[]>(
        of<ConnectionOutput>({ kind: 'peer-connection', native: peerConnection.native }),
        // Before the bodies: the platform is at work on it while they are subscribed to.
        negotiate(signal$, { ...deps, peerConnection }),
        complaint$,
        ...bodies,
      );
    }).pipe(
      finalize(() => {
        peerConnection.close();
      }),
    );
  }).pipe(untilEnded<Output>(intent$.pipe(ofKind('close')), (error) => placed(error, peer, connectionId)));
};
