import { pack, type Packable, unpack } from 'peerjs-js-binarypack';
import { map } from 'rxjs';
import type { Codec } from '../codec.js';
import { inspect } from './inspect.js';
import { readBlobs } from './read-blobs.js';

const explained = (error: unknown): Error => {
  // The package goes through arrays and objects by recursion, a call for each element.
  if (error instanceof RangeError) {
    return new Error('it is nested too deeply, holds itself, or has an array of many thousand elements', {
      cause: error,
    });
  }
  return new Error(
    `BinaryPack has no form for a part of it (${(error as Error).message}). It takes null, booleans, finite numbers, ` +
      'strings, Date, ArrayBuffer, typed arrays, Blob, arrays, plain objects and instances of classes',
    { cause: error },
  );
};

const explaining = <T>(work: () => T): T => {
  try {
    return work();
  } catch (error) {
    throw explained(error);
  }
};

/** The package gives a promise only where there is a Blob in the value; `readBlobs` leaves none. */
const packed = (value: unknown): ArrayBuffer => pack(value as Packable) as ArrayBuffer;

/**
 * `binary`, and `binary-utf8`, which differs in nothing: PeerJS's BinaryPack. What it cannot say exactly goes out as PeerJS
 * says it: `undefined` as `null`, a Date as its text, a typed array as its bytes. All bytes arrive as ArrayBuffers.
 */
export const binaryPack: Codec = {
  framing: 'chunks',
  encode: (value) =>
    explaining(() => readBlobs(value)?.pipe(map((read) => explaining(() => packed(read)))) ?? packed(value)),
  decode: (frame): unknown => {
    if (typeof frame === 'string') throw new TypeError('text has come where bytes were expected');
    inspect(new Uint8Array(frame));
    return unpack(frame);
  },
};
