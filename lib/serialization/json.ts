import { createBinaryPack } from './binary-pack/binary-pack.js';
import { writeChunk } from './binary-pack/write-chunk.js';
import { MAP_OF_FOUR } from './binary-pack/headers.js';
import type { MessageCodec } from './codec.js';
import { jsonFormOf } from './envelope.js';
import { frameBytes } from './frame-bytes.js';
import { joined } from './halves.js';

/** Record separator: stands before each value of a batch (as in RFC 7464), and nowhere in JSON, which escapes it in strings. */
const SEPARATOR = 0x1e;
const SEPARATOR_TEXT = String.fromCharCode(SEPARATOR);

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
 * larger than a message is cut into the chunks of `binary`, and small ones share a message, neither of which can be taken for
 * JSON.
 *
 * `undefined` is sent as `null`, so that `send(undefined)` arrives; inside values JSON's own rules hold: left out of
 * objects, `null` in arrays. Functions, symbols, BigInts and values that hold themselves are refused.
 */
export const createJson = (): MessageCodec => {
  // Made here and not at import: some environments of tests have neither.
  const encoder = new TextEncoder();
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const separator = Uint8Array.of(SEPARATOR);
  return {
    framing: 'envelopes',
    askOnce,
    chunks: { write: writeChunk, reader: { head: MAP_OF_FOUR, read: createBinaryPack().decode } },
    batches: {
      head: SEPARATOR,
      write: (messages) =>
        joined(
          messages.flatMap((message) => [separator, message]),
          messages.reduce((sum, { length }) => sum + length, messages.length),
        ),
      read: (frame, tell) => {
        for (const text of decoder.decode(frame.subarray(1)).split(SEPARATOR_TEXT)) {
          tell(JSON.parse(text), frameBytes(text));
        }
      },
    },
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
