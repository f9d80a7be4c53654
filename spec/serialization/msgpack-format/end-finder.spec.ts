import { encode, ExtData } from '@msgpack/msgpack';
import { EndFinder, MAX_DEPTH } from '../../../lib/serialization/msgpack-format/end-finder.js';
import { joined, nestedBytes, samples, shortSamples } from '../msgpack/samples.js';

const UNBOUNDED = 2 ** 40;

const finder = (limit = UNBOUNDED): EndFinder =>
  new EndFinder({ limit, tooBig: (bytes) => new Error(`${String(bytes)} at least`) });

const find = (bytes: readonly number[] | Uint8Array, limit?: number): number | undefined =>
  finder(limit).find(Uint8Array.from(bytes), 0);

const extensions = [0, 1, 2, 3, 4, 8, 16, 17, 255, 256, 65_535, 65_536].map(
  (length) => new ExtData(5, new Uint8Array(length)),
);

/** The parts of an encoded value that are keys. */
const keysOf = (value: unknown): string[] => {
  const bytes = encode(value);
  const keys: string[] = [];
  const onPart = (_type: number, start: number, size: number, isKey: boolean): void => {
    if (isKey) keys.push(String.fromCharCode(...bytes.subarray(start, start + size)));
  };
  new EndFinder({ limit: UNBOUNDED, tooBig: () => new Error(), onPart }).find(bytes, 0);
  return keys;
};

describe('EndFinder', () => {
  it('finds the end of every form, whatever follows', () => {
    for (const sample of [...samples, ...extensions]) {
      const bytes = encode(sample);
      expect(find(bytes)).toBe(bytes.byteLength);
      expect(find(joined(bytes, [0xc1]))).toBe(bytes.byteLength);
      expect(finder().find(joined([0xc1, 0xc1], bytes), 2)).toBe(bytes.byteLength + 2);
    }
  });

  it('finds it for every first byte', () => {
    // Enough zeros that each header is whole and says that there is nothing, or has its fixed size.
    for (let type = 0; type < 256; type += 1) {
      const bytes = new Uint8Array(64);
      bytes[0] = type;
      if (type === 0xc1) {
        expect(() => find(bytes)).toThrow('0xc1');
        continue;
      }
      const end = find(bytes) ?? 0;
      expect(find(bytes.subarray(0, end))).toBe(end);
      expect(find(bytes.subarray(0, end - 1))).toBe(undefined);
    }
  });

  it('finds it wherever the bytes are cut', () => {
    for (const sample of [...shortSamples, ...extensions.slice(0, 7)]) {
      const bytes = encode(sample);
      for (let cut = 1; cut < bytes.byteLength; cut += 1) {
        const cutFinder = finder();
        expect(cutFinder.find(bytes.subarray(0, cut), 0)).toBe(undefined);
        expect(cutFinder.find(bytes.subarray(cut), 0)).toBe(bytes.byteLength - cut);
      }
    }
  });

  it('finds it in single bytes, one value after the other', () => {
    const single = finder();
    for (const sample of [...shortSamples, ...shortSamples]) {
      const bytes = encode(sample);
      const ends = Array.from(bytes, (byte) => single.find(Uint8Array.of(byte), 0));
      expect(ends).toEqual(Array.from(bytes, (_, index) => (index === bytes.length - 1 ? 1 : undefined)));
    }
  });

  it('takes a value of just the limit, and refuses one of a byte more with its size', () => {
    for (const sample of samples) {
      const { byteLength } = encode(sample);
      expect(find(encode(sample), byteLength)).toBe(byteLength);
      if (byteLength > 1) expect(() => find(encode(sample), byteLength - 1)).toThrow(/^\d+ at least$/);
    }
  });

  it('refuses what is announced before it comes', () => {
    const announced: readonly (readonly [bytes: readonly number[], least: number])[] = [
      [[0xc6, 0xff, 0xff, 0xff, 0xff], 2 ** 32 + 4], // bytes
      [[0xdb, 0xff, 0xff, 0xff, 0xff], 2 ** 32 + 4], // text
      [[0xc9, 0xff, 0xff, 0xff, 0xff], 2 ** 32 + 5], // an extension and its type
      [[0xdd, 0xff, 0xff, 0xff, 0xff], 2 ** 32 + 4], // elements
      [[0xdf, 0xff, 0xff, 0xff, 0xff], 2 ** 33 + 3], // keys and values
      [[0x92, 0xdc, 0x00, 0x60, 0xdc, 0x00, 0x60], 1 + 3 + 3 + (0x60 - 1) + 0x60 + 1],
      [[0x92, 0x90, 0xdc, 0x00, 0x60], 1 + 1 + 3 + 0x60],
      [[0x9f, 0xc4, 100], 1 + 2 + 100 + 14], // bytes, while elements are to come
    ];
    for (const [bytes, least] of announced) {
      expect(find(bytes, least)).toBe(undefined);
      expect(() => find(bytes, least - 1)).toThrow(`${String(least)} at least`);
    }
  });

  it('begins anew after a value, limit and all', () => {
    const twice = finder(3);
    for (const _ of [1, 2, 3]) expect(twice.find(Uint8Array.of(0x92, 1, 2), 0)).toBe(3);
    expect(() => twice.find(Uint8Array.of(0x93), 0)).toThrow('4 at least');
  });

  it('knows no 0xc1, be it alone or inside', () => {
    expect(() => find([0xc1])).toThrow('0xc1');
    expect(() => find([0x92, 0x01, 0xc1])).toThrow('0xc1');
  });

  it('goes 1,000 levels deep, and as deep as it is told', () => {
    // The innermost array is empty: there is no level in it.
    expect(find(nestedBytes(MAX_DEPTH + 1))).toBe(MAX_DEPTH + 1);
    expect(() => find(nestedBytes(MAX_DEPTH + 2))).toThrow('1000 levels');
    const shallow = new EndFinder({ limit: UNBOUNDED, tooBig: () => new Error(), depth: 2 });
    expect(() => shallow.find(nestedBytes(4), 0)).toThrow('2 levels');
    // As wide as one likes.
    expect(find([0xdc, 0x10, 0x00, ...new Array<number>(4096).fill(0x90)])).toBe(4096 + 3);
  });

  it('tells of each part', () => {
    const parts: unknown[] = [];
    const telling = new EndFinder({
      limit: UNBOUNDED,
      tooBig: () => new Error(),
      onPart: (...part) => parts.push(part),
    });
    telling.find(encode({ a: 'bc', d: [new ExtData(5, Uint8Array.of(1, 2)), null] }), 0);
    expect(parts).toEqual([
      [0x82, 1, 2, false],
      [0xa1, 2, 1, true],
      [0xa2, 4, 2, false],
      [0xa1, 7, 1, true],
      [0x92, 9, 2, false],
      [0xd5, 10, 3, false],
      [0xc0, 14, 0, false],
    ]);
  });

  it.each<readonly [string, unknown, readonly string[]]>([
    ['an array', [1], []],
    ['an object', { in: 1 }, ['in']],
    ['an object in an array', [{ in: 1 }], ['in']],
    ['an array in an object', { in: [1] }, ['in']],
  ])('tells keys from other texts behind %s', (_, nested, inside) => {
    expect(keysOf({ a: nested, b: 'text' })).toEqual(['a', ...inside, 'b']);
    expect(keysOf([1, nested, 'text'])).toEqual(inside);
    expect(keysOf([1, nested, 'text', 1])).toEqual(inside);
  });
});
