import { catchError, EMPTY, first, isObservable, map, type Observable, of, type OperatorFunction } from 'rxjs';
import {
  BATCH_BYTES,
  CHUNK_BYTES,
  CHUNK_HEADER_BYTES,
  LOW_WATER_MARK,
  MAX_FRAME_BYTES,
  SMALL_MESSAGE_BYTES,
  STREAM_PIECE_BYTES,
  UNSAID_MESSAGE_BYTES,
} from '../core/constants.js';
import { messageTooBig, notSerializable, type PeerError } from '../core/errors.js';
import { mapInOrder } from '../core/operators/map-in-order.js';
import type { OutgoingFrame } from '../ports/data-channel.js';
import { bytesOf } from './binary-kind.js';
import { chunk } from './chunk.js';
import type { ChunkForm, Codec, MessageCodec } from './codec.js';
import { closeEnvelope, isEnvelope, valueEnvelope } from './envelope.js';
import { frameBytes } from './frame-bytes.js';

/** What `encode` has to know of the connection. The functions are asked for each value: their answers may change. */
export interface EncodeOptions {
  /** Writes values; its `framing` says whether large ones are cut. */
  readonly codec: Codec;
  /** Name of the serialization, for the messages of errors. Default `binary`. */
  readonly serialization?: string;
  /** Whether the other side is RxPeer, or its `decode`. Default: it is. */
  readonly remote?: () => 'rxpeer' | 'peerjs';
  /** Bytes of the largest frame that both sides can take: `RTCSctpTransport.maxMessageSize`. Default 64 KiB, which all take. */
  readonly maxMessageSize?: () => number;
  /** `reused`: frames of one large value share memory, and each is good only until the next is asked for. Default `fresh`. */
  readonly frames?: 'fresh' | 'reused';
}

/** 1, 2, 3, …: numbers that tell the chunks of one value from those of another. PeerJS takes chunks numbered 0 for values. */
const counter = (): (() => number) => {
  const last = { id: 0 };
  return () => (last.id += 1);
};

/** Memory of a frame and of what it is made from, for one large value after the other. */
const createMemory = (lifetime: 'fresh' | 'reused') => {
  const create = () => {
    const made: { bytes?: Uint8Array<ArrayBuffer> } = {};
    return () => (lifetime === 'reused' ? (made.bytes ??= new Uint8Array(MAX_FRAME_BYTES)) : undefined);
  };
  return { frame: create(), piece: create() };
};

/** What is to be sent. */
export type EncodeInput =
  /**
   * What becomes of it is told with the same `ticket`. Whoever gives one leaves more bytes than the low water mark as they
   * are until then: they are not copied.
   */
  | { readonly kind: 'value'; readonly value: unknown; readonly ticket?: unknown }
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
      /** How many frames there are. */
      readonly count: number;
      /** Of the encoded value, without what chunks add. */
      readonly bytes: number;
      /** Makes one frame of this one and others of the same kind; only where it is small, and the other side can take that. */
      readonly join?: (frames: readonly OutgoingFrame[]) => OutgoingFrame;
      readonly ticket?: unknown;
    }
  | {
      readonly kind: 'failed';
      readonly error: PeerError<'not-serializable' | 'message-too-big'>;
      readonly ticket?: unknown;
    }
  | { readonly kind: 'flush' };

/** An encoded value, of which the beginning may be by itself. */
interface Split {
  readonly header?: Uint8Array<ArrayBuffer>;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What there has to be room for in a chunk, however little the other side says that it takes. */
const MIN_CHUNK_BYTES = 16;

const PEERJS_TAKES_IT =
  'it has a key `__peerData`, which PeerJS, at the other side, keeps for itself: rename the key, or wrap the object';

const isCut = ({ framing, chunks }: MessageCodec, remote: () => 'rxpeer' | 'peerjs'): boolean =>
  framing === 'chunks' || (framing === 'envelopes' && chunks !== undefined && remote() === 'rxpeer');

/** Chunks hold numbers and bytes only, so a codec that is cut has them at hand; an application's may fail all the same. */
const writeChunk = (codec: MessageCodec): ChunkForm['write'] => {
  if (codec.chunks) return codec.chunks.write;
  return (envelope) => {
    const frame = codec.encode(envelope);
    if (isObservable(frame)) throw new TypeError('the codec takes time to encode a chunk');
    return frame;
  };
};

const each = function* <T, R>(items: Iterable<T>, project: (item: T) => R): Iterable<R> {
  for (const item of items) yield project(item);
};

/** Pieces of a stream, which are cut without regard to what is in them. */
const pieces = function* (bytes: Uint8Array<ArrayBuffer>): Iterable<OutgoingFrame> {
  for (let start = 0; start < bytes.byteLength; start += STREAM_PIECE_BYTES) {
    yield bytes.subarray(start, start + STREAM_PIECE_BYTES);
  }
};

/**
 * Values to groups of frames, one group for a value, in the order of the values: one that takes time (a Blob is read) holds
 * up those behind it. A value is encoded when it arrives, so what is done to it afterwards does not travel. A value that
 * cannot be sent fails alone.
 *
 * Frames are as large as both ends can take, at most 256 KiB: larger ones carry more a second, but hold up more behind them.
 */
export const encode = ({
  codec,
  serialization = 'binary',
  remote = () => 'rxpeer',
  maxMessageSize = () => UNSAID_MESSAGE_BYTES,
  frames: lifetime = 'fresh',
}: EncodeOptions): OperatorFunction<EncodeInput, Encoded> => {
  const nextChunkId = counter();
  const batches = codec.framing === 'stream' ? undefined : codec.batches;
  const join =
    batches && ((frames: readonly OutgoingFrame[]) => batches.write(frames as readonly Uint8Array<ArrayBuffer>[]));

  const stream = (bytes: Uint8Array<ArrayBuffer>, ticket: unknown): Encoded => {
    const count = Math.ceil(bytes.byteLength / STREAM_PIECE_BYTES);
    return { kind: 'frames', frames: pieces(bytes), count, bytes: bytes.byteLength, ticket };
  };

  const memory = createMemory(lifetime);

  const cut = (writer: MessageCodec, { header, bytes }: Split, ticket: unknown): Encoded => {
    // Only where RxPeer itself writes chunks is it known what they add.
    const room = Math.min(maxMessageSize(), MAX_FRAME_BYTES) - CHUNK_HEADER_BYTES;
    const size = writer.chunks ? Math.max(room, MIN_CHUNK_BYTES) : CHUNK_BYTES;
    const write = writeChunk(writer);
    const frames = each(chunk(bytes, nextChunkId(), size, header, memory.piece()), (envelope) =>
      write(envelope, memory.frame()),
    );
    const all = (header?.length ?? 0) + bytes.length;
    return { kind: 'frames', frames, count: Math.ceil(all / size), bytes: all, ticket };
  };

  /** Bytes of the largest encoded value that travels in one frame. */
  const largestWhole = (): number =>
    // PeerJS hands over as a Uint8Array what came in chunks, and its applications know from what size on that is.
    Math.min(
      codec.framing !== 'stream' && codec.chunks && remote() === 'rxpeer' ? MAX_FRAME_BYTES : CHUNK_BYTES,
      maxMessageSize(),
    );

  const toFrames = (frame: OutgoingFrame, ticket: unknown): Encoded => {
    const bytes = frameBytes(frame);
    if (codec.framing === 'stream') {
      const all = bytesOf(frame);
      if (all) return stream(all, ticket);
      throw new TypeError('the codec of a stream gave no bytes');
    }
    const large = bytes > largestWhole() && isCut(codec, remote) ? bytesOf(frame) : undefined;
    if (large) return cut(codec, { bytes: large }, ticket);
    const limit = maxMessageSize();
    if (bytes > limit) return { kind: 'failed', error: messageTooBig(bytes, limit), ticket };
    const message = { kind: 'frames', frames: [frame], count: 1, bytes, ticket } as const;
    const isJoined = join && bytes <= SMALL_MESSAGE_BYTES && limit > BATCH_BYTES && remote() === 'rxpeer';
    return isJoined ? { ...message, join } : message;
  };

  const fail = (cause: unknown, ticket: unknown): Encoded => ({
    kind: 'failed',
    error: notSerializable(serialization, cause),
    ticket,
  });

  /** Bytes that somebody has promised to leave alone, where they have to be cut and are too many to be copied in passing. */
  const lent = (value: unknown, ticket: unknown): Encoded | undefined => {
    if (ticket === undefined || codec.framing === 'stream' || !isCut(codec, remote)) return undefined;
    const split = codec.bytes?.write(value);
    return split && split.bytes.length > Math.max(largestWhole(), LOW_WATER_MARK)
      ? cut(codec, split, ticket)
      : undefined;
  };

  const attempt = (value: unknown, ticket?: unknown): Encoded | Observable<Encoded> => {
    try {
      const borrowed = lent(value, ticket);
      if (borrowed) return borrowed;
      const frame = codec.encode(value);
      if (!isObservable(frame)) return toFrames(frame, ticket);
      return frame.pipe(
        first(),
        map((read) => toFrames(read, ticket)),
        catchError((error: unknown) => of(fail(error, ticket))),
      );
    } catch (error) {
      return fail(error, ticket);
    }
  };

  return mapInOrder((input) => {
    switch (input.kind) {
      case 'flush':
        return input;
      case 'close-request':
        return codec.framing === 'bare' ? EMPTY : attempt(closeEnvelope());
      case 'value': {
        const { value, ticket } = input;
        if (codec.framing === 'bare' || !isEnvelope(value)) return attempt(value, ticket);
        return remote() === 'rxpeer' ? attempt(valueEnvelope(value), ticket) : fail(new Error(PEERJS_TAKES_IT), ticket);
      }
    }
  });
};
