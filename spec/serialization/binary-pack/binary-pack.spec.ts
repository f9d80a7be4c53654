import { firstValueFrom, isObservable } from 'rxjs';
import { pack, type Packable, unpack } from 'peerjs-js-binarypack';
import { binaryPack } from '../../../lib/serialization/binary-pack/binary-pack.js';
import { codecContract } from '../../support/contracts/codec-contract.js';
import { legible } from '../../support/legible.js';

class Point {
  constructor(
    readonly x: number,
    readonly y: number,
  ) {}
}

const cycle: unknown[] = [];
cycle.push(cycle);

/** More elements than the package's recursion takes. */
const LONG = 100_000;
const bytes = Uint8Array.of(1, 2, 3);
const now = new Date(1_234_567_890_123);

const travel: readonly Packable[] = [
  null,
  true,
  false,
  ...[0, 1, 127, 128, 255, 256, 65_535, 65_536, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 40 + 1, Number.MAX_SAFE_INTEGER],
  ...[-1, -32, -33, -128, -129, -32_768, -32_769, -(2 ** 31)],
  ...[0.5, -0.25, 1.5, 0.1, 1e-10, 123.456],
  '',
  'héllo 世界 😀',
  'x'.repeat(16),
  'x'.repeat(70_000),
  bytes.buffer,
  new ArrayBuffer(0),
  new ArrayBuffer(70_000),
  [],
  {},
  [1, [2, [3, { a: [bytes.buffer] }]]],
  { a: { b: { c: null } }, 'a key with more than fifteen bytes': 1, 世界: [true] },
  Array.from({ length: 5_000 }, (_, index) => index),
];

codecContract('binaryPack', () => binaryPack, {
  travel,
  become: [
    [undefined, null],
    [
      [1, undefined],
      [1, null],
    ],
    [{ a: undefined }, { a: null }],
    [bytes, bytes.buffer],
    [bytes.subarray(1), Uint8Array.of(2, 3).buffer],
    [new Float64Array([0.5]), new Float64Array([0.5]).buffer],
    [now, now.toString()],
    [new Point(1, 2), { x: 1, y: 2 }],
    [new Blob(['ab']), Uint8Array.of(97, 98).buffer],
    [
      [1, { blob: new Blob(['ab']) }, 'after'],
      [1, { blob: Uint8Array.of(97, 98).buffer }, 'after'],
    ],
  ],
  refused: [
    Infinity,
    -Infinity,
    1e20,
    1n,
    Symbol('s'),
    () => 1,
    new Map(),
    new Set(),
    /x/,
    new Error('x'),
    new DataView(new ArrayBuffer(1)),
    Object.create(null),
    { constructor: 1 },
    [new Map()],
    cycle,
    [cycle, new Blob([])],
    new Array(LONG).fill(0),
  ],
  unreadable: [
    'text',
    new ArrayBuffer(0),
    Uint8Array.of(0xdd, 0xff, 0xff, 0xff, 0xff).buffer,
    Uint8Array.of(0xdf, 0xff, 0xff, 0xff, 0xff).buffer,
    Uint8Array.of(0x81, 0xb9, ...[...'__proto__'].map((letter) => letter.charCodeAt(0)), 0x80).buffer,
    Uint8Array.of(0x91).buffer,
    Uint8Array.of(0xc0, 0xc0).buffer,
    Uint8Array.of(0xb4, 0xf7, 0xbf, 0xbf, 0xbf).buffer, // no such code point
    new Uint8Array(LONG).fill(0x91).buffer,
  ],
});

describe('binaryPack against peerjs-js-binarypack', () => {
  it.each(travel.map((value, index) => [index + 1, value] as const))(
    'writes and reads the same: example %d',
    (_, value) => {
      const theirs = pack(value) as ArrayBuffer;
      expect(legible(binaryPack.encode(value))).toEqual(legible(theirs));
      expect(legible(binaryPack.decode(theirs))).toEqual(legible(unpack(theirs)));
      expect(legible(unpack(binaryPack.encode(value) as ArrayBuffer))).toEqual(legible(value));
    },
  );

  it('puts the bytes of a Blob where PeerJS puts them', async () => {
    const encoded = binaryPack.encode(['before', new Blob(['ab']), { after: 1 }]);
    const ours = isObservable(encoded) ? await firstValueFrom(encoded) : encoded;
    expect(legible(ours)).toEqual(legible(pack(['before', Uint8Array.of(97, 98), { after: 1 }])));
  });
});

describe('binaryPack', () => {
  it('says what it cannot say, and what it can', () => {
    expect(() => binaryPack.encode([new Map()])).toThrow('Type "function Map() { [native code] }" not yet supported');
    expect(() => binaryPack.encode([new Map()])).toThrow('It takes null, booleans, finite numbers');
    for (const value of [cycle, new Array(LONG).fill(0)]) {
      expect(() => binaryPack.encode(value)).toThrow(
        'nested too deeply, holds itself, or has an array of many thousand',
      );
    }
  });

  it('fails later where it finds out later', async () => {
    const encoded = binaryPack.encode([new Blob(['ab']), new Map()]);
    if (!isObservable(encoded)) throw new Error('it should take time');
    await expect(firstValueFrom(encoded)).rejects.toThrow('BinaryPack has no form');
  });

  it('reads values nested as deep as PeerJS writes them', () => {
    let value: Packable = null;
    for (let level = 0; level < 1_500; level += 1) value = level % 2 === 0 ? [value] : { a: value };
    const read = binaryPack.decode(pack(value) as ArrayBuffer);
    expect(JSON.stringify(read)).toBe(JSON.stringify(value));
  });
});
