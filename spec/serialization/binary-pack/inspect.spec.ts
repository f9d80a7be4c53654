import { pack, type Packable } from 'peerjs-js-binarypack';
import { inspect } from '../../../lib/serialization/binary-pack/inspect.js';

const inspecting =
  (...bytes: number[]) =>
  () => {
    inspect(Uint8Array.from(bytes));
  };

const ascii = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0));

/** The name `__proto__` in UTF-8 sequences of two, three and four bytes a letter; the package reads all of them. */
const overlong = {
  two: ascii('__proto__').flatMap((code) => [0xc0 | (code >> 6), 0x80 | (code & 0x3f)]),
  three: ascii('__proto__').flatMap((code) => [0xe0, 0x80 | (code >> 6), 0x80 | (code & 0x3f)]),
  four: ascii('__proto__').flatMap((code) => [0xf0, 0x80, 0x80 | (code >> 6), 0x80 | (code & 0x3f)]),
};

/** Text of less than 64 KiB. */
const textOf = (bytes: readonly number[]): number[] => [0xd8, bytes.length >> 8, bytes.length & 0xff, ...bytes];

const nested = (levels: number): number[] => [...new Array<number>(levels).fill(0x91), 0xc0];

describe('inspect', () => {
  it.each<[string, Packable]>([
    ['null', null],
    ['undefined', undefined],
    ['true', true],
    ['false', false],
    ...[0, 127, 128, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, 2 ** 53, 2 ** 64].map(numbered),
    ...[-1, -32, -33, -128, -129, -32_768, -32_769, -(2 ** 31), -(2 ** 31) - 1, -(2 ** 63)].map(numbered),
    ...[0.5, -1.1, NaN, Number.MIN_VALUE].map(numbered),
    ...[0, 15, 16, 65_535, 65_536].flatMap((size): [string, Packable][] => [
      [`text of ${String(size)}`, 'x'.repeat(size)],
      [`bytes of ${String(size)}`, new ArrayBuffer(size)],
    ]),
    ...[0, 15, 16, 1_000].flatMap((size): [string, Packable][] => [
      [`array of ${String(size)}`, new Array<number>(size).fill(1)],
      [
        `object of ${String(size)}`,
        Object.fromEntries(Array.from({ length: size }, (_, key) => [`k${String(key)}`, key])),
      ],
    ]),
    ['much in one another', { a: [{ b: [[], {}, [null]] }, 'text'], 世界: { é: 'x'.repeat(20) } }],
  ])('lets pass what the package writes: %s', (_, value) => {
    expect(() => {
      inspect(new Uint8Array(pack(value) as ArrayBuffer));
    }).not.toThrow();
  });

  it('lets pass what the package reads though it does not write it', () => {
    expect(inspecting(0xc1)).not.toThrow(); // undefined
    expect(inspecting(0xca, 1, 2, 3, 4)).not.toThrow(); // float
    expect(inspecting(0xdd, 0, 0, 0, 1, 0xc0)).not.toThrow(); // sizes wider than need be
    expect(inspecting(0xdf, 0, 0, 0, 1, 0xd9, 0, 0, 0, 1, 0x61, 0xc0)).not.toThrow();
    expect(inspecting(0xdb, 0, 0, 0, 1, 0x61)).not.toThrow();
  });

  it.each<[string, number[]]>([
    ['nothing', []],
    ['an array of four billion', [0xdd, 0xff, 0xff, 0xff, 0xff]],
    ['an object of four billion', [0xdf, 0xff, 0xff, 0xff, 0xff]],
    ['text of four billion', [0xd9, 0xff, 0xff, 0xff, 0xff]],
    ['bytes of four billion', [0xdb, 0xff, 0xff, 0xff, 0xff]],
    ['an array that claims more than is left', [0xdc, 0x00, 0x02, 0xc0]],
    ['arrays that share too few bytes', [0x92, 0x93, 0xc0, 0xc0, 0xc0]],
    ['a number cut off', [0xcb, 1, 2, 3]],
    ['a size cut off', [0xd8, 0]],
    ['text cut off', [0xb3, 0x61, 0x61]],
    ['bytes cut off', [0xa3, 1, 2]],
    ['a key without value', [0x81, 0xb1, 0x61]],
  ])('finds out %s', (_, bytes) => {
    expect(inspecting(...bytes)).toThrow('cut off');
  });

  it.each([0xc4, 0xc5, 0xc6, 0xc7, 0xc8, 0xc9, 0xd4, 0xd5, 0xd6, 0xd7])('does not know the type %d', (type) => {
    expect(inspecting(type, 0, 0, 0, 0, 0, 0, 0, 0)).toThrow(`unknown type 0x${type.toString(16)}`);
  });

  it('finds what follows the end', () => {
    expect(inspecting(0xc0, 0xc0)).toThrow('something follows');
    expect(inspecting(0x91, 0xc0, 0x00)).toThrow('something follows');
  });

  it.each([
    ['a number', [0x81, 0x01, 0xc0]],
    ['an array', [0x81, 0x91, 0xb9, ...ascii('__proto__'), 0x80]],
    ['bytes', [0x81, 0xa1, 0x61, 0xc0]],
    ['null', [0x81, 0xc0, 0xc0]],
  ])('takes no key that is %s', (_, bytes) => {
    expect(inspecting(...bytes)).toThrow('a key that is no text');
  });

  it.each([
    ['plainly', ascii('__proto__')],
    ['in two bytes a letter', overlong.two],
    ['in three bytes a letter', overlong.three],
    ['in four bytes a letter', overlong.four],
    ['partly so', [...overlong.two.slice(0, 2), ...ascii('_proto__')]],
    ['partly so, the other way', [...ascii('_'), ...overlong.four.slice(4)]],
  ])('takes no key that says __proto__ %s', (_, key) => {
    expect(inspecting(0x81, ...textOf(key), 0x80)).toThrow('__proto__');
    expect(inspecting(0x91, 0x81, ...textOf(ascii('a')), 0x81, ...textOf(key), 0x80)).toThrow('__proto__');
  });

  it('takes keys that are like it', () => {
    for (const key of ['__proto_', '__proto___', '__prot0__', '_'.repeat(9), '世界世界', 'prototype']) {
      expect(inspecting(...new Uint8Array(pack({ [key]: 1 }) as ArrayBuffer))).not.toThrow();
    }
    expect(inspecting(0xb9, ...ascii('__proto__'))).not.toThrow(); // no key, a value
  });

  it('goes down so far and no further, without calling itself', () => {
    expect(inspecting(...nested(3_000))).not.toThrow();
    expect(inspecting(...nested(3_001))).toThrow('nested more than 3000 levels');
    const deepest = new Uint8Array(1_000_000).fill(0x91);
    expect(() => {
      inspect(deepest);
    }).toThrow('nested');
  });
});

function numbered(value: number): [string, number] {
  return [String(value), value];
}
