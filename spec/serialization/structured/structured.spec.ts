import { deepStrictEqual } from 'node:assert';
import { runInNewContext } from 'node:vm';
import { MAX_DEPTH } from '../../../lib/serialization/msgpack-format/end-finder.js';
import { createStructured } from '../../../lib/serialization/structured/structured.js';
import { codecContract } from '../../support/contracts/codec-contract.js';
import { heldBy } from '../../support/held-memory.js';
import { bufferOf, hex, nestedBytes } from '../msgpack/samples.js';
import { carried, encoded } from './bytes.js';
import { values } from './values.js';

interface Node {
  name: string;
  next?: Node;
  all?: unknown;
}

const nested = (levels: number): unknown => {
  let value: unknown = [];
  for (let level = 1; level < levels; level += 1) {
    value = [[value], { value }, new Map([[1, value]]), new Set([value]), new Error('', { cause: value })][level % 5];
  }
  return value;
};

const tagged = <T extends object>(value: T, tag: string): T =>
  Object.defineProperty(value, Symbol.toStringTag, { value: tag });

class Point {
  readonly x = 1;
  readonly #hidden = 2;
  get sum(): number {
    return this.x + this.#hidden;
  }
}

codecContract('structured', createStructured, {
  travel: [null, 1, 'text', [1, ['a', { b: null }]], { a: undefined }, Uint8Array.of(1, 2), bufferOf(1, 2)],
  become: [
    [new Point(), { x: 1 }],
    [Object.assign(Object.create(null) as object, { a: 1 }), { a: 1 }],
    [Object.assign([1, 2], { extra: 3 }), [1, 2]],
    [{ [Symbol('s')]: 1, a: 2 }, { a: 2 }],
    [Object.defineProperty({ a: 1 }, 'hidden', { value: 2 }), { a: 1 }],
    [Buffer.from([1, 2]), Uint8Array.of(1, 2)],
    [
      { toJSON: undefined, a: 1 },
      { toJSON: undefined, a: 1 },
    ],
  ],
  refused: [
    () => 1,
    Symbol('s'),
    new WeakMap(),
    new Blob([]),
    Object(1),
    new SharedArrayBuffer(1),
    nested(MAX_DEPTH + 2),
  ],
  unreadable: [
    'text',
    bufferOf(),
    bufferOf(0x92, 1),
    bufferOf(1, 2),
    bufferOf(0xc1),
    bufferOf(0xdd, 0xff, 0xff, 0xff, 0xff),
    nestedBytes(MAX_DEPTH + 3).buffer,
  ],
});

describe('structured', () => {
  for (const [title, value] of Object.entries(values)) {
    it(`carries ${title}`, () => {
      const before = hex(encoded(value));
      deepStrictEqual(carried(value), value);
      expect(hex(encoded(value))).toBe(before); // the value has not been changed
    });
  }

  it('keeps no large message that it has read', () => {
    const held = heldBy(1, () => {
      const codec = createStructured();
      expect(codec.decode(encoded('x'.repeat(4_000_000)))).toHaveLength(4_000_000);
      return codec;
    });
    expect(held).toBeLessThan(1_000_000);
  });

  it('carries an invalid Date', () => {
    const [arrived] = carried([new Date(NaN)]);
    expect(arrived).toBeInstanceOf(Date);
    expect(arrived?.getTime()).toBe(NaN);
  });

  it('carries what errors call themselves as text', () => {
    const odd = Object.assign(new Error('x'), { name: undefined, message: { toString: () => 'told' } });
    expect(carried(odd)).toMatchObject({ name: 'undefined', message: 'told' });
  });

  it('carries errors as what they are, without their stack', () => {
    const cause = { list: [-0] };
    const error = new RangeError('outer', { cause });
    const arrived = carried(error);
    expect(arrived).toBeInstanceOf(RangeError);
    expect([arrived.name, arrived.message, arrived.cause]).toEqual(['RangeError', 'outer', cause]);
    const property = { value: cause, writable: true, configurable: true, enumerable: false };
    expect(Object.getOwnPropertyDescriptor(arrived, 'cause')).toEqual(property);
    expect(Object.keys(arrived)).toEqual([]);
    expect(arrived.stack).not.toBe(error.stack);
    expect(Object.hasOwn(carried(new Error('no cause')), 'cause')).toBe(false);
    expect(Object.hasOwn(carried(new Error('a cause', { cause: undefined })), 'cause')).toBe(true);

    const several = carried(new AggregateError([new TypeError('one'), 2], 'several'));
    expect(several).toBeInstanceOf(AggregateError);
    expect([several.message, several.errors]).toEqual(['several', [new TypeError('one'), 2]]);

    for (const name of ['MyError', 'valueOf', 'constructor', '__proto__', '']) {
      const named = carried(Object.assign(new TypeError('m'), { name }));
      expect([Object.getPrototypeOf(named), named.name, named.message]).toEqual([Error.prototype, name, 'm']);
    }
  });

  it.each<readonly [string, Error, ErrorConstructor]>([
    ['a TypeError with errors', Object.assign(new TypeError('m'), { errors: [1] }), TypeError],
    ['an Error with errors', Object.assign(new Error('m'), { errors: [1] }), Error],
    ['an AggregateError without errors', Object.assign(new Error('m'), { name: 'AggregateError' }), Error],
    // As in a browser: Jest's own DOMException inherits from the Error of another realm.
    ['a DOMException', tagged(Object.assign(new Error('m'), { name: 'AbortError' }), 'DOMException'), Error],
  ])('carries %s', (_, error, { prototype }) => {
    const arrived = carried(error);
    const said = ({ name, message, errors }: Error & { errors?: unknown }): unknown => ({ name, message, errors });
    expect(Object.getPrototypeOf(arrived)).toBe(prototype);
    expect(said(arrived)).toEqual(said(error));
  });

  it('carries what is of another frame of the page', () => {
    const others = runInNewContext('[Uint8Array.of(1, 2), new Error("e")]') as [Uint8Array, Error];
    expect(carried([...others])).toEqual([Uint8Array.of(1, 2), new Error('e')]);
  });

  it('carries values that hold themselves', () => {
    const node: Node = { name: 'node' };
    node.next = node;
    node.all = [node, new Map([[node, node]]), new Set([node])];
    const arrived = carried(node);
    deepStrictEqual(arrived, node);
    expect(arrived.next).toBe(arrived);

    const list: unknown[] = [undefined];
    list.push(list);
    const arrivedList = carried(list);
    expect([arrivedList.length, arrivedList[0], arrivedList[1] === arrivedList]).toEqual([2, undefined, true]);

    const map = new Map<unknown, unknown>();
    map.set(map, map).set('set', new Set([map]));
    const arrivedMap = carried(map);
    expect(arrivedMap.get(arrivedMap)).toBe(arrivedMap);
    expect((arrivedMap.get('set') as Set<unknown>).has(arrivedMap)).toBe(true);

    const error = new Error('self');
    error.cause = { error };
    const arrivedError = carried(error);
    expect((arrivedError.cause as { error: unknown }).error).toBe(arrivedError);
    expect(arrivedError).toBeInstanceOf(Error);
  });

  it('carries objects that are held twice as one', () => {
    const twice: readonly object[] = [
      {},
      [],
      [undefined],
      [, 1],
      new Date(0),
      /r/,
      new Map(),
      new Set(),
      new Error('e'),
      new ArrayBuffer(1),
      new Uint8Array(1),
      new Float32Array(1),
      new DataView(new ArrayBuffer(1)),
      { '\ud800': 1 },
      new Point(),
    ];
    // In an order that shows whether both sides count alike.
    const arrived = carried([...twice, { again: [...twice].reverse() }]);
    const { again } = arrived.at(-1) as { again: object[] };
    expect(again.reverse().map((each, index) => each === arrived[index])).toEqual(twice.map(() => true));
    expect(new Set(again).size).toBe(twice.length);
    const same = { 2: 1, b: 2, 1: 3 };
    deepStrictEqual(carried([same, { 9: same, a: same, 1: [same] }]), [same, { 9: same, a: same, 1: [same] }]);
  });

  it('gives bytes memory of their own, exactly as much', () => {
    const large = new Uint8Array(100).fill(9);
    large.set([1, 2, 3, 4], 8);
    const views = [
      new Uint8Array(large.buffer, 8, 4),
      new Int16Array(large.buffer, 8, 2),
      new DataView(large.buffer, 8, 4),
    ];
    const [bytes, words, view] = carried(views) as [Uint8Array, Int16Array, DataView];
    expect([bytes.buffer.byteLength, words.buffer.byteLength, view.buffer.byteLength]).toEqual([4, 4, 4]);
    expect([[...bytes], view.getUint8(3)]).toEqual([[1, 2, 3, 4], 4]);
    expect(words).toEqual(Int16Array.of(0x0201, 0x0403));
  });

  it('says where in a value is what it refuses', () => {
    const places: readonly (readonly [unknown, string])[] = [
      [() => 1, 'it holds a function at $'],
      [{ a: { b: () => 1 } }, 'it holds a function at $.a.b'],
      [{ list: [1, { 'odd key': Symbol('s') }] }, 'it holds a symbol at $.list[1]["odd key"]'],
      [{ work: Promise.resolve() }, 'it holds a Promise at $.work'],
      [[{ weak: new WeakMap() }], 'it holds a WeakMap at $[0].weak'],
      [new Map([[1, new Map([[() => 1, 2]])]]), 'it holds a function at $<value 0><key 0>'],
      [new Set([1, Symbol('s')]), 'it holds a symbol at $<element 1>'],
      [new Error('e', { cause: () => 1 }), 'it holds a function at $.cause'],
      [new AggregateError([() => 1]), 'it holds a function at $.errors[0]'],
      [{ file: new Blob([]) }, 'it holds a Blob, which takes time to read (send `await blob.arrayBuffer()`) at $.file'],
      [{ '\ud800': () => 1 }, 'it holds a function at $["\\ud800"]'],
      [JSON.parse('{"a":{"__proto__":1}}'), 'it holds the key "__proto__", which no reader accepts, at $.a'],
      [JSON.parse('{"\\ud800":1,"__proto__":2}'), 'it holds the key "__proto__", which no reader accepts, at $'],
      [{ a: Object(1) as unknown }, 'it holds a Number at $.a'],
      [{ ok: { a: 1 }, bad: () => 1 }, 'it holds a function at $.bad'],
      [new Map<unknown, unknown>([[1, 2], [() => 1, 2]]), 'it holds a function at $<key 1>'], // prettier-ignore
      [[/\p{L}/u], 'it holds a RegExp that is slow to make, by `\\p` or the flags i and v together, at $[0]'],
      [{ view: tagged(new Int8Array(1), 'OwnArray') }, 'it holds a OwnArray at $.view'],
    ];
    for (const [value, message] of places)
      expect(() => createStructured().encode(value)).toThrow(new TypeError(message));
  });

  it('refuses arrays that lack very much, and goes 1,000 levels deep', () => {
    const sparse: number[] = [];
    sparse[4_000_000_000] = 1;
    expect(() => createStructured().encode({ sparse })).toThrow('lacks over 1000000 elements at $.sparse');
    const deepest = nested(MAX_DEPTH);
    expect(hex(encoded(carried(deepest)))).toBe(hex(encoded(deepest)));
    expect(() => createStructured().encode(nested(MAX_DEPTH + 1))).toThrow('1000 levels');
  });

  it('goes on after a value that it refused', () => {
    const codec = createStructured();
    for (const bad of [
      { a: () => 1 },
      [Symbol('s')],
      {
        get a(): unknown {
          throw new Error('mine');
        },
      },
    ]) {
      expect(() => codec.encode(bad)).toThrow();
      expect(hex(encoded([1], codec))).toBe('9101');
    }
    expect(() => codec.decode(bufferOf(0x92, 1))).toThrow();
    expect(codec.decode(bufferOf(0x91, 1))).toEqual([1]);
  });

  it('keeps what it gave, however much follows', () => {
    const codec = createStructured();
    const given = Array.from({ length: 100 }, (_, index) => ({ index, text: 'x'.repeat(index * 10) }));
    const frames = given.map((value) => codec.encode(value) as Uint8Array);
    codec.encode('x'.repeat(5_000_000));
    for (const value of given) codec.encode({ other: value });
    expect(frames.map((frame) => codec.decode(new Uint8Array(frame).buffer))).toEqual(given);
    // A large message leaves no large memory behind its small followers.
    expect((codec.encode(1) as Uint8Array).buffer.byteLength).toBeLessThan(100_000);
  });

  it('cuts large messages into chunks that it reads as values', () => {
    const { chunks, decode } = createStructured();
    const chunk = { __peerData: 2 ** 32 - 1, n: 2 ** 32 - 2, data: new Uint8Array(70_000).fill(7), total: 2 ** 32 - 1 };
    const frame = chunks?.write(chunk) as Uint8Array;
    expect(frame.byteLength - chunk.data.byteLength).toBeLessThanOrEqual(64);
    expect(chunks?.reader).toBe(undefined);
    deepStrictEqual(decode(new Uint8Array(frame).buffer), chunk);
  });

  it('runs where code cannot be made from text', () => {
    const real = globalThis.Function;
    let asked = 0;
    const refuse = function () {
      asked += 1;
      throw new EvalError('refused by the policy of the page');
    };
    refuse.prototype = real.prototype as object;
    globalThis.Function = refuse as unknown as FunctionConstructor;
    try {
      const records = Array.from({ length: 50 }, (_, id) => ({ id, map: new Map([[id, new Date(id)]]) }));
      deepStrictEqual(carried(records), records);
    } finally {
      globalThis.Function = real;
    }
    expect(asked).toBe(0);
  });
});
