import { decodeMultiStream, encode } from '@msgpack/msgpack';
import { split } from '../../../lib/serialization/msgpack/split.js';
import { legible } from '../../support/legible.js';
import { Random } from '../../support/random.js';
import { heldBy } from '../../support/held-memory.js';
import { bufferOf, hex, joined, samples, shortSamples } from './samples.js';

const LIMIT = 10_000_000;

/** Another each time; a failure is repeated by `FUZZ_SEED=… npx jest msgpack/split`. */
const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 32);

const together = (values: readonly unknown[]): Uint8Array<ArrayBuffer> =>
  joined(...values.map((value) => encode(value)));

const cutAt = (bytes: Uint8Array<ArrayBuffer>, cuts: readonly number[]): ArrayBuffer[] =>
  [...cuts, bytes.byteLength].map((end, index) => bytes.slice(index === 0 ? 0 : cuts[index - 1], end).buffer);

const throughSplit = (pieces: readonly ArrayBuffer[], limit = LIMIT): ArrayBuffer[] => {
  const splitter = split(limit);
  return pieces.flatMap((piece) => [...splitter(piece)]);
};

const exact = (values: readonly unknown[]): unknown => values.map((value) => hex(encode(value)));

const randomCuts = (length: number, random: Random): number[] => {
  const most = random.pick([1, 10, 100, 10_000]);
  const cuts: number[] = [];
  for (let at = 1 + random.next(most); at < length; at += 1 + random.next(most)) cuts.push(at);
  return cuts;
};

describe('split', () => {
  it('gives each value in bytes of its own, exactly as many', () => {
    expect(throughSplit(samples.map((sample) => joined(encode(sample)).buffer)).map(hex)).toEqual(exact(samples));
    expect(throughSplit([together(shortSamples).buffer]).map(hex)).toEqual(exact(shortSamples));
  });

  it('gives them wherever the stream is cut, once, twice, and in single bytes', () => {
    const values = [{ text: 'some text', list: [1, 2.5, null] }, new Uint8Array(40), 'x'.repeat(40), new Date(1), -1];
    const bytes = together(values);
    for (let first = 0; first <= bytes.byteLength; first += 1) {
      expect(throughSplit(cutAt(bytes, [first])).map(hex)).toEqual(exact(values));
    }
    for (let first = 0; first <= bytes.byteLength; first += 5) {
      for (let second = first; second <= bytes.byteLength; second += 3) {
        expect(throughSplit(cutAt(bytes, [first, second])).length).toBe(values.length);
      }
    }
    expect(throughSplit(Array.from(bytes, (byte) => bufferOf(byte))).map(hex)).toEqual(exact(values));
  });

  it('gives a value with the piece that ends it', () => {
    const splitter = split(LIMIT);
    expect([...splitter(bufferOf(0x92, 1))]).toEqual([]);
    expect(legible([...splitter(bufferOf(2, 3, 0xa1))])).toEqual(legible([bufferOf(0x92, 1, 2), bufferOf(3)]));
    expect(legible([...splitter(bufferOf(0x61))])).toEqual(legible([bufferOf(0xa1, 0x61)]));
    expect([...splitter(new ArrayBuffer(0))]).toEqual([]);
  });

  it('does not touch the pieces, nor what it gave', () => {
    const pieces = cutAt(together([[1, 2, 3], 'abc', [4, 5, 6]]), [2, 6]);
    const before = legible(pieces);
    const given = throughSplit(pieces);
    for (const value of given.slice(1)) new Uint8Array(value).fill(0xff);
    expect(legible(pieces)).toEqual(before);
    expect(legible(given[0])).toEqual(legible(bufferOf(0x93, 1, 2, 3)));
  });

  it('gives what comes before an error, then the error, and the same ever after', () => {
    const splitter = split(LIMIT);
    const given: unknown[] = [];
    const read = (): void => {
      for (const value of splitter(bufferOf(0x01, 0xc1, 0x02))) given.push(legible(value));
    };
    expect(read).toThrow('0xc1');
    expect(given).toEqual([legible(bufferOf(0x01))]);
    expect(() => [...splitter(bufferOf(0x01))]).toThrow('0xc1');
  });

  it('refuses a value over the limit as soon as that is known, by type', () => {
    const tooBig = expect.objectContaining({ type: 'message-too-big' }) as unknown;
    const thrownBy = (limit: number, ...pieces: readonly ArrayBuffer[]): unknown => {
      try {
        throughSplit(pieces, limit);
        return undefined;
      } catch (error) {
        return error;
      }
    };
    expect(thrownBy(10, bufferOf(0xc4, 8))).toBe(undefined);
    expect(thrownBy(10, bufferOf(0xc4, 9))).toEqual(tooBig);
    expect(thrownBy(10, bufferOf(0xc4), bufferOf(9))).toEqual(tooBig);
    expect(thrownBy(10, bufferOf(0xdc, 0, 7))).toBe(undefined);
    expect(thrownBy(10, bufferOf(0xdc, 0, 8))).toEqual(tooBig);
    expect(thrownBy(10, bufferOf(0x94, 0xa2, 0, 0, 0xa2, 0, 0, 0xa2))).toEqual(tooBig);
    expect(thrownBy(10, together([[1, 2, 3], 'four', [5, 6]]).buffer)).toBe(undefined);
  });

  it('takes no memory for what is announced', () => {
    const before = process.memoryUsage().arrayBuffers;
    const splitters = Array.from({ length: 100 }, () => split(2 ** 33));
    for (const splitter of splitters) expect([...splitter(bufferOf(0xc6, 0xff, 0xff, 0xff, 0xff, 1, 2))]).toEqual([]);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1_000_000);
    expect(splitters.length).toBe(100);
  });

  it('leaves no large memory behind for what follows a large value', () => {
    const pieces = cutAt(together([new Uint8Array(1_000_000), [1, 2, 3]]), [500_000, 1_000_007]);
    const held = heldBy(20, () => {
      const splitter = split(LIMIT);
      expect(pieces.flatMap((piece) => [...splitter(piece)])).toHaveLength(2);
      return splitter;
    });
    expect(held).toBeLessThan(20 * 100_000);
  });

  it('takes time and memory in proportion to the bytes, in however small pieces', () => {
    const splitter = split(LIMIT);
    const length = 200_000;
    const before = process.memoryUsage();
    expect([...splitter(bufferOf(0xc6, 0, ...[length >> 16, (length >> 8) & 0xff, length & 0xff]))]).toEqual([]);
    const one = bufferOf(7);
    for (let count = 1; count < length; count += 1) splitter(one)[Symbol.iterator]().next();
    expect(process.memoryUsage().arrayBuffers - before.arrayBuffers).toBeLessThan(20 * length);
    expect([...splitter(one)][0]?.byteLength).toBe(length + 5);
  });

  it(`finds what @msgpack/msgpack finds, however cut (FUZZ_SEED=${String(seed)})`, async () => {
    const random = new Random(seed);
    for (let round = 0; round < 25; round += 1) {
      const values = Array.from({ length: 1 + random.next(20) }, () => random.pick(shortSamples));
      const bytes = together([...values, random.pick(samples), ...values]);
      const pieces = cutAt(bytes, randomCuts(bytes.byteLength, random));
      const theirs: unknown[] = [];
      for await (const value of decodeMultiStream(
        (async function* () {
          for (const piece of pieces) yield await Promise.resolve(new Uint8Array(piece));
        })(),
      )) {
        theirs.push(hex(encode(value)));
      }
      expect(throughSplit(pieces).map(hex)).toEqual(theirs);
    }
  });
});
