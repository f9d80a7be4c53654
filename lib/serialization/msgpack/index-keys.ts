import { isFarIndex } from '../far-index.js';
import { setProperty } from '../set-property.js';

/** Begins the names that keys have for a while. */
const PREFIX = '\0';

type Properties = Record<string, unknown>;

const isRenamed = (key: string): boolean => key.startsWith(PREFIX);

/** Whether the decoder has made it of a map. */
const isOfMap = (value: object): value is Properties => Object.getPrototypeOf(value) === Object.prototype;

/** Gives all keys their own names back; an object without such a key stays the one that it is. */
const restore = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) value[index] = restore(value[index]);
    return value;
  }
  if (!isOfMap(value)) return value;
  const keys = Object.keys(value);
  const restored: Properties = keys.some(isRenamed) ? {} : value;
  for (const key of keys) {
    setProperty(restored, isRenamed(key) ? key.slice(1) : key, restore(value[key]), keys.length);
  }
  return restored;
};

/**
 * Keeps the decoder, which sets properties as they come, from what far indices cost: they have another name until they are
 * read. `toKey` is the decoder's `mapKeyConverter`; a value is to be `restored` right after it is read.
 */
export const createIndexKeys = () => {
  const renamed = { keys: 0 };
  return {
    toKey: (key: unknown): string | number => {
      if (typeof key !== 'string' && typeof key !== 'number') throw new Error('it has a key that is no text');
      const name = String(key);
      if (!isRenamed(name) && !isFarIndex(name)) return key;
      renamed.keys += 1;
      return PREFIX + name;
    },
    restored: (value: unknown): unknown => {
      if (renamed.keys === 0) return value;
      renamed.keys = 0;
      return restore(value);
    },
  };
};
