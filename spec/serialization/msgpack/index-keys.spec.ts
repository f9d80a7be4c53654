import { createIndexKeys } from '../../../lib/serialization/msgpack/index-keys.js';

/** What becomes of an object's keys on their way through the decoder. */
const through = (...entries: readonly (readonly [string | number, unknown])[]): unknown => {
  const { toKey, restored } = createIndexKeys();
  return restored(Object.fromEntries(entries.map(([key, value]) => [toKey(key), value])));
};

describe('createIndexKeys', () => {
  it('leaves keys that are no indices, or near ones, as they are', () => {
    const { toKey } = createIndexKeys();
    for (const key of ['', 'a', '0', '16', 0, 16, -1, NaN, '__proto__']) expect(toKey(key)).toBe(key);
  });

  it('has other names for far ones until they are read, text or number', () => {
    const { toKey } = createIndexKeys();
    for (const key of ['17', 1023, 17.5]) expect(Object.keys({ [toKey(key)]: 0 })).not.toContain(String(key));
    expect(through(['1023', 1], [17, 2], ['a', 3])).toEqual({ 1023: 1, 17: 2, a: 3 });
    expect(through(['1023', 1], [1023, 2])).toEqual({ 1023: 2 });
  });

  it('gives back names that look like those', () => {
    expect(through(['\0', 1], ['\x001023', 2], ['\0\0', 3], [1023, 4])).toEqual({
      '\0': 1,
      '\x001023': 2,
      '\0\0': 3,
      1023: 4,
    });
  });

  it('goes through arrays and objects, however deep, and through nothing else', () => {
    const { toKey, restored } = createIndexKeys();
    const [date, bytes] = [new Date(0), Uint8Array.of(1)];
    const inner = { [toKey(99)]: [{ [toKey(500)]: null }], date, bytes };
    expect(restored([1, { a: { b: [inner] } }, null])).toEqual([
      1,
      { a: { b: [{ 99: [{ 500: null }], date, bytes }] } },
      null,
    ]);
    expect([date, bytes]).toEqual([new Date(0), Uint8Array.of(1)]);
  });

  it('touches no value that has none', () => {
    const { toKey, restored } = createIndexKeys();
    toKey(1023);
    restored({});
    const value = Object.freeze([Object.freeze({ a: 1 })]);
    expect(restored(value)).toBe(value);
  });

  it.each([null, true, [], {}, Uint8Array.of(1)])('takes no key that is neither text nor number: %p', (key) => {
    expect(() => createIndexKeys().toKey(key)).toThrow('a key that is no text');
  });
});
