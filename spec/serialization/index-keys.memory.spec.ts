import { createBinaryPack } from '../../lib/serialization/binary-pack/binary-pack.js';
import type { Codec } from '../../lib/serialization/codec.js';
import { createJson } from '../../lib/serialization/json.js';
import { createMsgPack } from '../../lib/serialization/msgpack/msgpack.js';
import { createStructured } from '../../lib/serialization/structured/structured.js';
import { heapHeldBy } from '../support/held-memory.js';

/** An array of a hundred in the heap of V8, generously; with `{ 1023: 0 }` as it is written they take 12,000 bytes each. */
const BYTES_OF_AN_OBJECT = 500;

const CODECS: readonly (readonly [string, () => Codec])[] = [
  ['binary', createBinaryPack],
  ['binary, bytes as views', () => createBinaryPack({ bytes: 'views' })],
  ['json', createJson],
  ['MsgPack', createMsgPack],
  ['structured', createStructured],
];

/** As it comes out at the other end. */
const frameOf = (codec: Codec, value: unknown): string | ArrayBuffer => {
  const frame = codec.encode(value) as string | Uint8Array;
  return typeof frame === 'string' ? frame : Uint8Array.from(frame).buffer;
};

describe.each(CODECS)('objects whose keys are indices, as %s', (_name, create) => {
  it.each([17, 99, 1023, 3000])('take no room for the indices before: %i', (key) => {
    const codec = create();
    const value = Array.from({ length: 100 }, () => ({ [key]: 0 }));
    const frame = frameOf(codec, value);
    expect(codec.decode(frame)).toEqual(value);
    expect(heapHeldBy(100, () => codec.decode(frame)) / 10_000).toBeLessThan(BYTES_OF_AN_OBJECT);
  });

  it('arrive as they are, in the order of all objects', () => {
    const codec = create();
    const values: readonly object[] = [
      { b: 1, 4294967294: 2, 1023: { 99: [{ 500: 'x' }] }, a: 3, 7: 4, 4294967295: 5 },
      Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [index * 7, index])),
      { '0500': 1, '1e9': 2, ' 99': 3, '-99': 4, '\0': 5, '\x0099': 6, '': 7 },
    ];
    for (const value of values) {
      const received = codec.decode(frameOf(codec, value)) as object;
      expect(Object.entries(received)).toEqual(Object.entries(value));
    }
  });
});
