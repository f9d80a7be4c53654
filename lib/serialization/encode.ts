import { catchError, EMPTY, first, isObservable, map, type Observable, of, type OperatorFunction } from 'rxjs';
import { CHUNK_BYTES } from '../core/constants.js';
import { messageTooBig, notSerializable, type PeerError } from '../core/errors.js';
import { mapInOrder } from '../core/operators/map-in-order.js';
import type { OutgoingFrame } from '../ports/data-channel.js';
import { binaryKind } from './binary-kind.js';
import { chunk } from './chunk.js';
import type { Codec } from './codec.js';
import { type ChunkEnvelope, closeEnvelope, isEnvelope, valueEnvelope } from './envelope.js';
import { frameBytes } from './frame-bytes.js';

/** What `encode` has to know of the connection. The functions are asked for each value: their answers may change. */
export interface EncodeOptions {
  /** Writes values; its `framing` says whether large ones are cut. */
  readonly codec: Codec;
  /** Name of the serialization, for the messages of errors. */
  readonly serialization: string;
  /** Whether the other side has said that it is RxPeer. */
  readonly remote: () => 'rxpeer' | 'peerjs';
  /** Bytes of the largest frame that both sides can take. */
  readonly maxMessageSize: () => number;
  /** A number for the next value that is cut, from 1 (PeerJS takes chunks numbered 0 for values), never one twice. */
  readonly nextChunkId: () => number;
}

/** What is to be sent. */
export type EncodeInput =
  | { readonly kind: 'value'; readonly value: unknown }
  /** Asks the other side to close, where the serialization has a word for it. */
  | { readonly kind: 'close-request' }
  /** Passes through in its place. */
  | { readonly kind: 'flush' };

/** What became of it. */
export type Encoded =
  /** One value as frames, which are made as they are asked for. Iterate once. */
  | {
      readonly kind: 'frames';
      readonly frames: Iterable<OutgoingFrame>;
      readonly count: number;
      readonly bytes: number;
    }
  | { readonly kind: 'failed'; readonly error: PeerError<'not-serializable' | 'message-too-big'> }
  | { readonly kind: 'flush' };

const PEERJS_TAKES_IT =
  'it has a key `__peerData`, which PeerJS, at the other side, keeps for itself: rename the key, or wrap the object';

const viewOf = (bytes: ArrayBuffer | ArrayBufferView<ArrayBuffer>): Uint8Array<ArrayBuffer> =>
  ArrayBuffer.isView(bytes) ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength) : new Uint8Array(bytes);

const isCut = (
  { framing }: Codec,
  frame: OutgoingFrame,
  bytes: number,
): frame is ArrayBuffer | ArrayBufferView<ArrayBuffer> =>
  framing === 'chunks' && bytes > CHUNK_BYTES && ['buffer', 'view'].includes(binaryKind(frame));

/** Chunks hold numbers and bytes only, so a codec that is cut has them at hand; an application's may fail all the same. */
const encodeEach = function* (
  encodeChunk: (envelope: ChunkEnvelope) => OutgoingFrame | Observable<OutgoingFrame>,
  envelopes: Iterable<ChunkEnvelope>,
): Iterable<OutgoingFrame> {
  for (const envelope of envelopes) {
    const frame = encodeChunk(envelope);
    if (isObservable(frame)) throw new TypeError('the codec takes time to encode a chunk');
    yield frame;
  }
};

/**
 * Values to groups of frames, one group for a value, in the order of the values: one that takes time (a Blob is read) holds
 * up those behind it. A value is encoded when it arrives, so what is done to it afterwards does not travel. A value that
 * cannot be sent fails alone.
 */
export const encode = (options: EncodeOptions): OperatorFunction<EncodeInput, Encoded> => {
  const { codec, serialization, remote, maxMessageSize, nextChunkId } = options;

  const toFrames = (frame: OutgoingFrame): Encoded => {
    const bytes = frameBytes(frame);
    if (isCut(codec, frame, bytes)) {
      const frames = encodeEach(codec.encode, chunk(viewOf(frame), nextChunkId()));
      return { kind: 'frames', frames, count: Math.ceil(bytes / CHUNK_BYTES), bytes };
    }
    const limit = maxMessageSize();
    return bytes > limit
      ? { kind: 'failed', error: messageTooBig(bytes, limit) }
      : { kind: 'frames', frames: [frame], count: 1, bytes };
  };

  const fail = (cause: unknown): Encoded => ({ kind: 'failed', error: notSerializable(serialization, cause) });

  const attempt = (value: unknown): Encoded | Observable<Encoded> => {
    try {
      const frame = codec.encode(value);
      if (!isObservable(frame)) return toFrames(frame);
      return frame.pipe(
        first(),
        map(toFrames),
        catchError((error: unknown) => of(fail(error))),
      );
    } catch (error) {
      return fail(error);
    }
  };

  return mapInOrder((input) => {
    switch (input.kind) {
      case 'flush':
        return input;
      case 'close-request':
        return codec.framing === 'bare' ? EMPTY : attempt(closeEnvelope());
      case 'value':
        if (codec.framing === 'bare' || !isEnvelope(input.value)) return attempt(input.value);
        return remote() === 'rxpeer' ? attempt(valueEnvelope(input.value)) : fail(new Error(PEERJS_TAKES_IT));
    }
  });
};
