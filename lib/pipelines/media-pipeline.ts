import { connect, filter, map, merge, NEVER, type Observable, of, ReplaySubject, switchMap, take } from 'rxjs';
import { EARLY_CANDIDATES } from '../core/constants.js';
import { placed } from '../core/errors.js';
import { ofKind } from '../core/operators/of-kind.js';
import type { DataChannel } from '../ports/data-channel.js';
import type { PeerConnection } from '../ports/peer-connection.js';
import type { ConnectionSignal } from './connection-signal.js';
import type { MediaIntent } from './intent.js';
import { openInTime } from './open-in-time.js';
import type { MediaOutput } from './output.js';
import type { Remote } from './remote.js';
import { type ConnectionDeps, runConnection } from './run-connection.js';
import { type Ended, untilEnded } from './until-ended.js';
import { watchLiveness } from './watch-liveness.js';

export interface MediaDeps extends ConnectionDeps {
  /** What the caller sends; nothing, in a call that only listens. */
  readonly stream: MediaStream | undefined;
}

type MediaPipeline = (
  intent$: Observable<MediaIntent>,
  signal$: Observable<ConnectionSignal>,
  deps: MediaDeps,
) => Observable<MediaOutput>;

/** Nothing travels over the auxiliary channel, so its order does not matter; PeerJS opens it unordered. */
const AUXILIARY = { ordered: false };

/** The channel beside a call: its end tells the other side that this one has hung up. */
const watchAuxiliary = (channel: DataChannel): Observable<MediaOutput | Ended> =>
  merge<(MediaOutput | Ended)[]>(
    of<MediaOutput>({ kind: 'channel', native: channel.native }),
    channel.opened$.pipe(map((): MediaOutput => ({ kind: 'auxiliary-open' }))),
    channel.closed$.pipe(map((): Ended => ({ kind: 'ended', by: 'other-side' }))),
  );

interface Watched {
  readonly stream: MediaStream | undefined;
  readonly deps: MediaDeps;
  readonly signal$: Observable<ConnectionSignal>;
  /** From when on it has to connect in time. */
  readonly begin$: Observable<unknown>;
}

/** The other side has hung up before there was a channel to say it with; nobody has refused anything. */
const hungUp = (signal$: Observable<ConnectionSignal>, { state$ }: PeerConnection): Observable<Ended> =>
  signal$.pipe(
    ofKind('remote-closed'),
    switchMap(({ reason }) =>
      state$.pipe(
        take(1), // the current one
        filter((state) => state === 'connected'),
        map((): Ended => ({ kind: 'ended', by: 'other-side', reason })),
      ),
    ),
  );

const watchMedia =
  (
    { stream, deps, signal$, begin$ }: Watched,
    channelOf: (peerConnection: PeerConnection) => Observable<DataChannel>,
  ) =>
  (peerConnection: PeerConnection, remote: () => Remote): readonly Observable<MediaOutput | Ended>[] => {
    const connected$ = peerConnection.state$.pipe(
      filter((state) => state === 'connected'),
      take(1),
    );
    return [
      of<MediaOutput>({ kind: 'local-stream', stream }),
      hungUp(signal$, peerConnection),
      channelOf(peerConnection).pipe(switchMap(watchAuxiliary)),
      peerConnection.stream$.pipe(map((theirs): MediaOutput => ({ kind: 'stream', stream: theirs }))),
      openInTime(begin$, connected$, deps),
      connected$.pipe(
        switchMap(() => merge(of<MediaOutput>({ kind: 'opened' }), watchLiveness(peerConnection, { ...deps, remote }))),
      ),
    ];
  };

/** A call of ours: it is offered at once, and asks for what it does not send. */
const placeCall: MediaPipeline = (intent$, signal$, deps) =>
  runConnection<MediaOutput>(
    intent$,
    signal$,
    deps,
    // A person may take their time; what comes after they have answered may not.
    watchMedia(
      { stream: deps.stream, deps, signal$, begin$: signal$.pipe(ofKind('remote-answer'), take(1)) },
      (peerConnection) => {
        peerConnection.addStream(deps.stream, 'both-kinds');
        return of(peerConnection.createChannel(deps.connectionId, AUXILIARY));
      },
    ),
  );

/** Whoever calls has thought better of it. */
const cancelled = (
  signal$: Observable<ConnectionSignal>,
): Observable<Extract<MediaIntent, { readonly kind: 'close' }>> =>
  signal$.pipe(
    ofKind('remote-closed'),
    map(({ reason }) => ({ kind: 'close', by: 'other-side', reason })),
  );

/** A call of theirs: nothing is opened until it is answered, but what signalling brings for it meanwhile is kept. */
const takeCall: MediaPipeline = (intent$, signal$, deps) =>
  signal$.pipe(
    ofKind('remote-candidate', 'remote-unavailable', 'remote-closed'),
    connect(
      (kept$) =>
        merge(intent$.pipe(ofKind('answer', 'close')), cancelled(kept$)).pipe(
          take(1),
          switchMap((intent) =>
            intent.kind === 'close'
              ? NEVER.pipe(untilEnded<MediaOutput>(of(intent), (error) => placed(error, deps.peer, deps.connectionId)))
              : runConnection<MediaOutput>(
                  intent$,
                  kept$,
                  { ...deps, sdpTransform: intent.sdpTransform },
                  watchMedia(
                    { stream: intent.stream, deps, signal$: kept$, begin$: of(undefined) },
                    (peerConnection) => {
                      peerConnection.addStream(intent.stream, 'as-offered');
                      return peerConnection.channel$.pipe(take(1));
                    },
                  ),
                ),
          ),
        ),
      { connector: () => new ReplaySubject<ConnectionSignal>(EARLY_CANDIDATES) },
    ),
  );

/**
 * A call, placed or taken, over its own peer connection, with an auxiliary data channel whose end is the end of the call.
 */
export const mediaPipeline: MediaPipeline = (intent$, signal$, deps) =>
  deps.role.kind === 'offers' ? placeCall(intent$, signal$, deps) : takeCall(intent$, signal$, deps);
