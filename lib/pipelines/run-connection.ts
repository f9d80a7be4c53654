import { catchError, defer, map, merge, type Observable, of, takeUntil, takeWhile, tap } from 'rxjs';
import { placed, PeerError, webrtcError } from '../core/errors.js';
import { emitEach } from '../core/operators/emit-each.js';
import { inTurn } from '../core/operators/map-in-order.js';
import { ofKind, type Tagged } from '../core/operators/of-kind.js';
import { negotiate } from '../negotiation/negotiate.js';
import type { SdpTransform } from '../negotiation/transform-sdp.js';
import type { RemoteSignal, Role } from '../negotiation/vocabulary.js';
import type { PeerConnection } from '../ports/peer-connection.js';
import { notAtOnce } from '../core/operators/not-at-once.js';
import type { ConnectionIntent } from './intent.js';
import type { ConnectionOutput, EndedBy } from './output.js';

/** The connection came to its end in good order. */
export interface Ended {
  readonly kind: 'ended';
  readonly by: EndedBy;
}

export interface ConnectionDeps {
  readonly role: Role;
  readonly peer: string;
  readonly connectionId: string;
  readonly sdpTransform?: SdpTransform | undefined;
  /** May throw: the connection then fails with what was thrown. */
  readonly createPeerConnection: () => PeerConnection;
}

const asPeerError = (thrown: unknown): PeerError =>
  thrown instanceof PeerError ? (thrown as PeerError) : webrtcError(thrown);

const isLast = ({ kind }: { readonly kind: string }): boolean => kind === 'failed' || kind === 'ended';

/** A failure is told where it happened; an end is told as `closed`. */
const tell = <Output extends Tagged>({ peer, connectionId }: ConnectionDeps) =>
  emitEach<Output | ConnectionOutput | Ended, Output | ConnectionOutput>((output, emit) => {
    const known = output as ConnectionOutput | Ended;
    switch (known.kind) {
      case 'error':
        emit({ ...known, error: placed(known.error, peer, connectionId) });
        break;
      case 'failed':
        emit({ kind: 'failed', error: placed(known.error, peer, connectionId) });
        emit({ kind: 'closed', by: 'other-side' });
        break;
      case 'ended':
        emit({ kind: 'closed', by: known.by });
        break;
      default:
        emit(output as Output);
    }
  });

/**
 * The life of one connection, whatever it carries: it owns the peer connection, negotiates it, and runs `body` over it
 * until one side ends it or something fails. Everything is freed before the end is told, and `closed` is told exactly once.
 */
export const runConnection = <Output extends Tagged>(
  intent$: Observable<ConnectionIntent>,
  signal$: Observable<RemoteSignal>,
  deps: ConnectionDeps,
  body: (peerConnection: PeerConnection) => Observable<Output | ConnectionOutput | Ended>,
): Observable<Output | ConnectionOutput> => {
  const close$ = intent$.pipe(ofKind('close'));
  const complaint$ = intent$.pipe(
    ofKind('complain'),
    map(({ error }): ConnectionOutput => ({ kind: 'error', error })),
  );

  const live$ = defer(() => {
    const peerConnection = deps.createPeerConnection();
    const free = (): void => {
      peerConnection.close();
    };
    return merge<(Output | ConnectionOutput | Ended)[]>(
      of<ConnectionOutput>({ kind: 'peer-connection', native: peerConnection.native }),
      complaint$,
      defer(() => body(peerConnection)), // what it throws is freed like any other failure
      negotiate(signal$, { ...deps, peerConnection }),
    ).pipe(
      inTurn(), // what the peer connection tells while it is being closed must not overtake the reason
      tap({
        next: (output) => {
          if (isLast(output)) free();
        },
        finalize: free,
      }),
    );
  }).pipe(
    catchError((thrown: unknown) => of<ConnectionOutput>({ kind: 'failed', error: asPeerError(thrown) })),
    // The application, which is only just being given the connection, is not listening yet.
    notAtOnce<Output | ConnectionOutput | Ended>(isLast),
    takeWhile((output) => !isLast(output), true),
    tell<Output>(deps),
    takeUntil(close$),
  );

  // Subscribed second, so that a wanted end, too, is told when everything is freed.
  return merge(live$, close$.pipe(map(({ by }): ConnectionOutput => ({ kind: 'closed', by })))).pipe(
    takeWhile((output) => output.kind !== 'closed', true),
  );
};
