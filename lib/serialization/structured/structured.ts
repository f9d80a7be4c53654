import { Packr } from 'msgpackr/index-no-eval';
import type { MessageCodec } from '../codec.js';
import { expectBytes } from '../expect-bytes.js';
import { NIL } from '../msgpack-format/nil.js';
import { inspect } from './inspect.js';
import { lower } from './lower.js';
import { raise } from './raise.js';

/** Bytes of the memory that msgpackr begins with. */
const MEMORY_BYTES = 8 * 1024;
/** Bytes of a message after which it begins anew: its memory grows with the largest, and never shrinks. */
const KEPT_MEMORY_BYTES = 1024 * 1024;

/** In Node, msgpackr writes into Buffers alone. */
const freshMemory = (like: Uint8Array): Uint8Array => {
  const allocate = Reflect.get(like.constructor, 'allocUnsafeSlow') as ((bytes: number) => Uint8Array) | undefined;
  return allocate?.(MEMORY_BYTES) ?? new Uint8Array(MEMORY_BYTES);
};

/**
 * `structured`: values as they are. Besides what JSON has, these arrive as what they were: `undefined`, NaN, infinities, -0,
 * BigInts of any size, Dates, Maps, Sets, RegExps, ArrayBuffers, typed arrays and DataViews (the bytes that they show),
 * Errors (class, name, message, cause and the errors of an AggregateError, not the stack), sparse arrays, values that hold
 * themselves, and objects that are held twice. Instances of classes arrive as plain objects.
 *
 * Functions, symbols, Promises, WeakMaps, Blobs and whatever else has no contents to send are refused, and the error says
 * where in the value they are; so are a key `__proto__`, more than 1,000 levels, arrays that lack over 1,000,000 elements, and
 * RegExps that are slow to make: with `\p` or `\P`, or with the flags i and v. Both sides have to be RxPeer. Hand it to both
 * Peers as `serializers: { structured: createStructured }`.
 *
 * What arrives is not trusted, with one gap: engines hash integers and BigInts in a known way, so who chooses those of a Map or
 * Set on purpose makes reading it take time in the square of their number (in V8 some 0.2 s for 12,000 integers, 0.7 s for as
 * many BigInts; `limits.message` bounds it).
 */
export const createStructured = (): MessageCodec => {
  const packr = new Packr({
    useRecords: false,
    variableMapSize: true,
    useToJSON: false,
    useBigIntExtension: true,
    copyBuffers: true,
  });

  const pack = (lowered: unknown): Uint8Array<ArrayBuffer> => {
    const frame = packr.pack(lowered);
    if (frame.byteLength > KEPT_MEMORY_BYTES) packr.useBuffer(freshMemory(frame));
    return frame;
  };

  const unpack = (bytes: Uint8Array<ArrayBuffer>): unknown => {
    try {
      return packr.unpack(bytes);
    } finally {
      if (bytes.byteLength > KEPT_MEMORY_BYTES) packr.unpack(NIL);
    }
  };

  return {
    framing: 'chunks',
    // Read like any value: nothing of the application's has a `__peerData` that is not wrapped.
    chunks: { write: pack },
    encode: (value) => pack(lower(value)),
    decode: (frame): unknown => {
      const bytes = new Uint8Array(expectBytes(frame));
      const hasForms = inspect(bytes);
      const lowered = unpack(bytes);
      return hasForms ? raise(lowered) : lowered;
    },
  };
};
