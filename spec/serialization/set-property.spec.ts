import { setProperty } from '../../lib/serialization/set-property.js';
import { heapHeldBy } from '../support/held-memory.js';

type Properties = Record<string, unknown>;

/** Of one with a property or two, generously; `{ 1023: 0 }` takes 12,000 where it is written like that. */
const BYTES_OF_AN_OBJECT = 500;

const objectOf = (...entries: readonly (readonly [string, unknown])[]): Properties => {
  const object: Properties = {};
  for (const [key, value] of entries) setProperty(object, key, value, entries.length);
  return object;
};

describe('setProperty', () => {
  it('sets a property', () => {
    expect(objectOf(['a', 1])).toEqual({ a: 1 });
  });

  it('sets one called `__proto__` like any other, and no prototype', () => {
    const object = objectOf(['__proto__', { b: 2 }]);
    expect(Object.getOwnPropertyDescriptor(object, '__proto__')).toEqual({
      value: { b: 2 },
      enumerable: true,
      configurable: true,
      writable: true,
    });
    expect(Object.getPrototypeOf(object)).toBe(Object.prototype);
    expect(object['b']).toBeUndefined();
  });

  it.each(['0', '1', '16', '17', '1023', '4294967294', '4294967295', '1e9', '0500', ' 99', '-99', '99.5', ''])(
    'sets one whose name is, or looks like, a number, and that one alone: "%s"',
    (key) => {
      expect(Object.entries(objectOf([key, 'value']))).toEqual([[key, 'value']]);
      expect(Object.entries(objectOf([key, 'value'], [key, 'later']))).toEqual([[key, 'later']]);
    },
  );

  it('keeps the largest index there is, whatever comes after it', () => {
    expect(objectOf(['4294967294', 1], ['999', 2], ['998', 3])).toEqual({ 998: 3, 999: 2, 4294967294: 1 });
  });

  it.each(['17', '99', '1023', '3000'])('takes little memory for an index far from 0: %s', (key) => {
    const objects = 10_000;
    expect(heapHeldBy(objects, () => objectOf([key, 0])) / objects).toBeLessThan(BYTES_OF_AN_OBJECT);
  });
});
