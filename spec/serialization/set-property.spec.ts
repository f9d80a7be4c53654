import { setProperty } from '../../lib/serialization/set-property.js';

describe('setProperty', () => {
  it('sets a property', () => {
    const object: Record<string, unknown> = {};
    setProperty(object, 'a', 1);
    expect(object).toEqual({ a: 1 });
  });

  it('sets one called `__proto__` like any other, and no prototype', () => {
    const object: Record<string, unknown> = {};
    setProperty(object, '__proto__', { b: 2 });
    expect(Object.getOwnPropertyDescriptor(object, '__proto__')).toEqual({
      value: { b: 2 },
      enumerable: true,
      configurable: true,
      writable: true,
    });
    expect(Object.getPrototypeOf(object)).toBe(Object.prototype);
    expect(object['b']).toBeUndefined();
  });
});
