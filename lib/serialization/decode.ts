import { defer, type OperatorFunction, takeWhile } from 'rxjs';
import { DEFAULT_MESSAGE_LIMIT } from '../core/constants.js';
import { invalidMessage, messageOf, messageTooBig, PeerError } from '../core/errors.js';
import { emitEach } from '../core/operators/emit-each.js';
import type { IncomingFrame } from '../ports/data-channel.js';
import type { BatchForm, ChunkForm, Codec, MessageCodec, StreamCodec, StreamReader } from './codec.js';
import { type Chunk, type Classified, classify } from './envelope.js';
import { expectBytes } from './expect-bytes.js';
import { frameBytes } from './frame-bytes.js';
import { type Failure, joined, type Outcome, withHalves } from './halves.js';

export type { Failure } from './halves.js';

/** What `decode` has to know of the connection. */
export interface DecodeOptions {
  /** Reads frames; its `framing` says whether there are envelopes among them. */
  readonly codec: Codec;
  /** Bytes of the largest message that is accepted. Default 256 MiB. */
  readonly limit?: number;
  /**
   * Told of the memory of each chunk of a message, when that is put together and nobody needs it any more: the frame it came
   * in, or a copy where the codec has made one, or the chunk was a small part of its frame.
   */
  readonly free?: (frame: ArrayBuffer) => void;
}

/** What a frame, or several chunks, turned out to be. */
export type Decoded =
  /** `bytes` is what the value took, encoded. */
  | { readonly kind: 'data'; readonly value: unknown; readonly bytes: number }
  /** The other side is done: `after` frames came before this, in whatever order, and are here. */
  | { readonly kind: 'close-requested'; readonly after: number }
  | { readonly kind: 'failed'; readonly error: Failure }
  /** Nothing that follows can be read. Only where values come as a stream. */
  | { readonly kind: 'broken'; readonly error: Failure };

type CloseRequest = Extract<Decoded, { readonly kind: 'close-requested' }>;

const invalid = (reason: string, cause?: unknown): Decoded => ({
  kind: 'failed',
  error: invalidMessage(reason, cause),
});

const classifyFor = (framing: Codec['framing'], value: unknown): Classified => {
  if (framing === 'bare') return { kind: 'value', value };
  const classified = classify(value);
  if (framing === 'chunks' || classified.kind === 'close') return classified;
  // PeerJS knows one envelope where it does not cut, the one that closes, and delivers every other object.
  return classified.kind === 'value' ? classified : { kind: 'value', value };
};

/** A value, or the envelope that stands in its place. */
const toDecoded = (framing: Codec['framing'], value: unknown, bytes: number): Decoded | Chunk => {
  const classified = classifyFor(framing, value);
  switch (classified.kind) {
    case 'value':
      return { kind: 'data', value: classified.value, bytes };
    case 'close':
      return { kind: 'close-requested', after: classified.after };
    case 'malformed':
      return invalid(classified.reason);
    case 'chunk':
      return classified;
  }
};

const unreadable = (error: unknown): Decoded => invalid(messageOf(error), error);

const read = (framing: Codec['framing'], readFrame: () => unknown, bytes: number): Decoded | Chunk => {
  try {
    return toDecoded(framing, readFrame(), bytes);
  } catch (error) {
    return unreadable(error);
  }
};

const decodeMessages = (
  codec: MessageCodec,
  limit: number,
  free: (frame: ArrayBuffer) => void,
): OperatorFunction<IncomingFrame, Decoded> => {
  const { batches } = codec;
  const chunkReader = codec.chunks?.reader;
  const readsHead = batches !== undefined || chunkReader !== undefined;
  // Pieces without a form of their own, or a reader for it, are values among the others.
  const framing = codec.framing === 'envelopes' && codec.chunks && !chunkReader ? 'chunks' : codec.framing;

  const tooBig = (bytes: number): Decoded => ({ kind: 'failed', error: messageTooBig(bytes, limit) });

  /** A message within the limit; a chunk is of one whose size is looked at as a whole. */
  const bounded = (decoded: Decoded | Chunk): Decoded | Chunk =>
    decoded.kind === 'data' && decoded.bytes > limit ? tooBig(decoded.bytes) : decoded;

  /** One that is too large is read only where it may be a chunk, of which just reading it tells. */
  const readValue = (frame: IncomingFrame, bytes: number): Decoded | Chunk =>
    bytes > limit && framing !== 'chunks' ? tooBig(bytes) : bounded(read(framing, () => codec.decode(frame), bytes));

  const readFrame = (frame: IncomingFrame, tell: (decoded: Decoded | Chunk) => void): void => {
    if (typeof frame === 'string' || !readsHead) tell(readValue(frame, frameBytes(frame)));
    else readBytes(frame, tell);
  };

  /** The first byte says what is in it. */
  const readBytes = (frame: ArrayBuffer, tell: (decoded: Decoded | Chunk) => void): void => {
    const bytes = new Uint8Array(frame);
    const head = bytes[0];
    if (batches && head === batches.head) readBatch(batches, bytes, tell);
    else if (chunkReader && head === chunkReader.head) tell(readPiece(chunkReader, frame));
    else tell(readValue(frame, bytes.length));
  };

  /** Nothing but a piece of a value begins so. */
  const readPiece = (form: NonNullable<ChunkForm['reader']>, frame: ArrayBuffer): Decoded | Chunk => {
    const piece = read('chunks', () => form.read(frame), frame.byteLength);
    return piece.kind === 'chunk' || piece.kind === 'failed' ? piece : invalid('a chunk that is none');
  };

  const readBatch = (
    form: BatchForm,
    frame: Uint8Array<ArrayBuffer>,
    tell: (decoded: Decoded | Chunk) => void,
  ): void => {
    try {
      form.read(frame, (value, bytes) => {
        const decoded = toDecoded(framing, value, bytes);
        // One error for the frame: it could hold some twenty thousand such.
        if (decoded.kind === 'chunk' || decoded.kind === 'failed')
          throw new Error('values share a frame with what is none');
        tell(bounded(decoded));
      });
    } catch (error) {
      tell(unreadable(error));
    }
  };

  const putTogether = (parts: readonly Uint8Array[], bytes: number, before: number | undefined): ArrayBuffer => {
    try {
      return joined(parts, bytes, before);
    } finally {
      for (const { buffer } of parts) free(buffer as ArrayBuffer);
    }
  };

  const readWhole = (reassembled: Outcome): Decoded => {
    if (reassembled.kind === 'failed') return reassembled;
    const { parts, bytes } = reassembled;
    try {
      const before = codec.bytes?.read(parts[0] as Uint8Array, bytes);
      const whole = putTogether(parts, bytes, before);
      if (before !== undefined) return { kind: 'data', value: whole, bytes };
      const decoded = read(framing, () => codec.decode(whole), bytes);
      return decoded.kind === 'chunk' || decoded.kind === 'close-requested'
        ? invalid('chunks hold something else than a value')
        : decoded;
    } catch (error) {
      return unreadable(error); // there may be no memory for so much, which costs the message and not the connection
    }
  };

  return (frame$) =>
    defer(() => {
      const seen: { frames: number; request?: CloseRequest | undefined } = { frames: 0 };
      return frame$.pipe(
        withHalves<IncomingFrame, Decoded>(
          limit,
          (frame, halves, emit) => {
            readFrame(frame, (decoded) => {
              if (decoded.kind === 'close-requested') seen.request = decoded;
              else if (decoded.kind !== 'chunk') emit(decoded);
              else {
                halves.accept(decoded, (reassembled) => {
                  emit(readWhole(reassembled));
                });
              }
            });
            const { request } = seen;
            seen.frames += 1;
            if (!request || seen.frames <= request.after) return; // it may have overtaken some
            seen.request = undefined;
            emit(request);
          },
          readWhole,
        ),
      );
    });
};

/** What reads the pieces of a stream value by value. */
const splitting = (codec: StreamCodec, limit: number): StreamReader => {
  const split = codec.split(limit);
  return (piece, tell) => {
    for (const value of split(piece)) tell(() => codec.decode(value), value.byteLength);
  };
};

/** Values of a piece that may make no sense. No writer makes a single one, so past these nothing here can be trusted. */
const UNREADABLE_VALUES = 16;

const decodeStream = (codec: StreamCodec, limit: number): OperatorFunction<IncomingFrame, Decoded> => {
  const readPiece = (reader: StreamReader, frame: IncomingFrame, emit: (decoded: Decoded) => void): void => {
    const failed = { values: 0 };
    try {
      reader(expectBytes(frame), (readValue, bytes) => {
        const decoded = read(codec.framing, readValue, bytes) as Decoded;
        // One error for the piece, as for a batch: it could hold some eighty thousand such, and each takes time to find out.
        if (decoded.kind !== 'failed' || (failed.values += 1) === 1) emit(decoded);
        else if (failed.values > UNREADABLE_VALUES) throw new Error('more and more values in it make no sense');
      });
    } catch (error) {
      const known = error instanceof PeerError && error.type === 'message-too-big';
      emit({ kind: 'broken', error: known ? (error as Failure) : invalidMessage(messageOf(error), error) });
    }
  };
  return (frame$) =>
    defer(() => {
      const reader = codec.read ? codec.read(limit) : splitting(codec, limit);
      return frame$.pipe(
        emitEach<IncomingFrame, Decoded>((frame, emit) => {
          readPiece(reader, frame, emit);
        }),
        takeWhile(({ kind }) => kind !== 'broken', true),
      );
    });
};

/**
 * Frames to values. A frame that cannot be read, is too big, or lies about itself fails alone; whatever arrives, the stream
 * goes on, unless values come as a stream of bytes that nobody can find the next one in. A value that came in chunks is
 * looked at once more and no further: chunks of chunks are not put together.
 */
export const decode = ({
  codec,
  limit = DEFAULT_MESSAGE_LIMIT,
  free = () => undefined,
}: DecodeOptions): OperatorFunction<IncomingFrame, Decoded> =>
  codec.framing === 'stream' ? decodeStream(codec, limit) : decodeMessages(codec, limit, free);
