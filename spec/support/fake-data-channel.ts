import { asapScheduler, AsyncSubject, concatMap, from, map, type Observable, observeOn, of, Subject } from 'rxjs';
import type { DataChannel, IncomingFrame, OutgoingFrame } from 'rxpeer';

/**
 * Bytes at which `drained$` emits, as the port says. A number of its own, since the library's is not for users, who may copy
 * this file; the contract of channels holds it against that one.
 */
const LOW_WATER = 32 * 1024;

/** Life of an RTCDataChannel (W3C WebRTC, RTCDataChannelState). */
type ReadyState = 'connecting' | 'open' | 'closing' | 'closed';

export interface FakeDataChannelOptions {
  /** Default: it waits for `open()`. */
  readonly readyState?: 'connecting' | 'open';
  /** Bytes that fit into the buffer; past them `send` throws an OperationError. Default: no bound. */
  readonly capacity?: number;
  /** Bytes of one frame; past them `send` throws a TypeError. Default: no bound. */
  readonly maxMessageSize?: number;
}

/** Bytes that a frame takes on the wire. */
const sizeOf = (frame: OutgoingFrame): number => {
  if (typeof frame === 'string') return new TextEncoder().encode(frame).byteLength;
  return frame instanceof Blob ? frame.size : frame.byteLength;
};

/** What `send` takes is copied there and then: later changes of the buffer do not travel. */
const copyOf = (frame: OutgoingFrame): OutgoingFrame => {
  if (typeof frame === 'string' || frame instanceof Blob) return frame;
  if (frame instanceof ArrayBuffer) return frame.slice(0);
  return new Uint8Array(frame.buffer, frame.byteOffset, frame.byteLength).slice().buffer;
};

/**
 * A data channel that does nothing by itself: the test opens it, lets messages arrive, drains its buffer, makes `send`
 * fail, and closes it from afar. It refuses what a real one refuses.
 */
export class FakeDataChannel implements DataChannel {
  readonly #opened$ = new AsyncSubject<void>();
  readonly #closed$ = new AsyncSubject<void>();
  readonly #message$ = new Subject<IncomingFrame>();
  readonly #drained$ = new Subject<void>();
  readonly #sent$ = new Subject<OutgoingFrame>();
  readonly #failures: unknown[] = [];
  readonly #limits: { readonly capacity: number; readonly maxMessageSize: number };
  #readyState: ReadyState = 'connecting';
  #bufferedAmount = 0;
  #waiting: () => number = () => 0;

  readonly native: RTCDataChannel;
  readonly opened$: Observable<void> = this.#opened$.asObservable();
  readonly message$: Observable<IncomingFrame> = this.#message$.asObservable();
  readonly drained$: Observable<void> = this.#drained$.asObservable();
  readonly closed$: Observable<void> = this.#closed$.asObservable();

  /** What was handed over so far: views and buffers as ArrayBuffers, copied. */
  readonly sent: OutgoingFrame[] = [];
  /** The same as it happens. */
  readonly sent$: Observable<OutgoingFrame> = this.#sent$.asObservable();

  constructor({
    readyState = 'connecting',
    capacity = Infinity,
    maxMessageSize = Infinity,
  }: FakeDataChannelOptions = {}) {
    this.#limits = { capacity, maxMessageSize };
    const buffered = (): number => this.#bufferedAmount + this.#waiting();
    this.native = Object.defineProperty({ label: 'fake' }, 'bufferedAmount', { get: buffered }) as RTCDataChannel;
    if (readyState === 'open') this.open();
  }

  get readyState(): ReadyState {
    return this.#readyState;
  }

  bufferedAmount(): number {
    return this.#bufferedAmount;
  }

  countWaiting(bytes: () => number): () => void {
    this.#waiting = bytes;
    return () => undefined; // nobody waits for this channel's `bufferedamountlow`
  }

  send(frame: OutgoingFrame): void {
    if (this.#failures.length > 0) throw this.#failures.shift();
    if (this.#readyState !== 'open') throw new DOMException(`The channel is ${this.#readyState}.`, 'InvalidStateError');
    const size = sizeOf(frame);
    if (size > this.#limits.maxMessageSize) throw new TypeError('The message is larger than maxMessageSize.');
    if (this.#bufferedAmount + size > this.#limits.capacity)
      throw new DOMException('Buffer is full.', 'OperationError');
    const copy = copyOf(frame);
    this.#bufferedAmount += size;
    this.sent.push(copy);
    this.#sent$.next(copy);
  }

  readonly freed: ArrayBuffer[] = [];

  readonly free = (frame: ArrayBuffer): void => {
    this.freed.push(frame);
  };

  close(): void {
    if (this.#readyState === 'closed') return;
    this.#readyState = 'closing';
    if (this.#bufferedAmount === 0) this.#end(); // else once what was handed over is gone
  }

  // What the test drives.

  open(): void {
    this.#readyState = 'open';
    this.#opened$.next();
    this.#opened$.complete();
  }

  /** A message arrives; too late, once it closes. */
  receive(frame: IncomingFrame): void {
    if (this.#readyState !== 'closing' && this.#readyState !== 'closed') this.#message$.next(frame);
  }

  /** Bytes leave the buffer; all of them unless told how many. */
  drain(bytes = this.#bufferedAmount): void {
    const before = this.#bufferedAmount;
    this.#bufferedAmount = Math.max(0, before - bytes);
    if (before > LOW_WATER && this.#bufferedAmount <= LOW_WATER) this.#drained$.next();
    if (this.#readyState === 'closing' && this.#bufferedAmount === 0) this.#end();
  }

  /** Something else fills the buffer. */
  fill(bytes: number): void {
    this.#bufferedAmount += bytes;
  }

  /** The next `send` throws this. */
  failNext(error: unknown): void {
    this.#failures.push(error);
  }

  /** The channel closes at once: the other side did it, or the network is gone. */
  closeFromAfar(): void {
    this.#end();
  }

  #end(): void {
    if (this.#readyState === 'closed') return;
    this.#readyState = 'closed';
    this.#opened$.complete();
    this.#closed$.next();
    this.#closed$.complete();
  }
}

const arriving = (frame: OutgoingFrame): Observable<IncomingFrame> =>
  frame instanceof Blob ? from(frame.arrayBuffer()) : of(frame as IncomingFrame); // views were copied to buffers by `send`

/** Two open channels back to back: what one sends arrives at the other a little later, in order, and leaves the buffer. */
export const fakeChannelPair = (
  options: Omit<FakeDataChannelOptions, 'readyState'> = {},
): [FakeDataChannel, FakeDataChannel] => {
  const here = new FakeDataChannel({ ...options, readyState: 'open' });
  const there = new FakeDataChannel({ ...options, readyState: 'open' });
  const join = (sender: FakeDataChannel, receiver: FakeDataChannel): void => {
    sender.sent$
      .pipe(
        observeOn(asapScheduler),
        concatMap((frame) => arriving(frame).pipe(map((arrived) => ({ arrived, size: sizeOf(frame) })))),
      )
      .subscribe(({ arrived, size }) => {
        receiver.receive(arrived);
        sender.drain(size);
      });
    sender.closed$.pipe(observeOn(asapScheduler)).subscribe(() => {
      receiver.closeFromAfar();
    });
  };
  join(here, there);
  join(there, here);
  return [here, there];
};
