import {
  concat,
  connect,
  defer,
  EMPTY,
  filter,
  ignoreElements,
  map,
  merge,
  type Observable,
  of,
  ReplaySubject,
  startWith,
  Subject,
  switchMap,
  take,
  takeUntil,
  takeWhile,
  tap,
  timer,
} from 'rxjs';
import { flowControlled } from '../channel/flow-control.js';
import type { Paced } from '../channel/paced.js';
import { sendPaced } from '../channel/send-paced.js';
import { receive } from '../channel/receive.js';
import { tellReceived } from '../channel/tell-received.js';
import { CHANNEL_SETTLING, FLUSH_GRACE, LOW_WATER_MARK } from '../core/constants.js';
import { closedWhileSending, notConfirmed, notOpenYet } from '../core/errors.js';
import { emitEach } from '../core/operators/emit-each.js';
import { ofKind } from '../core/operators/of-kind.js';
import { patience } from '../core/patience.js';
import type { DataChannel } from '../ports/data-channel.js';
import type { Lifeline } from '../ports/lifeline.js';
import type { Codec } from '../serialization/codec.js';
import { decode } from '../serialization/decode.js';
import { encodeAtOnce, type EncodeInput } from '../serialization/encode-at-once.js';
import type { ConnectionSignal } from './connection-signal.js';
import type { DataIntent, SendIntent } from './intent.js';
import { openInTime } from './open-in-time.js';
import type { DataOutput } from './output.js';
import type { Remote } from './remote.js';
import { type ConnectionDeps, runConnection } from './run-connection.js';
import type { Ended } from './until-ended.js';
import { watchLiveness } from './watch-liveness.js';

export interface DataDeps extends ConnectionDeps {
  readonly label: string;
  /** Whether the channel keeps order. */
  readonly ordered: boolean;
  readonly serialization: string;
  readonly codec: Codec;
  /** Largest message, in bytes, that is accepted. */
  readonly messageLimit: number;
}

type Told = DataOutput | Ended;

/** What arrives. */
const incoming = (
  channel: DataChannel,
  { codec, messageLimit }: DataDeps,
  closeRequested: (emit: (told: Told) => void) => void,
  tell: (received: number) => void,
): Observable<Told> =>
  receive(channel).pipe(
    tellReceived(tell),
    decode({ codec, limit: messageLimit, free: channel.free }),
    emitEach((item, emit) => {
      switch (item.kind) {
        case 'close-requested':
          closeRequested(emit);
          break;
        case 'failed':
          emit({ kind: 'error', error: item.error });
          break;
        case 'broken':
          emit({ kind: 'failed', error: item.error });
          break;
        case 'data':
          emit(item);
      }
    }),
  );

/**
 * The channel's end, whoever closed it. Listens anew when the channel has opened, so that those who send hear of the end
 * before, and can tell what is lost.
 */
const endOf = (channel: DataChannel): Observable<void> =>
  channel.opened$.pipe(
    startWith(undefined),
    switchMap(() => channel.closed$),
  );

/**
 * The end of a connection that is flushed: everything is handed over, and the channel closes, which delivers what the
 * platform still holds (RFC 8831, section 6.7). Where the other side is asked to close, that is its part, unless it asks
 * too: it was flushed as well, and a channel that closes takes nothing in any more, so it stays open until everything of
 * theirs is here. Whoever says nothing for the grace is gone, and nobody knows what has arrived. (`endOf` tells that the
 * channel has closed.)
 */
const closeSoftly = (
  channel: DataChannel,
  mayClose$: Observable<unknown>,
  { peer }: DataDeps,
  ended: () => Ended,
): Observable<Told> => {
  const handedOver$ = channel.bufferedAmount() > LOW_WATER_MARK ? channel.drained$.pipe(take(1)) : of(undefined);
  const close$ = mayClose$.pipe(
    tap(() => {
      channel.close();
    }),
    ignoreElements(),
  );
  return handedOver$.pipe(
    switchMap(() =>
      merge(
        channel.message$.pipe(
          startWith(undefined),
          switchMap(() => patience(FLUSH_GRACE)),
          map((): Told => ({ kind: 'failed', error: notConfirmed(peer, FLUSH_GRACE), reason: ended().reason })),
        ),
        close$,
      ),
    ),
  );
};

/** How an open connection sends, and ends. */
interface Ending {
  readonly channel: DataChannel;
  readonly remote: () => Remote;
  /** Where an RxPeer tells how much has come. */
  readonly lifeline: Lifeline | undefined;
  /** Bytes of the largest message that the channel takes. */
  readonly maxMessageSize: number;
  /** The other side asks to close: what still waits is lost. */
  readonly lost$: Observable<void>;
  /** It asks while this side is being flushed: nothing more comes from there. Replays. */
  readonly otherIsDone$: Observable<void>;
  readonly ended: () => Ended;
}

/** What is sent, once the channel is open; nothing after the connection was asked to flush and close. */
const outgoing = (
  intent$: Observable<DataIntent>,
  value$: Observable<SendIntent>,
  deps: DataDeps,
  { channel, remote, lifeline, maxMessageSize, lost$, otherIsDone$, ended }: Ending,
): Observable<Told> => {
  const { codec, serialization, ordered } = deps;
  const { outlet, frameBytes } = flowControlled(channel, lifeline);
  const toFrames = encodeAtOnce({
    codec,
    serialization,
    remote,
    maxMessageSize: () => maxMessageSize,
    frameBytes,
    frames: 'reused',
  });
  const flushed$ = new Subject<number>();
  const sent$ = merge<EncodeInput[]>(value$, intent$.pipe(ofKind('flush'))).pipe(
    takeWhile(({ kind }) => kind !== 'flush', true),
    toFrames,
    sendPaced(outlet, merge(channel.closed$, lost$)),
    emitEach<Paced, Told>((item, emit) => {
      switch (item.kind) {
        case 'flushed':
          flushed$.next(item.frames);
          break;
        case 'failed':
          emit({ kind: 'error', error: item.error, ticket: item.ticket });
          break;
        default:
          emit(item);
      }
    }),
  );
  const askToClose = (frames: number): Observable<Told> =>
    of<EncodeInput>({ kind: 'close-request', after: ordered ? 0 : frames }).pipe(
      toFrames,
      sendPaced(channel),
      ofKind('failed'),
      filter(({ error }) => error.type !== 'connection-closed'),
      map(({ error }) => ({ kind: 'error', error })),
    );
  // PeerJS does not count what the request may overtake.
  const asks = codec.framing !== 'bare' && (ordered || remote() === 'rxpeer');
  // A timer from now on, not a look at the clock: that may be set back or forward before the flush.
  const settled$ = new ReplaySubject<unknown>(1);
  const settling$ = timer(CHANNEL_SETTLING).pipe(tap(settled$), ignoreElements());
  const conclude = (frames: number): Observable<Told> =>
    asks
      ? merge(askToClose(frames), closeSoftly(channel, otherIsDone$, deps, ended))
      : closeSoftly(channel, settled$, deps, ended);
  // Who takes nothing any more, and was not flushed, has met a channel that closes: the platform is about to say so.
  const gone$ = defer(() => (ended().by === 'other-side' ? of(ended()) : EMPTY));
  return merge(asks ? EMPTY : settling$, flushed$.pipe(switchMap(conclude)), concat(sent$, gone$));
};

/** What is asked for too early: there is nothing to flush, and nowhere to send. */
const tooEarly = (
  intent$: Observable<DataIntent>,
  value$: Observable<SendIntent>,
  ended: () => Told,
): Observable<Told> =>
  merge(
    intent$.pipe(ofKind('flush'), map(ended)),
    value$.pipe(map(({ ticket }): Told => ({ kind: 'error', error: notOpenYet(), ticket }))),
  );

/**
 * One data connection, from either side: its channel, opened or awaited, and what travels over it.
 *
 * How an open one ends, and who is named for it (`end.last`):
 * - The channel closes, or the other side asks to close: `other-side`. `lost$` has the sender tell first what still waited.
 * - This side flushes: `this-side`. When everything is handed over `closeSoftly` waits for the other side, which was asked to
 *   close; where it cannot be asked, this side closes.
 * - Both flush: `otherIsDone$` says that nothing more comes from there, so this side closes.
 */
export const dataPipeline = (
  intent$: Observable<DataIntent>,
  value$: Observable<SendIntent>,
  signal$: Observable<ConnectionSignal>,
  deps: DataDeps,
): Observable<DataOutput> =>
  runConnection<DataOutput>(intent$, signal$, deps, (peerConnection, remote) => {
    const end: { last: Ended } = { last: { kind: 'ended', by: 'other-side' } };
    const ended = (): Ended => end.last;
    const lifeline = (): Lifeline | undefined => (remote() === 'rxpeer' ? peerConnection.openLifeline() : undefined);
    const lost$ = new Subject<void>();
    const otherIsDone$ = new ReplaySubject<void>(1);
    const closeRequested = (emit: (told: Told) => void): void => {
      if (end.last.by === 'this-side') otherIsDone$.next();
      else {
        lost$.next(); // so that those who send tell first what is lost
        emit(ended());
      }
    };
    const channel$ =
      deps.role.kind === 'offers'
        ? of(peerConnection.createChannel(deps.label, { ordered: deps.ordered }))
        : peerConnection.channel$.pipe(take(1));

    return [
      intent$.pipe(
        ofKind('flush'),
        switchMap(({ reason }) => {
          end.last = { kind: 'ended', by: 'this-side', reason }; // whoever closes the channel then
          return value$.pipe(
            map(({ ticket }): Told => ({ kind: 'error', error: closedWhileSending(deps.peer), ticket })),
          );
        }),
      ),
      channel$.pipe(
        connect((shared$) => {
          const opened$ = shared$.pipe(switchMap((channel) => channel.opened$.pipe(map(() => channel))));
          return merge(
            shared$.pipe(map(({ native }): Told => ({ kind: 'channel', native }))),
            shared$.pipe(
              switchMap((channel) => incoming(channel, deps, closeRequested, (received) => lifeline()?.tell(received))),
            ),
            tooEarly(intent$, value$, ended).pipe(takeUntil(opened$)),
            opened$.pipe(
              switchMap((channel) =>
                merge(
                  outgoing(intent$, value$, deps, {
                    channel,
                    remote,
                    lifeline: lifeline(),
                    maxMessageSize: peerConnection.maxMessageSize(),
                    lost$,
                    otherIsDone$,
                    ended,
                  }),
                  of<Told>({ kind: 'opened' }),
                  watchLiveness(peerConnection, { ...deps, remote }),
                ),
              ),
            ),
            openInTime(of(undefined), opened$, deps),
            shared$.pipe(switchMap(endOf), map(ended)),
          );
        }),
      ),
    ];
  });
