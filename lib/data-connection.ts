import { map, Observable, Subject } from 'rxjs';
import { closedWhileSending, earlyBufferFull } from './core/errors.js';
import type { EventStreams } from './core/event-surface.js';
import { holdUntilFirst } from './core/operators/hold-until-first.js';
import { ofKind } from './core/operators/of-kind.js';
import {
  type CloseOptions,
  Connection,
  type ConnectionEvents,
  type ConnectionIdentity,
  type ConnectionState,
  reasonOf,
  reduceConnection,
} from './connection.js';
import type { DataIntent, SendIntent } from './pipelines/intent.js';
import type { DataOutput } from './pipelines/output.js';

/** Bytes that a held message takes besides its own, 107 of them measured in V8, so that a flood of small ones is bounded too. */
const HELD_MESSAGE_OVERHEAD = 256;

interface DataState extends ConnectionState {
  /** Messages that wait until the channel takes more. */
  readonly waiting: number;
  /** Their bytes. */
  readonly waitingBytes: number;
  /**
   * Values with a ticket so far that were `held`, or are an error. Where `_transmit` finds that it has not grown, the value was
   * copied.
   */
  readonly undecided: number;
}

const reduce = (state: DataState, output: DataOutput): DataState => {
  switch (output.kind) {
    case 'data':
    case 'sent':
      return state;
    case 'held':
      return { ...state, undecided: state.undecided + 1 };
    case 'error':
      return output.ticket === undefined ? state : { ...state, undecided: state.undecided + 1 };
    case 'waiting':
      return { ...state, waiting: output.messages, waitingBytes: output.bytes };
    default: {
      const next = reduceConnection(state, output);
      if (next === state) return state;
      return next.phase === 'closed' ? { ...next, waiting: 0, waitingBytes: 0, undecided: 0 } : { ...state, ...next };
    }
  }
};

/** Events of a data connection. */
export interface DataConnectionEvents<In = unknown> extends ConnectionEvents {
  /** A message came from the other side. */
  data: (data: In) => void;
  /** The connection can be written to. */
  open: () => void;
}

/** @internal */
export interface DataConnectionSetup extends ConnectionIdentity {
  readonly run: (intent$: Observable<DataIntent>, value$: Observable<SendIntent>) => Observable<DataOutput>;
  readonly serialization: string;
  readonly reliable: boolean;
  /** Bytes that are held for the first listener of `data`. */
  readonly earlyLimit: number;
  /** Something was to be sent when all was over. */
  readonly tooLate: () => void;
}

/**
 * A channel for data to one other peer. Made by `peer.connect()`, or handed out by `peer.connection$`.
 *
 * @typeParam In - what the other side sends
 * @typeParam Out - what this side sends
 */
export class DataConnection<In = unknown, Out = unknown> extends Connection<
  DataConnectionEvents<In>,
  DataState,
  DataIntent,
  DataOutput
> {
  /** Always `data`. */
  readonly type = 'data';
  /** How values become bytes: `binary` (default), `binary-utf8`, `json`, `none`, or one of the application's own. */
  readonly serialization: string;
  /**
   * Whether whoever opened the connection asked for messages that keep their order. As in PeerJS an unreliable channel is
   * unordered, but still repeats what is lost. That of a stream (`MsgPack`) keeps order whatever was asked for.
   */
  readonly reliable: boolean;

  /** Emits when the connection can be written to, and to a late subscriber while it can. */
  readonly open$: Observable<void>;
  /** What the other side sends. What comes before the first listener, of either kind, is held for it. */
  readonly data$: Observable<In>;
  /** Number of messages that wait until the channel takes more; the current one first. */
  readonly bufferSize$: Observable<number>;
  /** Bytes of these messages, encoded, that the channel has not taken yet; the current number first. */
  readonly bufferedBytes$: Observable<number>;

  /** @internal */
  protected readonly _events: EventStreams<DataConnectionEvents<In>>;

  readonly #value$ = new Subject<SendIntent>();
  readonly #tooLate: () => void;

  /** @internal */
  constructor(setup: DataConnectionSetup) {
    super(setup, { phase: 'opening', waiting: 0, waitingBytes: 0, undecided: 0 }, reduce);
    this.serialization = setup.serialization;
    this.reliable = setup.reliable;
    this.#tooLate = setup.tooLate;
    this.open$ = this._hub.when(({ phase }) => phase === 'open');
    this.bufferSize$ = this._hub.whileDefined(({ waiting }) => waiting);
    this.bufferedBytes$ = this._hub.whileDefined(({ waitingBytes }) => waitingBytes);
    const { earlyLimit } = setup; // not in `setup`, which leads to the codec: that goes when the connection is over
    this.data$ = holdUntilFirst(this._hub.output$.pipe(ofKind('data')), {
      limit: earlyLimit,
      weigh: ({ bytes }) => bytes + HELD_MESSAGE_OVERHEAD,
      overflow: () => {
        this._intent$.next({ kind: 'complain', error: earlyBufferFull('data', `${earlyLimit} bytes`) });
      },
    }).pipe(map(({ value }) => value as In));
    this._events = {
      ...this._commonEvents,
      data: this.data$,
      open: this._hub.output$.pipe(
        ofKind('opened'),
        map(() => undefined),
      ),
    };
    this._hub.run(setup.run(this._intent$, this.#value$));
  }

  /** Number of messages that wait until the channel takes more. */
  get bufferSize(): number {
    return this._hub.state.waiting;
  }

  /** Bytes of these messages, encoded, that the channel has not taken yet. */
  get bufferedBytes(): number {
    return this._hub.state.waitingBytes;
  }

  /**
   * Sends a value, serialized, to the other side. It is serialized at once: what happens to an object later does not matter
   * (but with `none`, which copies nothing: bytes that wait are sent as they are when it is their turn).
   * An error says what is not sent: `not-open-yet` before `open`, `not-serializable` where the value cannot be said,
   * `message-too-big` where the channel does not take it, `connection-closed` after `close({ flush: true })`. After `close`,
   * the last event, only the log says it.
   *
   * @param data - any value that the serialization can say: objects, text, bytes, Blobs
   */
  send(data: Out): void {
    if (this.#value$.observed) this.#value$.next({ kind: 'value', value: data });
    else this.#tooLate();
  }

  /**
   * Sends a value; what becomes of it is told by `_outcome$` of the same ticket. `undecided` until then: it goes out from where
   * it is, is still being read, or cannot be sent, which listeners may hear only later.
   *
   * @internal
   */
  _transmit(data: Out, ticket: unknown): 'undecided' | 'copied' {
    const { undecided } = this._hub.state;
    this.#value$.next({ kind: 'value', value: data, ticket });
    return this.#value$.observed && this._hub.state.undecided === undecided ? 'copied' : 'undecided';
  }

  /**
   * The bytes of each value that was sent with this ticket, when the channel has taken it. Errors where one cannot be sent,
   * and where the connection ends.
   *
   * @internal
   */
  _outcome$(ticket: unknown): Observable<number> {
    return new Observable((subscriber) =>
      this._hub.output$.subscribe({
        next: (output) => {
          if (output.kind === 'sent' && output.ticket === ticket) subscriber.next(output.bytes);
          if (output.kind === 'error' && output.ticket === ticket) subscriber.error(output.error);
        },
        complete: () => {
          subscriber.error(this._state.failure ?? closedWhileSending(this.peer));
        },
      }),
    );
  }

  /**
   * Closes the connection and frees what it holds: at once, or, with `flush`, when everything that was sent is delivered.
   *
   * @param options - `flush`: deliver first, and give the other side 10 s to notice the end, past which it is an error
   * `connection-closed`. Default false. `reason`: why, at most 1,024 characters of it; the `closeReason` of an RxPeer at the
   * other end where the connection is not open yet. Default none
   */
  close(options?: (CloseOptions & { readonly flush?: boolean }) | null): void {
    const reason = reasonOf(options);
    this._intent$.next(options?.flush ? { kind: 'flush', reason } : { kind: 'close', by: 'this-side', reason });
  }
}
