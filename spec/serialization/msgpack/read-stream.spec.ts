import { encode } from '@msgpack/msgpack';
import type { StreamCodec, StreamReader } from '../../../lib/serialization/codec.js';
import { createMsgPack } from '../../../lib/serialization/msgpack/msgpack.js';
import { legible } from '../../support/legible.js';
import { Random } from '../../support/random.js';
import { joined, samples, shortSamples } from './samples.js';

const LIMIT = 10_000_000;

/** Another each time; a failure is repeated by `FUZZ_SEED=… npx jest msgpack/read-stream`. */
const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 32);

/** Each value and its bytes, or what is wrong with it; last, what ends it all. */
const told = (reader: StreamReader, pieces: readonly Uint8Array[]): unknown[] => {
  const heard: unknown[] = [];
  try {
    for (const piece of pieces) {
      reader(piece.slice().buffer, (read, bytes) => {
        try {
          heard.push([bytes, legible(read())]);
        } catch (error) {
          heard.push([bytes, String(error)]);
        }
      });
    }
  } catch (error) {
    heard.push(`broken: ${String(error)}`);
  }
  return heard;
};

const readerOf = ({ read }: StreamCodec, limit = LIMIT): StreamReader => {
  if (!read) throw new Error('it has none');
  return read(limit);
};

/** The same by `split` and `decode`. */
const oneByOne = (codec: StreamCodec, limit = LIMIT): StreamReader => {
  const splitter = codec.split(limit);
  return (piece, tell) => {
    for (const value of splitter(piece)) tell(() => codec.decode(value), value.byteLength);
  };
};

const withProto = joined([0x81, 0xa9], new TextEncoder().encode('__proto__'), [1]);

describe(`readStream (seed ${String(seed)})`, () => {
  it('tells what `split` and `decode` do, however the stream is cut, and whatever is wrong in it', () => {
    const random = new Random(seed);
    for (let round = 0; round < 300; round += 1) {
      const values = Array.from({ length: random.next(30) }, () =>
        random.pick([encode(random.pick(random.next(9) === 0 ? samples : shortSamples)), Uint8Array.of(7), withProto]),
      );
      if (random.next(3) === 0) values.push(Uint8Array.of(0xc1), Uint8Array.of(1, 2));
      const bytes = joined(...values);
      const pieces: Uint8Array[] = [];
      const most = random.pick([1, 10, 1_000, 100_000]);
      for (let at = 0, end = 0; at < bytes.length; at = end) {
        end = at + 1 + random.next(most);
        pieces.push(bytes.subarray(at, end));
      }
      const limit = random.pick([LIMIT, LIMIT, 50]);
      expect(told(readerOf(createMsgPack(), limit), pieces)).toEqual(told(oneByOne(createMsgPack(), limit), pieces));
    }
  });

  it('tells what stands before that which ends it, and what is around a value that cannot be read', () => {
    const bytes = joined([1, 2], withProto, [3], encode(new Uint8Array(2)), [4, 0xc1, 5]);
    const heard = told(readerOf(createMsgPack()), [bytes]);
    expect(heard).toEqual([
      [1, legible(1)],
      [1, legible(2)],
      [12, expect.stringContaining('__proto__')],
      [1, legible(3)],
      [4, legible(Uint8Array.of(0, 0))],
      [1, legible(4)],
      expect.stringContaining('broken: Error: it has a part of the unknown type 0xc1'),
    ]);
  });

  it('keeps byte order marks, also of what is read together', () => {
    const texts = ['a', `\ufeff${'a'.repeat(300)}`, '\ufeff', `\ufeff\ufeff${'b'.repeat(300)}`];
    const heard = told(readerOf(createMsgPack()), [joined(...texts.map((text) => encode(text)))]);
    expect(heard).toEqual(texts.map((text) => [encode(text).length, legible(text)]));
  });

  it('keeps nothing of a piece in the values that hold bytes', () => {
    const piece = joined([1], encode(new Uint8Array(2)), [2]);
    const values: unknown[] = [];
    readerOf(createMsgPack())(piece.slice().buffer, (read) => values.push(read()));
    const [, bytes] = values as [number, Uint8Array, number];
    expect(bytes.buffer.byteLength).toBe(4);
  });
});
