import { Decoder, Encoder } from '@msgpack/msgpack';
import type { StreamCodec } from '../codec.js';
import { expectBytes } from '../expect-bytes.js';
import { checkWhole } from '../msgpack-format/check-whole.js';
import { MAX_DEPTH } from '../msgpack-format/end-finder.js';
import { NIL } from '../msgpack-format/nil.js';
import { doubleMarks } from './double-marks.js';
import { BUFFER_MET, extensionCodec } from './extension-codec.js';
import { createIndexKeys } from './index-keys.js';
import { readStream } from './read-stream.js';
import { split } from './split.js';
import { viewsForBuffers } from './views-for-buffers.js';

/** Bytes of a message after which the encoder is made anew: its buffer never shrinks. */
const KEPT_BUFFER_BYTES = 1024 * 1024;

/** A level more than `split` lets through, since the encoder counts what is in the innermost array as a level too. */
const ENCODER_DEPTH = MAX_DEPTH + 1;

const explained = (error: unknown): unknown =>
  error instanceof Error && (error.message.startsWith('Too deep') || error instanceof RangeError)
    ? new Error(`it is nested more than ${MAX_DEPTH} levels deep, holds itself, or is too long`, {
        cause: error,
      })
    : error;

/** A getter may have changed an array whose length is written already, and what follows in the stream would be lost. */
const checkOwn = (bytes: Uint8Array): void => {
  try {
    checkWhole(bytes);
  } catch (cause) {
    throw new Error('it has changed while it was written', { cause });
  }
};

const createEncode = (): ((value: unknown) => Uint8Array<ArrayBuffer>) => {
  const create = () => new Encoder({ extensionCodec, maxDepth: ENCODER_DEPTH });
  const kept = { encoder: create() };

  const encodeViews = (value: unknown): Uint8Array<ArrayBuffer> => {
    try {
      return kept.encoder.encode(value);
    } catch (error) {
      if (error !== BUFFER_MET) throw error;
      return kept.encoder.encode(viewsForBuffers(value, ENCODER_DEPTH));
    }
  };

  return (value) => {
    try {
      const bytes = encodeViews(value);
      checkOwn(bytes);
      if (bytes.byteLength > KEPT_BUFFER_BYTES) kept.encoder = create();
      return bytes;
    } catch (error) {
      kept.encoder = create(); // nobody knows how large its buffer has become
      throw explained(error);
    }
  };
};

/**
 * `MsgPack` of PeerJS: values as MessagePack, back to back in one stream, by `@msgpack/msgpack` with its defaults, as PeerJS
 * uses it. Hand it to a Peer as `serializers: { MsgPack: createMsgPack }`.
 *
 * Dates travel as timestamps, to the millisecond. ArrayBuffers and views of any kind arrive as `Uint8Array`, `undefined` as
 * `null`, -0 as 0, integers beyond 2^53 from other writers as the nearest number. BigInts, functions, symbols, Maps, Sets,
 * Errors, RegExps, Blobs, a key `__proto__` and more than 1,000 levels are refused.
 */
export const createMsgPack = (): StreamCodec => {
  const indexKeys = createIndexKeys();
  const decoder = new Decoder({ extensionCodec, mapKeyConverter: indexKeys.toKey });
  const one = (bytes: Uint8Array<ArrayBuffer>): unknown => {
    try {
      return indexKeys.restored(decoder.decode(doubleMarks(bytes)));
    } finally {
      if (bytes.byteLength > KEPT_BUFFER_BYTES) decoder.decode(NIL);
    }
  };
  const many = function* (bytes: Uint8Array<ArrayBuffer>): Iterable<unknown> {
    for (const value of decoder.decodeMulti(doubleMarks(bytes))) yield indexKeys.restored(value);
  };
  return {
    framing: 'stream',
    encode: createEncode(),
    decode: (frame): unknown => {
      const bytes = new Uint8Array(expectBytes(frame));
      checkWhole(bytes); // the decoder makes room for what arrays announce: none may announce more than there is
      return one(bytes);
    },
    split,
    read: (limit) => readStream({ one, many }, limit),
  };
};
