import { map, type Observable } from 'rxjs';
import type { EventStreams } from './core/event-surface.js';
import { ofKind } from './core/operators/of-kind.js';
import type { AnswerOptions } from './core/options.js';
import {
  type CloseOptions,
  Connection,
  type ConnectionEvents,
  type ConnectionSetup,
  type ConnectionState,
  reasonOf,
  reduceConnection,
} from './connection.js';
import type { MediaIntent } from './pipelines/intent.js';
import type { MediaOutput } from './pipelines/output.js';

interface MediaState extends ConnectionState {
  readonly localStream?: MediaStream | undefined;
  readonly remoteStream?: MediaStream | undefined;
  /** The channel by whose end the other side learns of the call's. */
  readonly auxiliary?: 'open';
}

const reduce = (state: MediaState, output: MediaOutput): MediaState => {
  switch (output.kind) {
    case 'stream':
      return { ...state, remoteStream: output.stream };
    case 'local-stream':
      return { ...state, localStream: output.stream };
    case 'auxiliary-open':
      return { ...state, auxiliary: 'open' };
    default:
      return reduceConnection(state, output);
  }
};

/** Events of a call. */
export interface MediaConnectionEvents extends ConnectionEvents {
  /** The other side sends a stream; once per MediaStream. */
  stream: (stream: MediaStream) => void;
  /** From here on the other side learns at once when this one hangs up. */
  willCloseOnRemote: () => void;
}

/** @internal */
export interface MediaConnectionSetup extends ConnectionSetup<MediaIntent, MediaOutput> {
  readonly localStream: MediaStream | undefined;
}

/** A call to or from one other peer. Made by `peer.call()`, or handed out by `peer.call$`. */
export class MediaConnection extends Connection<MediaConnectionEvents, MediaState, MediaIntent, MediaOutput> {
  /** Always `media`. */
  readonly type = 'media';

  /** Streams of the other side, once each; the latest one also to a late subscriber, while the call lasts. */
  readonly stream$: Observable<MediaStream>;

  /** @internal */
  protected readonly _events: EventStreams<MediaConnectionEvents>;

  /** @internal */
  constructor(setup: MediaConnectionSetup) {
    super(setup, { phase: 'opening', localStream: setup.localStream }, reduce);
    this.stream$ = this._hub.whileDefined(({ remoteStream }) => remoteStream);
    this._events = {
      ...this._commonEvents,
      stream: this._hub.output$.pipe(
        ofKind('stream'),
        map(({ stream }) => stream),
      ),
      willCloseOnRemote: this._hub.output$.pipe(
        ofKind('auxiliary-open'),
        map(() => undefined),
      ),
    };
    this._hub.run(setup.run(this._intent$));
  }

  /** A call is open before its auxiliary channel is. @internal */
  override get _isLinked(): boolean {
    return this.open && this._hub.state.auxiliary === 'open';
  }

  /** What this side sends, while the call lasts. */
  get localStream(): MediaStream | undefined {
    return this._hub.state.localStream;
  }

  /** What the other side sends, while the call lasts. */
  get remoteStream(): MediaStream | undefined {
    return this._hub.state.remoteStream;
  }

  /**
   * Takes a call that came in `peer.call$`. A call is taken once: to answer it again changes nothing, nor does it on the side
   * that calls.
   *
   * @param stream - what to send to the caller; nothing, to only listen
   * @param options - `sdpTransform` changes the answer before it is used
   */
  answer(stream?: MediaStream | null, options?: AnswerOptions | null): void {
    this._intent$.next({ kind: 'answer', stream: stream ?? undefined, sdpTransform: options?.sdpTransform });
  }

  /**
   * Hangs up, and frees what the call holds. Where it is not answered yet, an RxPeer at the other end learns of it at once:
   * the caller has cancelled, or is declined.
   *
   * @param options - `reason`: why, at most 1,024 characters of it; the `closeReason` of that RxPeer. Default none
   */
  close(options?: CloseOptions | null): void {
    this._intent$.next({ kind: 'close', by: 'this-side', reason: reasonOf(options) });
  }
}
