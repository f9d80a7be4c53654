import type { Observable } from 'rxjs';

/** What a data channel takes in `send` (W3C WebRTC, section 6.2). */
export type OutgoingFrame = string | ArrayBuffer | ArrayBufferView<ArrayBuffer> | Blob;

/** What arrives: text, or bytes as an ArrayBuffer, never as a Blob. */
export type IncomingFrame = string | ArrayBuffer;

/**
 * One RTCDataChannel. `message$` and `drained$` are hot and repeat nothing: whoever wants every message subscribes in the
 * turn in which the channel was made or handed over.
 */
export interface DataChannel {
  /** The object of the platform, for `connection.dataChannel`. */
  readonly native: RTCDataChannel;
  /** Emits once, also to a late subscriber, when the channel can send; then completes. */
  readonly opened$: Observable<void>;
  /** Messages as they arrive. Errors, with what the connection is to end with, where some that had come were dropped. */
  readonly message$: Observable<IncomingFrame>;
  /** Emits when `bufferedAmount`, which said more than the low water mark (32 KiB), has fallen to that; at other times too. */
  readonly drained$: Observable<void>;
  /** Emits once, also to a late subscriber, when the channel has closed, whoever closed it; then completes. */
  readonly closed$: Observable<void>;
  /** Bytes handed over and not yet sent. Infinite while the channel, though open, takes nothing yet; `drained$` tells when it does. */
  bufferedAmount(): number;
  /**
   * Has `native` count also what waits in front of the channel, in `bufferedAmount` and for `bufferedamountlow`: there
   * applications look, or wait, before they send more.
   *
   * @param bytes - how much that is; asked each time
   * @returns what is to be called when that has grown
   */
  countWaiting(bytes: () => number): () => void;
  /** Hands a frame over: its bytes as they are now. Throws what the platform throws: closing channel, message too large, buffer full. */
  send(frame: OutgoingFrame): void;
  /** Nobody needs a message that has arrived any more: its memory may go. */
  readonly free: (frame: ArrayBuffer) => void;
  /** Closes after what was handed over is delivered (RFC 8831, section 6.7). */
  close(): void;
}
