import { createJson } from '../../lib/serialization/json.js';
import { codecContract } from '../support/contracts/codec-contract.js';

const cycle: { self?: unknown } = {};
cycle.self = cycle;

/** Deeper than JSON.stringify's stack. */
const DEPTH = 100_000;
const deep = (): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < DEPTH; level += 1) value = [value];
  return value;
};

codecContract('json', createJson, {
  travel: [
    null,
    true,
    false,
    0,
    -1.5,
    1e300,
    '',
    'héllo 世界 😀',
    '\ud800',
    [],
    {},
    [1, ['a', { b: null }]],
    { constructor: 1 },
  ],
  become: [
    [undefined, null],
    [NaN, null],
    [
      [undefined, () => 1],
      [null, null],
    ],
    [{ kept: 1, left: undefined }, { kept: 1 }],
    [new Date(0), '1970-01-01T00:00:00.000Z'],
  ],
  refused: [() => 1, Symbol('s'), 1n, cycle, deep()],
  unreadable: ['', '{', 'undefined', new ArrayBuffer(0), Uint8Array.of(0x22, 0xff, 0x22).buffer],
});

describe('json', () => {
  it('sends UTF-8 in a binary message, as PeerJS does, and reads text too', () => {
    const json = createJson();
    expect(json.encode({ é: 1 })).toEqual(new TextEncoder().encode('{"é":1}'));
    expect(json.decode('{"a":[1]}')).toEqual({ a: [1] });
  });

  it('leaves prototypes alone', () => {
    const decoded = createJson().decode('{"__proto__":{"polluted":1}}') as Record<string, unknown>;
    expect(Object.getPrototypeOf(decoded)).toBe(Object.prototype);
    expect(decoded['polluted']).toBe(undefined);
  });

  it('says what is wrong', () => {
    const json = createJson();
    expect(() => json.encode(() => 1)).toThrow('JSON has no word for a function');
    expect(() => json.encode(deep())).toThrow('nested too deeply');
    expect(() => json.encode(cycle)).toThrow('circular');
    expect(() => json.encode(1n)).toThrow('BigInt');
  });
});
