import {
  catchError,
  defer,
  from,
  isObservable,
  map,
  type Observable,
  of,
  type OperatorFunction,
  switchMap,
} from 'rxjs';
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
import { frameTooBig, notSerializable, type PeerError } from '../core/errors.js';
import { emitEach } from '../core/operators/emit-each.js';
import { firstOf } from '../core/operators/first-of.js';
import type { OutgoingFrame } from '../ports/data-channel.js';
import { binaryKind, bytesOf } from './binary-kind.js';
import { chunk } from './chunk.js';
import type { ChunkForm, Codec, MessageCodec } from './codec.js';
import { closeEnvelope, isEnvelope, isEnvelopeInJson, valueEnvelope } from './envelope.js';
import { frameBytes } from './frame-bytes.js';

/** What there is to know of the connection. The functions are asked for each value: their answers may change. */
export interface EncodeOptions {
  /** Writes values; its `framing` says whether large ones are cut. */
  readonly codec: Codec;
  /** Name of the serialization, for the messages of errors. Default `binary`. */
  readonly serialization?: string;
  /** Whether the other side is RxPeer, or its `decode`. Default: it is. */
  readonly remote?: () => 'rxpeer' | 'peerjs';
  /** Bytes of the largest frame that both sides can take: `RTCSctpTransport.maxMessageSize`. Default 64 KiB, which all take. */
  readonly maxMessageSize?: () => number;
  /** Bytes of the largest frame of a value that is cut for an RxPeer. Default 256 KiB. */
  readonly frameBytes?: () => number;
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
   * What becomes of it is told with the same `ticket`. Whoever gives one leaves bytes as they are until then: some are not
   * copied, and are told to be `lent`.
   */
  | { readonly kind: 'value'; readonly value: unknown; readonly ticket?: unknown }
  /** Asks the other side to close, when `after` frames are there, where the serialization has a word for it. */
  | { readonly kind: 'close-request'; readonly after?: number | undefined }
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
      /** Where the frames are made of the very memory that the value has: whoever gave it leaves that as it is. */
      readonly memory?: 'lent';
      readonly ticket?: unknown;
    }
  | {
      readonly kind: 'failed';
      readonly error: PeerError<'not-serializable' | 'message-too-big'>;
      readonly ticket?: unknown;
    }
  | { readonly kind: 'flush' };

/** What became of a value. */
type Settled = Exclude<Encoded, { readonly kind: 'flush' }>;

/**
 * A value that takes time to be encoded (a Blob is read), in its place. `message$` emits once, what became of it. As channel/
 * has it, which knows nothing of this folder: `data-pipeline`, where the two meet, is where the compiler compares them.
 */
export interface Pending {
  readonly kind: 'pending';
  readonly message$: Observable<Settled>;
  readonly ticket?: unknown;
}

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
const pieces = function* (bytes: Uint8Array<ArrayBuffer>, size: number): Iterable<OutgoingFrame> {
  for (let start = 0; start < bytes.byteLength; start += size) yield bytes.subarray(start, start + size);
};

const isBlob = (frame: OutgoingFrame): frame is Blob => binaryKind(frame) === 'blob';

/** A Blob is read here, when it is its turn: Chromium's channel reads it by itself, and what is sent meanwhile overtakes it. */
const withoutBlob = (frame: OutgoingFrame): Observable<OutgoingFrame> =>
  isBlob(frame) ? from(frame.arrayBuffer()) : of(frame);

const asItIs = (value: unknown): unknown => value;

/** The memory that bytes are in; anything else is itself. */
const memoryOf = (value: unknown): unknown => (ArrayBuffer.isView(value) ? value.buffer : value);

const isSameMemory = (frame: OutgoingFrame, value: unknown): boolean =>
  typeof frame !== 'string' && memoryOf(frame) === memoryOf(value);

const lent = (settled: Settled): Settled => (settled.kind === 'frames' ? { ...settled, memory: 'lent' } : settled);

/** Encodes for one subscriber. */
const encoder = (
  {
    codec,
    serialization = 'binary',
    remote = () => 'rxpeer',
    maxMessageSize = () => UNSAID_MESSAGE_BYTES,
    frameBytes: mostBytes = () => MAX_FRAME_BYTES,
    frames: lifetime = 'fresh',
  }: EncodeOptions,
  nextChunkId: () => number,
): OperatorFunction<EncodeInput, Encoded | Pending> => {
  const batches = codec.framing === 'stream' ? undefined : codec.batches;
  const join =
    batches && ((frames: readonly OutgoingFrame[]) => batches.write(frames as readonly Uint8Array<ArrayBuffer>[]));

  const stream = (bytes: Uint8Array<ArrayBuffer>, ticket: unknown): Settled => {
    const size = Math.max(Math.min(STREAM_PIECE_BYTES, maxMessageSize()), MIN_CHUNK_BYTES);
    const count = Math.ceil(bytes.byteLength / size);
    return { kind: 'frames', frames: pieces(bytes, size), count, bytes: bytes.byteLength, ticket };
  };

  const memory = createMemory(lifetime);

  const cut = (writer: MessageCodec, { header, bytes }: Split, ticket: unknown): Settled => {
    // Only where RxPeer itself writes chunks is it known what they add.
    const room = Math.min(maxMessageSize(), mostBytes()) - CHUNK_HEADER_BYTES;
    const size = writer.chunks ? Math.max(room, MIN_CHUNK_BYTES) : CHUNK_BYTES;
    const write = writeChunk(writer);
    const frames = each(chunk(bytes, nextChunkId(), size, header, header && memory.piece()), (envelope) =>
      write(envelope, memory.frame()),
    );
    const all = (header?.length ?? 0) + bytes.length;
    return { kind: 'frames', frames, count: Math.ceil(all / size), bytes: all, ticket };
  };

  /** Bytes of the largest encoded value that travels in one frame. */
  const largestWhole = (): number =>
    // PeerJS hands over as a Uint8Array what came in chunks, and its applications know from what size on that is.
    Math.min(
      codec.framing !== 'stream' && codec.chunks && remote() === 'rxpeer' ? mostBytes() : CHUNK_BYTES,
      maxMessageSize(),
    );

  const toFrames = (frame: OutgoingFrame, ticket: unknown): Settled => {
    const bytes = frameBytes(frame);
    if (codec.framing === 'stream') {
      const all = bytesOf(frame);
      if (all) return stream(all, ticket);
      throw new TypeError('the codec of a stream gave no bytes');
    }
    const large = bytes > largestWhole() && isCut(codec, remote) ? bytesOf(frame) : undefined;
    if (large) return cut(codec, { bytes: large }, ticket);
    const limit = maxMessageSize();
    if (bytes > limit) return { kind: 'failed', error: frameTooBig(bytes, limit), ticket };
    const message = { kind: 'frames', frames: [frame], count: 1, bytes, ticket } as const;
    const isSmall = bytes <= SMALL_MESSAGE_BYTES && limit > BATCH_BYTES && remote() === 'rxpeer';
    return join && isSmall && frame instanceof Uint8Array ? { ...message, join } : message;
  };

  /** A Blob that could not be sent is not read for that. */
  const isToBeRead = (frame: OutgoingFrame): boolean =>
    isBlob(frame) && (frame.size <= maxMessageSize() || codec.framing === 'stream' || isCut(codec, remote));

  const fail = (cause: unknown, ticket: unknown): Settled => ({
    kind: 'failed',
    error: notSerializable(serialization, cause),
    ticket,
  });

  /** Bytes that somebody has promised to leave alone, where they have to be cut and are too many to be copied in passing. */
  const borrowed = (value: unknown, ticket: unknown): Settled | undefined => {
    if (ticket === undefined || codec.framing === 'stream' || !isCut(codec, remote)) return undefined;
    const split = codec.bytes?.write(value);
    return split && split.bytes.length > Math.max(largestWhole(), LOW_WATER_MARK)
      ? lent(cut(codec, split, ticket))
      : undefined;
  };

  const attempt = (given: unknown, ticket: unknown, prepare: (value: unknown) => unknown): Settled | Pending => {
    try {
      const value = prepare(given);
      const uncopied = borrowed(value, ticket);
      if (uncopied) return uncopied;
      const frame = codec.encode(value);
      if (!isObservable(frame) && !isToBeRead(frame)) {
        const settled = toFrames(frame, ticket);
        return ticket !== undefined && isSameMemory(frame, value) ? lent(settled) : settled;
      }
      return {
        kind: 'pending',
        message$: (isObservable(frame) ? frame : of(frame)).pipe(
          firstOf(),
          switchMap(withoutBlob),
          map((read) => toFrames(read, ticket)),
          catchError((error: unknown) => of(fail(error, ticket))),
        ),
        ticket,
      };
    } catch (error) {
      return fail(error, ticket);
    }
  };

  /** What is sent for a value of the application's, which may look like an envelope. */
  const wrapped = (given: unknown): unknown => {
    if (codec.framing === 'bare') return given;
    const value = codec.framing === 'envelopes' && codec.askOnce ? codec.askOnce(given) : given;
    if (!(codec.framing === 'envelopes' ? isEnvelopeInJson(value) : isEnvelope(value))) return value;
    if (remote() === 'rxpeer') return valueEnvelope(value);
    throw new Error(PEERJS_TAKES_IT);
  };

  return emitEach<EncodeInput, Encoded | Pending>((input, emit) => {
    switch (input.kind) {
      case 'flush':
        emit(input);
        break;
      case 'close-request':
        if (codec.framing !== 'bare') emit(attempt(closeEnvelope(input.after), undefined, asItIs));
        break;
      case 'value':
        emit(attempt(input.value, input.ticket, wrapped));
    }
  });
};

/**
 * `encode`, but a value that takes time holds nothing up here: it is told in its place, and whoever sends waits for it.
 *
 * Each subscriber has memory of its own, since one channel may hold a frame that another one must not write over. The numbers
 * of chunks go on, since two subscribers may send over one channel.
 */
export const encodeAtOnce = (options: EncodeOptions): OperatorFunction<EncodeInput, Encoded | Pending> => {
  const nextChunkId = counter();
  return (input$) => defer(() => input$.pipe(encoder(options, nextChunkId)));
};
