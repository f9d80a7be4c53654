import type { Observable } from 'rxjs';
import type { IncomingFrame, OutgoingFrame } from '../ports/data-channel.js';
import type { ChunkEnvelope } from './envelope.js';

/** What all codecs do. Both directions may throw: the connection turns that into an error of its own and lives on. */
interface Conversion {
  /** The value as one frame; as an Observable where it takes time (a Blob has to be read). */
  readonly encode: (value: unknown) => OutgoingFrame | Observable<OutgoingFrame>;
  /** The value of one frame. What arrives is not to be trusted: throw at what makes no sense. */
  readonly decode: (frame: IncomingFrame) => unknown;
}

/** A form of its own for the pieces of an encoded value. */
export interface ChunkForm {
  /** A piece as a frame, in the memory that is given where it fits in there. */
  readonly write: (chunk: ChunkEnvelope, memory?: Uint8Array<ArrayBuffer>) => OutgoingFrame;
  /** How pieces are read, where not as values are. */
  readonly reader?: {
    /** First byte of every frame that is a piece, and of no value. */
    readonly head: number;
    /** The envelope that such a frame is. Throws at what makes no sense. */
    readonly read: (frame: ArrayBuffer) => unknown;
  };
}

/** How a value is written that is nothing but bytes: these are copied neither to be encoded nor to be decoded. */
export interface BytesForm {
  /** The bytes, which stay where they are, and what is written before them; `undefined` for any other value. */
  readonly write: (
    value: unknown,
  ) => { readonly header: Uint8Array<ArrayBuffer>; readonly bytes: Uint8Array<ArrayBuffer> } | undefined;
  /** Bytes of header before those of a message of `size` bytes that begins with `start`; `undefined` where it is another value. */
  readonly read: (start: Uint8Array, size: number) => number | undefined;
}

/** A form for several small messages in one frame. Only RxPeer is sent such frames. */
export interface BatchForm {
  /** Encoded values as one frame; only of those that `encode` gives as a Uint8Array. */
  readonly write: (messages: readonly Uint8Array<ArrayBuffer>[]) => OutgoingFrame;
  /** First byte of every frame of this form, and of no other. */
  readonly head: number;
  /** Tells the values of such a frame one by one, and how many bytes each took. Throws at what makes no sense. */
  readonly read: (frame: Uint8Array<ArrayBuffer>, tell: (value: unknown, bytes: number) => void) => void;
}

/** A codec whose values travel as messages. */
export interface MessageCodec extends Conversion {
  /**
   * `chunks`: frames over the chunk size are cut into envelopes, which the codec encodes too, and put together again.
   * `envelopes`: the envelope that asks to close is understood; large messages travel whole, except between two RxPeers
   * where there are `chunks`.
   * `bare`: what is sent is what arrives, nothing in between.
   */
  readonly framing: 'chunks' | 'envelopes' | 'bare';
  /**
   * What stands for a value that says itself how it is written (`toJSON`). It is asked here and not again by `encode`, because
   * RxPeer looks at the answer first (for a key `__peerData`), and another time it might be another. Only with `envelopes`.
   */
  readonly askOnce?: (value: unknown) => unknown;
  /** How pieces are written, where not as values are. */
  readonly chunks?: ChunkForm;
  /** How bytes by themselves are written, if they can be left where they are. */
  readonly bytes?: BytesForm;
  /** How several messages share a frame, if they can. */
  readonly batches?: BatchForm;
}

/** Takes the bytes as they come and gives those of each value that is complete. Throws where they make no sense. */
export type Splitter = (piece: ArrayBuffer) => Iterable<ArrayBuffer>;

/** Told of a value, which is read when it is asked for, and throws where it makes no sense; and how many bytes it took. */
export type TellValue = (read: () => unknown, bytes: number) => void;

/** Takes the bytes as they come and tells each value that is complete. Throws where nobody knows where the next one begins. */
export type StreamReader = (piece: ArrayBuffer, tell: TellValue) => void;

/**
 * A codec whose values travel back to back in one stream of bytes, which is cut into messages anywhere. The channel then
 * keeps order whatever `reliable` says, and what cannot be read ends the connection: nobody knows where to go on.
 */
export interface StreamCodec extends Conversion {
  /** `stream`, nothing else. */
  readonly framing: 'stream';
  /**
   * Makes what finds the ends of values, for one connection.
   *
   * @param limit - bytes of the largest value; a larger one is an error as soon as that is known
   */
  readonly split: (limit: number) => Splitter;
  /** Finds values and reads them, where that is faster than `split` and then `decode` for each. Default: these two. */
  readonly read?: (limit: number) => StreamReader;
}

/**
 * Values to frames and back. An application's need not know of chunks, or of the request to close: `framing` says how much of
 * that it takes part in.
 */
export type Codec = MessageCodec | StreamCodec;
