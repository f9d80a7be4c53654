import { delay, EMPTY, map, of, throwError, timer } from 'rxjs';
import { createBinaryPack } from '../../lib/serialization/binary-pack/binary-pack.js';
import type { Codec } from '../../lib/serialization/codec.js';
import { type Chunk, classify } from '../../lib/serialization/envelope.js';
import { encode } from '../../lib/serialization/encode.js';
import type { Encoded, EncodeInput, EncodeOptions } from '../../lib/serialization/encode-at-once.js';

export const binaryPack = createBinaryPack();

/** Upper case for lower; numbers take as many milliseconds; `!` cannot be said, `?` fails later, `-` never comes. */
export const shouting: Codec = {
  framing: 'bare',
  encode: (value) => {
    if (value === '!') throw new Error('no such word');
    if (value === '?') return throwError(() => new Error('lost for words')).pipe(delay(0));
    if (value === '-') return EMPTY;
    if (typeof value === 'number') return timer(value).pipe(map(() => String(value)));
    return String(value).toUpperCase();
  },
  decode: (frame) => frame,
};

export const makeOptions = (overrides: Partial<EncodeOptions> = {}): EncodeOptions => ({
  codec: shouting,
  serialization: 'shouting',
  maxMessageSize: () => Infinity,
  ...overrides,
});

/** In short: the frames as text, or the error. */
export const brief = (encoded: Encoded): string => {
  switch (encoded.kind) {
    case 'frames':
      return [...encoded.frames].map(String).join();
    case 'failed':
      return `${encoded.error.type}: ${encoded.error.message}`;
    case 'flush':
      return 'flush';
  }
};

/** What values become that are sent one after the other. */
export const encodedOf = (options: EncodeOptions, ...inputs: EncodeInput[]): Encoded[] => {
  const outputs: Encoded[] = [];
  of(...inputs)
    .pipe(encode(options))
    .subscribe((output) => outputs.push(output));
  return outputs;
};

export const encodedValue = (options: EncodeOptions, value: unknown): Encoded =>
  encodedOf(options, { kind: 'value', value })[0] as Encoded;

export const framesOf = (encoded: Encoded): unknown[] => {
  expect(encoded.kind).toBe('frames');
  return encoded.kind === 'frames' ? [...encoded.frames] : [];
};

export const failureOf = (encoded: Encoded): string => {
  expect(encoded.kind).toBe('failed');
  return brief(encoded);
};

/** What a frame says that is a piece of a larger value. */
export const chunkOf = (frame: unknown): Chunk => {
  const read = classify(binaryPack.decode((frame as Uint8Array<ArrayBuffer>).slice().buffer));
  if (read.kind !== 'chunk') throw new Error(`it is no chunk but a ${read.kind}`);
  return read;
};
