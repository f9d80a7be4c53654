import { runInNewContext } from 'node:vm';
import { createRequire } from 'node:module';
import { decode as decodeHere, encode as encodeHere, ExtData } from '@msgpack/msgpack';
import { MAX_DEPTH } from '../../../lib/serialization/msgpack-format/end-finder.js';
import { createMsgPack } from '../../../lib/serialization/msgpack/msgpack.js';
import { codecContract } from '../../support/contracts/codec-contract.js';
import { legible } from '../../support/legible.js';
import { heldBy } from '../../support/held-memory.js';
import { bufferOf, hex, joined, nestedBytes, samples } from './samples.js';

/** The release that is in PeerJS 1.5.5. */
const { Encoder, decode: decodeThere } = createRequire(require.resolve('peerjs'))('@msgpack/msgpack') as {
  readonly Encoder: new () => { encode: (value: unknown) => Uint8Array };
  readonly decode: (bytes: Uint8Array) => unknown;
};

const encode = (value: unknown): Uint8Array<ArrayBuffer> => createMsgPack().encode(value) as Uint8Array<ArrayBuffer>;
const decode = (...bytes: readonly number[]): unknown => createMsgPack().decode(Uint8Array.from(bytes).buffer);
const carried = (value: unknown): unknown => createMsgPack().decode(joined(encode(value)).buffer);

const nested = (levels: number): unknown => {
  let value: unknown = [];
  for (let level = 1; level < levels; level += 1) value = level % 2 === 0 ? [value] : { value };
  return value;
};

const cycle: { self?: unknown; buffer?: ArrayBuffer; again?: unknown } = {};
cycle.self = cycle;
const cycleOfBuffers: typeof cycle = { buffer: new ArrayBuffer(1) };
Object.assign(cycleOfBuffers, { self: cycleOfBuffers, again: cycleOfBuffers });

const withProto: unknown = JSON.parse('{"a":{"__proto__":{"polluted":1}}}');

/** Takes long to make legible. */
const isLong = (sample: unknown): boolean => encodeHere(sample).byteLength > 10_000 && typeof sample !== 'string';

class Point {
  constructor(
    readonly x: number,
    readonly y: number,
  ) {}
}

codecContract('MsgPack', createMsgPack, {
  travel: [
    ...samples.filter((sample) => !(sample instanceof Date || isLong(sample))),
    'x'.repeat(1_000_000),
    { constructor: 1, prototype: 2, toString: 3, hasOwnProperty: 4 },
  ],
  become: [
    [undefined, null],
    [[undefined], [null]],
    [{ a: undefined }, { a: null }],
    [bufferOf(1, 2), Uint8Array.of(1, 2)],
    [{ deep: [bufferOf(1), Uint8Array.of(2)] }, { deep: [Uint8Array.of(1), Uint8Array.of(2)] }],
    [Float32Array.of(1), Uint8Array.of(0, 0, 0x80, 0x3f)],
    [new DataView(bufferOf(1, 2, 3), 1), Uint8Array.of(2, 3)],
    [new Point(1, 2), { x: 1, y: 2 }],
    [Object.assign(Object.create(null) as object, { a: 1 }), { a: 1 }],
    // Two elements that are not there.
    [new Array<number>(2), [null, null]],
  ],
  refused: [
    () => 1,
    Symbol('s'),
    1n,
    [1n],
    new Map(),
    new Set(),
    new Error('e'),
    new DOMException('d'),
    /r/,
    new WeakMap(),
    Promise.resolve(),
    new Blob([]),
    Object(1),
    new Date(NaN),
    withProto,
    cycle,
    cycleOfBuffers,
    nested(MAX_DEPTH + 2),
  ],
  unreadable: [
    '',
    'text',
    bufferOf(),
    bufferOf(0x92, 1),
    bufferOf(1, 2),
    bufferOf(0xc1),
    bufferOf(0xdd, 0xff, 0xff, 0xff, 0xff),
    bufferOf(0xdf, 0xff, 0xff, 0xff, 0xff),
    bufferOf(0xc6, 0xff, 0xff, 0xff, 0xff),
    joined(encodeHere(withProto)).buffer,
    bufferOf(0x81, 0x90, 1), // an array as a key
    bufferOf(0x81, 0xc0, 1), // null as a key
    bufferOf(0xd4, 0xff, 0), // a timestamp of one byte
    nestedBytes(MAX_DEPTH + 2).buffer,
  ],
});

describe('MsgPack', () => {
  it('carries Dates, to the millisecond', () => {
    for (const time of [0, 1, -1, 1_700_000_000_123, -62_135_596_800_000, 8.64e15, -8.64e15]) {
      expect(carried([new Date(time)])).toEqual([new Date(time)]);
    }
  });

  it('carries extensions of the application', () => {
    expect(carried({ a: new ExtData(5, Uint8Array.of(1, 2)) })).toEqual({ a: new ExtData(5, Uint8Array.of(1, 2)) });
    const withBuffer = { a: new ExtData(5, Uint8Array.of(1, 2)), b: bufferOf(1) };
    expect(carried(withBuffer)).toEqual({ ...withBuffer, b: Uint8Array.of(1) });
  });

  it('writes what the MessagePack of PeerJS writes, and reads what it reads', () => {
    for (const sample of [...samples, -0, undefined, new Float64Array(2), new Point(1, 2), 2 ** 60]) {
      expect(hex(encode(sample))).toBe(hex(Uint8Array.from(new Encoder().encode(sample))));
      if (!isLong(sample)) expect(legible(decodeThere(encode(sample)))).toEqual(legible(carried(sample)));
    }
  });

  it('understands its Dates, and is understood', () => {
    for (const time of [0, 1, -1, 1_700_000_000_123, -62_135_596_800_000, 8.64e15]) {
      const date = new Date(time);
      expect(createMsgPack().decode(joined(new Encoder().encode({ date })).buffer)).toEqual({ date });
      expect(decodeThere(encode({ date }))).toEqual({ date });
    }
  });

  it('reads integers of 64 bits as numbers, the nearest beyond 2^53', () => {
    expect(decode(0xcf, 0, 0x20, 0, 0, 0, 0, 0, 1)).toBe(2 ** 53);
    expect(decode(0xcf, ...new Array<number>(8).fill(0xff))).toBe(2 ** 64);
    expect(decode(0xd3, 0x80, 0, 0, 0, 0, 0, 0, 0)).toBe(-(2 ** 63));
    expect(encodeHere(2 ** 60, { useBigInt64: false })).toEqual(encode(2 ** 60));
  });

  it('reads forms that it does not write', () => {
    expect(decode(0xca, 0x3f, 0xc0, 0, 0)).toBe(1.5);
    expect(decode(0xdb, 0, 0, 0, 1, 0x61)).toBe('a');
    expect(decode(0xde, 0, 1, 0xda, 0, 1, 0x61, 0xdc, 0, 1, 0xcc, 1)).toEqual({ a: [1] });
    expect(decode(0x82, 0xa1, 0x61, 1, 0xa1, 0x61, 2)).toEqual({ a: 2 });
    expect(decode(0x81, 7, 1)).toEqual({ 7: 1 });
  });

  it('goes 1,000 levels deep', () => {
    const deepest = nested(MAX_DEPTH);
    expect(carried(deepest)).toEqual(deepest);
    expect(() => encode(nested(MAX_DEPTH + 2))).toThrow('more than 1000 levels');
    expect(() => createMsgPack().decode(nestedBytes(MAX_DEPTH + 2).buffer)).toThrow('1000 levels');
  });

  it('encodes each value into bytes of its own', () => {
    const { encode: again } = createMsgPack();
    const first = again('first') as Uint8Array;
    const before = [...first];
    again('second');
    again('x'.repeat(3_000_000));
    again('third');
    expect([...first]).toEqual(before);
  });

  it('leaves no large memory behind for what follows a large value', () => {
    const text = 'x'.repeat(2_000_000);
    const held = heldBy(10, () => {
      const codec = createMsgPack();
      expect((codec.encode(text) as Uint8Array).byteLength).toBe(text.length + 5);
      return codec;
    });
    expect(held).toBeLessThan(10 * 100_000);
  });

  it('keeps no large message that it has read', () => {
    const held = heldBy(10, () => {
      const codec = createMsgPack();
      expect(codec.decode(encode('x'.repeat(2_000_000)).slice().buffer)).toHaveLength(2_000_000);
      return codec;
    });
    expect(held).toBeLessThan(10 * 100_000);
  });

  it('leaves none behind either where a large value is refused at its end', () => {
    const held = heldBy(10, () => {
      const codec = createMsgPack();
      expect(() => codec.encode(['x'.repeat(2_000_000), 1n])).toThrow('no form for a bigint');
      return codec;
    });
    expect(held).toBeLessThan(10 * 100_000);
  });

  it('refuses a value whose array has another length at the end than at its beginning, which the stream would not outlive', () => {
    const shorter: unknown[] = [{ get last() { return shorter.pop(); } }, 2, 3]; // prettier-ignore
    const longer: unknown[] = [{ get last() { return longer.push(9); } }, 2]; // prettier-ignore
    for (const list of [shorter, longer]) expect(() => encode({ list })).toThrow('it has changed while it was written');
  });

  it('knows a Date of another frame of the page, and refuses what the platform has and MessagePack has not', () => {
    const date = runInNewContext('new Date(1_500)') as Date;
    expect(date).not.toBeInstanceOf(Date);
    expect(encode([date, new ArrayBuffer(0)])).toEqual(encode([new Date(1_500), new Uint8Array(0)]));
    expect(() => encode(new Intl.NumberFormat())).toThrow('no form for a Intl.NumberFormat');
  });

  it('writes the keys of an object that only calls itself a Date', () => {
    expect(encode([{ [Symbol.toStringTag]: 'Date', a: 1 }])).toEqual(encode([{ a: 1 }]));
  });

  it('goes on after a value that it refused', () => {
    const codec = createMsgPack();
    for (const bad of [1n, cycle, withProto, cycleOfBuffers]) {
      expect(() => codec.encode(bad)).toThrow();
      expect(codec.encode([1])).toEqual(Uint8Array.of(0x91, 1));
    }
    expect(() => codec.decode(bufferOf(0x92, 1))).toThrow();
    expect(codec.decode(bufferOf(0x91, 1))).toEqual([1]);
  });

  it('says what is wrong', () => {
    expect(() => encode([1n])).toThrow('MessagePack has no form for a bigint. It takes');
    expect(() => encode(() => 1)).toThrow('no form for a function');
    expect(() => encode({ a: new Map() })).toThrow('no form for a Map');
    expect(() => encode(new Date(NaN))).toThrow('an invalid Date');
    expect(() => encode(withProto)).toThrow('__proto__');
    expect(() => encode(cycle)).toThrow('holds itself');
    expect(() => encode(cycleOfBuffers)).toThrow('holds itself');
    expect(() => decode(1, 2)).toThrow('something follows its end');
    expect(() => decode(0x91)).toThrow('cut off');
    expect(() => decode(0x91, 0xc1)).toThrow('0xc1');
    expect(() => createMsgPack().decode(joined(encodeHere(withProto)).buffer)).toThrow('__proto__');
    expect(() => createMsgPack().decode('text')).toThrow('text has come');
  });

  it('leaves what it is given as it is', () => {
    const value = { list: [bufferOf(1), new Date(0)], nested: { a: 1 } };
    const before = legible(value);
    encode(value);
    expect(legible(value)).toEqual(before);
  });

  it('reads what @msgpack/msgpack reads', () => {
    for (const sample of samples) {
      expect(hex(encodeHere(carried(sample)))).toBe(hex(encodeHere(decodeHere(encodeHere(sample)))));
    }
  });
});
