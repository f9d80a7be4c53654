import { pack, unpack } from 'peerjs-js-binarypack';
import { describeUnsayable } from '../../../lib/serialization/binary-pack/describe-unsayable.js';
import { through, written } from './through.js';

/** What calls itself something. */
const tagged = (tag: string, properties: object = {}): object =>
  Object.defineProperty({ ...properties }, Symbol.toStringTag, { value: tag });

/** Stands in several places. */
const SHARED = [1, { a: 2 }];

describe('describeUnsayable', () => {
  it.each<readonly [unknown, string | undefined]>([
    [1, undefined],
    [[1, { a: null }], undefined],
    [Symbol('s'), '$ is a symbol'],
    [{ ok: tagged('Module', { x: 1 }), bad: new Map() }, '$.bad is a Map'],
    [{ ['k'.repeat(1_000_000)]: 1n }, `$["${'k'.repeat(100)}…"] is a bigint`],
    [{ list: [1, , 2n] }, '$.list[2] is a bigint'],
    [[SHARED, [SHARED], { SHARED, bad: 2n }], '$[2].bad is a bigint'],
  ])('%p: %p', (value, expected) => {
    expect(describeUnsayable(value)).toBe(expected);
  });

  it('takes no memory for what an array only says that it has', () => {
    const array: unknown[] = [new Map()];
    array.length = 2 ** 32 - 1;
    expect(describeUnsayable(array)).toBe('$[0] is a Map');
  });
});

describe('what holds itself', () => {
  it.each([
    ['at once', (value: { self?: unknown }) => value],
    ['through an array', (value: { self?: unknown }) => [value]],
    ['some levels later', (value: { self?: unknown }) => ({ a: { b: [{ c: [value] }] } })],
    ['a hundred levels later', (value: { self?: unknown }) => Array.from({ length: 150 }).reduce((at) => [at], value)],
  ])('is found before what is beside it has been written often: %s', (_, around) => {
    const reads = { count: 0 };
    const circle: { readonly payload: string; self?: unknown } = {
      get payload() {
        reads.count += 1;
        return 'x'.repeat(1_000);
      },
    };
    circle.self = around(circle);
    expect(() => written(circle)).toThrow(/^\$\.self.* is what holds it\./);
    expect(reads.count).toBeLessThan(10); // its search counts too
  });

  it('leaves nothing behind: the next value is written as ever', () => {
    const shared = { a: [[[[[['deep']]]]]] };
    expect(through([shared, shared])).toEqual([shared, shared]);
    const circle: unknown[] = [];
    circle.push([[[[[[circle]]]]]]);
    expect(() => written(circle)).toThrow('what holds it');
    expect(through([shared, [shared]])).toEqual([shared, [shared]]);
  });
});

describe('instances', () => {
  class Point {
    readonly x = 1;
    get [Symbol.toStringTag](): string {
      return 'Point';
    }
  }
  class Point3 extends Point {
    readonly z = 3;
  }

  it.each([new Point(), new Point3(), [new Point()], tagged('Module', { x: 1 })])(
    'of classes go as PeerJS sends them',
    (value) => {
      expect(through(value)).toEqual(unpack(pack(value as never) as ArrayBuffer));
    },
  );

  it('of what is built in do not, whatever is made of it', () => {
    class OwnMap extends Map<unknown, unknown> {}
    class OwnError extends Error {}
    expect(() => written({ a: new OwnMap() })).toThrow('$.a is a Map.');
    expect(() => written({ a: new OwnError('e') })).toThrow('$.a is a Error.');
    expect(() => written({ a: [][Symbol.iterator]() })).toThrow('$.a is a Array Iterator.');
    expect(() => written(Object.create({ constructor: Map }, { [Symbol.toStringTag]: { value: 'X' } }))).toThrow(
      '$ is a X.',
    );
  });
});
