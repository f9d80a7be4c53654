import { Unsayable, Writer } from '../../../lib/serialization/binary-pack/writer.js';
import { Reader } from '../../../lib/serialization/binary-pack/reader.js';
import { Random } from '../../support/random.js';

const MIB = 1_024 * 1_024;

const read = (bytes: Uint8Array): unknown => new Reader('copies').read(bytes.slice().buffer);

describe('Writer', () => {
  it('leaves every message as it was, whatever sizes come after one another', () => {
    const random = new Random(7);
    const writer = new Writer();
    const text = (): string =>
      random.pick(['x', 'é', '世', '😀', 'x世']).repeat(random.next(random.pick([20, 3_000, 90_000])));
    const values = Array.from({ length: 400 }, () => ({
      text: text(),
      numbers: Array.from({ length: random.next(300) }, () => random.next(2 ** 17) - 2 ** 16),
      bytes: new Uint8Array(random.next(5_000)).fill(random.next(256)).buffer,
    }));
    const messages = values.map((value) => writer.write(value).bytes);
    expect(messages.map(read)).toEqual(values);
  });

  it('puts several messages of a size on one page, and keeps no page of over a MiB', () => {
    const writer = new Writer();
    const pageOf = (size: number): ArrayBuffer => writer.write(new ArrayBuffer(size)).bytes.buffer;
    const pagesOf = (size: number, count: number): Set<ArrayBuffer> =>
      new Set(Array.from({ length: count }, () => pageOf(size)));

    pagesOf(100, 100);
    expect(pagesOf(100, 600).size).toBe(1);
    pageOf(200_000);
    const large = pagesOf(200_000, 50);
    expect(large.size).toBe(13); // four on each
    expect([...large].every(({ byteLength }) => byteLength <= MIB)).toBe(true);
    const huge = pageOf(2 * MIB);
    expect(huge.byteLength).toBe(2 * MIB + 5);
    const next = pageOf(100);
    expect(next).not.toBe(huge);
    expect(next.byteLength).toBeLessThanOrEqual(MIB);
    pagesOf(100, 12_000);
    expect(pageOf(100).byteLength).toBe(64 * 1_024);
  });

  it('keeps little for whoever says little', () => {
    const writer = new Writer();
    const pages = Array.from({ length: 1_000 }, () => writer.write(new ArrayBuffer(100)).bytes.buffer);
    expect([...new Set(pages)].map(({ byteLength }) => byteLength)).toEqual([1_024, 8_192, 65_536, 65_536]);
  });

  it('finds room for the wider header of a text that fills its page to the last byte', () => {
    const text = '世'.repeat(65_000); // its characters can be counted in 16 bits, its bytes cannot
    expect(read(new Writer().write(text).bytes) === text).toBe(true);
  });

  it('begins anew where a message could not be finished', () => {
    const writer = new Writer();
    const page = writer.write('first').bytes.buffer;
    expect(() => writer.write(['x'.repeat(1_000), 1n])).toThrow(Unsayable);
    writer.abandon();
    const { bytes } = writer.write('second');
    expect([bytes.buffer === page, bytes.byteOffset, read(bytes)]).toEqual([true, 6, 'second']);
  });

  it('keeps no large page for a message that could not be finished', () => {
    const writer = new Writer();
    expect(() => writer.write(['x'.repeat(2 * MIB), 1n])).toThrow(Unsayable);
    writer.abandon();
    const { bytes } = writer.write('second');
    expect([bytes.buffer.byteLength, read(bytes)]).toEqual([1_024, 'second']);
  });

  // Numbers are written in blocks of 64.
  it.each([0, 1, 63, 64, 65, 127, 128, 129, 200])('writes an array with something else after %d numbers', (count) => {
    const numbers = Array.from({ length: count }, (_, index) => index * 1_000);
    for (const other of ['text', null, undefined, [1], { a: 1 }]) {
      const value = [...numbers, other, ...numbers];
      expect(read(new Writer().write(value).bytes)).toEqual(value);
    }
  });

  it('reads each element of an array once, in order, and as many as it had', () => {
    const writer = new Writer();
    const asked: number[] = [];
    const array = [0, 1, 2, 3];
    for (const index of array.keys()) {
      Object.defineProperty(array, index, {
        get: () => {
          asked.push(index);
          array.length = Math.max(2, index + 1);
          return index === 1 ? 'one' : index;
        },
      });
    }
    expect(read(writer.write(array).bytes)).toEqual([0, 'one', undefined, undefined]);
    expect(asked).toEqual([0, 1]);
  });
});
