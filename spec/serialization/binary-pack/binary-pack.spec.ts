import { firstValueFrom, isObservable } from 'rxjs';
import { pack, type Packable, unpack } from 'peerjs-js-binarypack';
import { createBinaryPack } from '../../../lib/serialization/binary-pack/binary-pack.js';
import { isSame } from '../../support/binary-values.js';
import { codecContract } from '../../support/contracts/codec-contract.js';
import { legible } from '../../support/legible.js';
import { codec, through, written } from './through.js';

class Point {
  constructor(
    readonly x: number,
    readonly y: number,
  ) {}
}

const bare = (properties: object): object => Object.assign(Object.create(null) as object, properties);

const cycle: unknown[] = [];
cycle.push(1, { in: cycle });

const bytes = Uint8Array.of(1, 2, 3);
const now = new Date(1_234_567_890_123);

const travel: readonly unknown[] = [
  null,
  undefined,
  true,
  false,
  ...[0, 1, 127, 128, 255, 256, 65_535, 65_536, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 40 + 1, Number.MAX_SAFE_INTEGER],
  ...[-1, -32, -33, -128, -129, -32_768, -32_769, -(2 ** 31), -(2 ** 31) - 1, -123_456_789_012],
  ...[0.5, -0.25, 1.5, 0.1, 1e-10, 123.456, NaN, Infinity, -Infinity, -0, 5e-324, 1e20, 2 ** 63, Number.MAX_VALUE],
  '',
  'héllo 世界 😀',
  '\ufeffmarked',
  'x'.repeat(15),
  'x'.repeat(16),
  'é'.repeat(7),
  'é'.repeat(8),
  'x'.repeat(48),
  'x'.repeat(49),
  'é'.repeat(48),
  '世'.repeat(49),
  'x'.repeat(65_535),
  'x'.repeat(65_536),
  '世'.repeat(30_000), // its characters fit into 16 bits, its bytes do not
  `${'x'.repeat(70_000)}é`,
  bytes.buffer,
  new ArrayBuffer(0),
  new ArrayBuffer(70_000),
  [],
  {},
  [1, [2, [3, { a: [bytes.buffer] }]]],
  { a: { b: { c: null } }, 'a key with more than fifteen bytes': 1, 世界: [true], ['k'.repeat(300)]: 1 },
  { constructor: 1, toString: 2, hasOwnProperty: undefined },
  JSON.parse('{"__proto__":{"a":1}}'),
  Array.from({ length: 70_000 }, (_, index) => index),
];

codecContract('BinaryPack', createBinaryPack, {
  travel,
  become: [
    [bytes, bytes.buffer],
    [bytes.subarray(1), Uint8Array.of(2, 3).buffer],
    [new Float64Array([0.5]), new Float64Array([0.5]).buffer],
    [new DataView(bytes.buffer, 1), Uint8Array.of(2, 3).buffer],
    [now, now.toString()],
    [new Point(1, 2), { x: 1, y: 2 }],
    [bare({ a: 1 }), { a: 1 }],
    [
      [1, , 2],
      [1, undefined, 2],
    ],
    ['lone \ud800 half', 'lone \ufffd half'],
    [new Blob(['ab']), Uint8Array.of(97, 98).buffer],
    [
      [1, { blob: new Blob(['ab']) }, 'after'],
      [1, { blob: Uint8Array.of(97, 98).buffer }, 'after'],
    ],
  ],
  refused: [
    1n,
    Symbol('s'),
    () => 1,
    new Map(),
    new Set(),
    /x/,
    new Error('x'),
    Promise.resolve(),
    new String('boxed'),
    [new Map()],
    cycle,
    [new Blob([]), cycle],
  ],
  unreadable: [
    'text',
    ...[
      [],
      [0xdd, 0xff, 0xff, 0xff, 0xff],
      [0xdf, 0xff, 0xff, 0xff, 0xff],
      [0xde, 0, 1],
      [0x91],
      [0x81, 0xb1, 0x61],
      [0x81, 1, 1],
      [0x81, 0xa1, 1, 1],
      [0xc0, 0xc0],
      [0xcb, 1],
      [0xd3, 1, 2, 3, 4, 5],
      [0xb4, 0x61],
      [0xd9, 0, 0, 0, 9, 0x61],
      [0xdb, 0xff, 0xff, 0xff, 0xff],
      [0xc4],
      [0xd4],
    ].map((frame) => Uint8Array.from(frame).buffer),
    new Uint8Array(100_000).fill(0x91).buffer,
  ],
});

describe('BinaryPack', () => {
  const read = (...frame: number[]): unknown => codec.decode(Uint8Array.from(frame).buffer);

  it('says what it cannot say, where that is, and what it can', () => {
    const sparse = { user: { tags: new Map() } };
    expect(() => written(sparse)).toThrow('$.user.tags is a Map. BinaryPack takes undefined, null');
    expect(() => written([1, { 'a b': 2n }])).toThrow('$[1]["a b"] is a bigint.');
    expect(() => written(cycle)).toThrow('$[1].in is what holds it.');
    expect(() => written(Symbol('s'))).toThrow('$ is a symbol.');
    const deep = Array.from({ length: 1_000 }).reduce<unknown[]>((inner) => [inner], [new Set()]);
    expect(() => written(deep)).toThrow(`$${'[0]'.repeat(1_001)} is a Set.`);
  });

  it('takes a value twice where that is no circle', () => {
    const shared = { a: [1] };
    expect(through([shared, shared, { shared }])).toEqual([shared, shared, { shared }]);
    const deep = (): unknown => Array.from({ length: 200 }).reduce((inner) => [inner, shared, shared], [shared]);
    expect(isSame(through(deep()), deep())).toBe(true);
  });

  it('finds a circle at once, also one with many ways into it', () => {
    const wide: unknown[] = [];
    for (let way = 0; way < 10; way += 1) wide.push(wide, { again: wide });
    expect(() => written(wide)).toThrow('$[0] is what holds it.');
  });

  it('writes and reads a million levels', () => {
    const deep = Array.from({ length: 1_000_000 }).reduce<unknown>(
      (inner, _, level) => (level % 2 ? [inner] : { a: inner }),
      1,
    );
    let [levels, at] = [0, through(deep)];
    for (; typeof at === 'object'; levels += 1) at = Object.values(at as object)[0];
    expect([levels, at]).toEqual([1_000_000, 1]);
  });

  it('is not confused by a getter that sends something itself, nor by one that changes its mind', () => {
    const inner: unknown[] = [];
    const outer = {
      before: 1,
      get middle() {
        inner.push(through({ inner: 'x'.repeat(100_000) }));
        return 'middle';
      },
      after: 2,
    };
    expect(through(outer)).toEqual({ before: 1, middle: 'middle', after: 2 });
    expect(inner).toEqual([{ inner: 'x'.repeat(100_000) }]);
    const moods = [new Map(), 'fine'];
    const moody = {
      get mood() {
        return moods.shift();
      },
    };
    expect(() => written(moody)).toThrow('a part of it has changed meanwhile');
    const failing = {
      get part() {
        throw new Error('no part');
      },
    };
    expect(() => written(failing)).toThrow('no part');
    const shrinking = [
      1,
      {
        get gone() {
          shrinking.length = 2;
          return 'gone';
        },
      },
      3,
    ];
    expect(through(shrinking)).toEqual([1, { gone: 'gone' }, undefined]);
  });

  it('leaves what it has written alone, whatever it writes after', () => {
    const frames = Array.from({ length: 3_000 }, (_, index) => [
      written({ index, text: 'x'.repeat(index % 100) }),
      index,
    ]);
    expect(
      frames.every(
        ([frame, index]) =>
          (codec.decode((frame as Uint8Array<ArrayBuffer>).slice().buffer) as { index: number }).index === index,
      ),
    ).toBe(true);
    const message = written(new ArrayBuffer(1_000_000));
    written('next');
    expect(message.buffer).not.toBe(written('another').buffer); // or a small message would keep a large one
  });

  it('has what is in a Blob in its place, as it was when it was sent', async () => {
    const blob = new Blob(['ab']);
    const value = { before: 'x'.repeat(70_000), list: [blob, blob], after: 1 };
    const encoded = codec.encode(value);
    value.after = 2;
    written('something else meanwhile');
    if (!isObservable(encoded)) throw new Error('it should take time');
    const frame = (await firstValueFrom(encoded)) as Uint8Array<ArrayBuffer>;
    const same = { before: value.before, list: [Uint8Array.of(97, 98), Uint8Array.of(97, 98)], after: 1 };
    expect(legible(frame.slice().buffer)).toEqual(legible(pack(same)));
  });

  it('fails later where it finds out later', async () => {
    const broken = new Blob(['ab']);
    Object.defineProperty(broken, 'arrayBuffer', { value: () => Promise.reject(new Error('it is gone')) });
    const short = new Blob(['ab']);
    Object.defineProperty(short, 'arrayBuffer', { value: () => Promise.resolve(new ArrayBuffer(1)) });
    for (const [blob, reason] of [
      [broken, 'it is gone'],
      [short, 'another size than it said'],
    ] as const) {
      const encoded = codec.encode([blob]);
      if (!isObservable(encoded)) throw new Error('it should take time');
      await expect(firstValueFrom(encoded)).rejects.toThrow(reason);
    }
  });

  it('tells what is wrong with a frame', () => {
    expect(() => read()).toThrow('it is cut off');
    expect(() => read(1, 2, 3)).toThrow('2 bytes are left over');
    expect(() => read(0xc4)).toThrow('unknown type 0xc4');
    expect(() => read(0xd4)).toThrow('unknown type 0xd4');
    expect(() => read(0x81, 1, 1)).toThrow('a key that is no text');
  });

  it('reads every number that there is a type for', () => {
    expect(read(0xca, 0x3f, 0x80, 0, 0)).toBe(1);
    expect(read(0xcf, 0, 0, 0, 1, 0, 0, 0, 0)).toBe(2 ** 32);
    expect(read(0xd3, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)).toBe(-1);
    expect(read(0xd0, 0x80)).toBe(-128);
    expect(read(0xd0, 1)).toBe(1);
    expect(read(0xcb, 0x80, 0, 0, 0, 0, 0, 0, 0)).toBe(-0);
    expect(read(0xd1, 0x80, 0)).toBe(-32_768);
    expect(read(0xe0)).toBe(-32);
  });

  it('takes keys that are alike apart, however often they come', () => {
    const names = Array.from({ length: 20_000 }, (_, index) => `key${String(index)}`);
    const object = Object.fromEntries([...names, 'é', 'è', 'k'.repeat(33)].map((name, index) => [name, index]));
    for (let round = 0; round < 2; round += 1) expect(isSame(through(object), object)).toBe(true);
  });

  it('reads broken text as text, with a mark where it is broken', () => {
    expect(read(0xb2, 0xc3, 0x28)).toBe('\ufffd(');
    expect(read(0xb4, 0xf7, 0xbf, 0xbf, 0xbf)).toBe('\ufffd\ufffd\ufffd\ufffd');
  });
});

/** What BinaryPack 2.1.0 does where it is wrong (peerjs-facts.md, section 2): should it ever be mended, this tells. */
describe('peerjs-js-binarypack 2.1.0, which BinaryPack does not follow', () => {
  const packed = (value: unknown): unknown => unpack(pack(value as Packable) as ArrayBuffer);

  it('says other numbers', () => {
    expect(packed(-123_456_789_012)).toBe(-123_456_788_480);
    expect(packed(NaN)).not.toBe(NaN);
    expect(packed(5e-324)).not.toBe(5e-324);
    expect([packed(2 ** 63), packed(2 ** 64), Object.is(packed(-0), -0), packed(undefined)]).toEqual([
      -(2 ** 63),
      0,
      false,
      null,
    ]);
  });

  it.each([Infinity, -Infinity, 1e20, 1e308, bare({}), { constructor: 1 }, new DataView(new ArrayBuffer(1))])(
    'throws at example %#',
    (value) => {
      expect(() => pack(value as Packable)).toThrow();
    },
  );

  it('overflows the stack', () => {
    expect(() => pack(Array<number>(100_000).fill(0))).toThrow(RangeError);
    expect(() => pack(cycle as Packable)).toThrow(RangeError);
  });
});
