import { createBinaryPack } from './binary-pack/binary-pack.js';
import { writeChunk } from './binary-pack/write-chunk.js';
import { MAP_OF_FOUR } from './binary-pack/headers.js';
import type { MessageCodec } from './codec.js';
import { jsonFormOf } from './envelope.js';

const toText = (value: unknown): string => {
  // JSON.stringify declares a string, but gives nothing for what JSON has no word for.
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) throw new TypeError(`JSON has no word for a ${typeof value}`);
  return text;
};

const askOnce = (value: unknown): unknown => {
  const ask = jsonFormOf(value);
  if (!ask) return value;
  const made = ask();
  return { toJSON: () => made };
};

/**
 * `json`: the UTF-8 bytes of JSON in a binary message, as PeerJS sends them; text is read too. Between two RxPeers what is
 * larger than a message is cut into the chunks of `binary`, which no JSON can be taken for.
 *
 * `undefined` is sent as `null`, so that `send(undefined)` arrives; inside values JSON's own rules hold: left out of
 * objects, `null` in arrays. Functions, symbols, BigInts and values that hold themselves are refused.
 */
export const createJson = (): MessageCodec => {
  // Made here and not at import: some environments of tests have neither.
  const encoder = new TextEncoder();
  const decoder = new TextDecoder('utf-8', { fatal: true });
  return {
    framing: 'envelopes',
    askOnce,
    chunks: { write: writeChunk, reader: { head: MAP_OF_FOUR, read: createBinaryPack().decode } },
    encode: (value) => {
      try {
        return encoder.encode(toText(value === undefined ? null : value));
      } catch (error) {
        if (error instanceof RangeError) throw new Error('it is nested too deeply, or too long', { cause: error });
        throw error;
      }
    },
    decode: (frame): unknown => JSON.parse(typeof frame === 'string' ? frame : decoder.decode(frame)),
  };
};
