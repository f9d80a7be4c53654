import { isFarIndex } from './far-index.js';

const PROTO = '__proto__';

/** The largest array index. With so many before it engines make no room for them, also when it is gone again. */
const LAST_INDEX = 2 ** 32 - 2;

/**
 * Sets a property as it came over the wire: it may be called `__proto__`, which is then one like any other, and an index
 * takes memory for itself, not for all those before it.
 *
 * @param entries - how many properties the object gets
 */
export const setProperty = (object: Record<string, unknown>, key: string, value: unknown, entries: number): void => {
  if (isFarIndex(key, entries) && !(LAST_INDEX in object)) {
    object[LAST_INDEX] = value;
    Reflect.deleteProperty(object, LAST_INDEX);
  }
  if (key === PROTO)
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  else object[key] = value;
};
