import { defer, filter, finalize, ignoreElements, map, merge, type Observable, of, tap } from 'rxjs';
import { placed, refusedBy } from '../core/errors.js';
import { ofKind, type Tagged } from '../core/operators/of-kind.js';
import { negotiate } from '../negotiation/negotiate.js';
import type { SdpTransform } from '../negotiation/transform-sdp.js';
import type { RemoteSignal, Role } from '../negotiation/vocabulary.js';
import type { PeerConnection } from '../ports/peer-connection.js';
import type { ConnectionSignal } from './connection-signal.js';
import type { DataIntent, MediaIntent } from './intent.js';
import type { NegotiationClock } from './open-in-time.js';
import type { ConnectionOutput } from './output.js';
import type { Remote } from './remote.js';
import { type Ended, type Happening, untilEnded } from './until-ended.js';

export interface ConnectionDeps {
  readonly role: Role;
  readonly peer: string;
  readonly connectionId: string;
  readonly sdpTransform?: SdpTransform | undefined;
  /** May throw: the connection then fails with what was thrown. */
  readonly createPeerConnection: () => PeerConnection;
  /** Whether the other side is RxPeer too; emits when that is known, which is before the connection opens. */
  readonly remote$: Observable<Remote>;
  /** Milliseconds without a sign of life after which it is over. */
  readonly liveness: number;
  /** Whether time that passes before the connection opens counts; the current answer first. */
  readonly clock$: Observable<NegotiationClock>;
}

/** The other side has closed: whoever offered was refused, whoever was offered something is not any more. */
export const endFromAfar = (
  signal$: Observable<ConnectionSignal>,
  { role, peer }: Pick<ConnectionDeps, 'role' | 'peer'>,
): Observable<Ended | Extract<ConnectionOutput, { readonly kind: 'failed' }>> =>
  signal$.pipe(
    ofKind('remote-closed'),
    map(({ reason }) =>
      role.kind === 'offers'
        ? { kind: 'failed', error: refusedBy(peer, reason), reason }
        : { kind: 'ended', by: 'other-side', reason },
    ),
  );

const isForNegotiation = (signal: ConnectionSignal): signal is RemoteSignal => signal.kind !== 'remote-closed';

/**
 * The life of one connection, whatever it carries: it owns the peer connection, negotiates it, and runs `body` over it
 * until one side ends it or something fails. Everything is freed before the end is told, and `closed` is told exactly once.
 *
 * @param body - what it does when it is called goes into the offer; what it throws is a failure
 */
export const runConnection = <Output extends Tagged>(
  intent$: Observable<DataIntent | MediaIntent>,
  signal$: Observable<ConnectionSignal>,
  deps: ConnectionDeps,
  body: (peerConnection: PeerConnection, remote: () => Remote) => readonly Observable<Happening<Output>>[],
): Observable<Output | ConnectionOutput> => {
  const { peer, connectionId, createPeerConnection } = deps;
  const complaint$ = intent$.pipe(
    ofKind('complain'),
    map(({ error }): ConnectionOutput => ({ kind: 'error', error })),
  );
  return defer(() => {
    const peerConnection = createPeerConnection();
    const other: { is: Remote } = { is: 'peerjs' };
    return defer(() => {
      const bodies = body(peerConnection, () => other.is);
      return merge<Happening<Output>[]>(
        of<ConnectionOutput>({ kind: 'peer-connection', native: peerConnection.native }),
        deps.remote$.pipe(
          tap((remote) => {
            other.is = remote;
          }),
          ignoreElements(),
        ),
        // Before the bodies: the platform is at work on it while they are subscribed to.
        negotiate(signal$.pipe(filter(isForNegotiation)), { ...deps, peerConnection }),
        complaint$,
        ...bodies,
        endFromAfar(signal$, deps), // where the bodies have not taken it for something else
      );
    }).pipe(
      finalize(() => {
        peerConnection.close();
      }),
    );
  }).pipe(untilEnded<Output>(intent$.pipe(ofKind('close')), (error) => placed(error, peer, connectionId)));
};
