import { messageOf } from '../../core/errors.js';
import { binaryKind, bytesOf, tagOf } from '../binary-kind.js';
import { isContainer } from '../is-container.js';
import { placeOf, type Step } from '../place.js';

/** A value, and the way to it. */
interface Place {
  readonly value: unknown;
  readonly key: string | number | undefined;
  readonly parent: Place | undefined;
}

/** A container on the way down: its parts, and which of them is next. */
interface Level {
  readonly place: Place;
  /** Of an object; an array has none. */
  readonly keys: readonly string[] | undefined;
  readonly size: number;
  next: number;
}

const pathTo = (place: Place): string => {
  const steps: Step[] = [];
  for (let at: Place | undefined = place; at?.key !== undefined; at = at.parent) steps.push(at.key);
  return placeOf(steps.reverse());
};

const isSayable = (value: unknown): boolean => {
  if (typeof value === 'object') return value === null || binaryKind(value) !== 'none' || tagOf(value) === 'Date';
  return !['bigint', 'function', 'symbol'].includes(typeof value);
};

const nameOf = (value: unknown): string => (typeof value === 'object' ? `a ${tagOf(value)}` : `a ${typeof value}`);

/**
 * Looks for the first part of a value that BinaryPack has no form for, or that cannot be read, and says what and where it is.
 * It takes its time: only values that were refused come here.
 */
export const describeUnsayable = (root: unknown): string | undefined => {
  const levels: Level[] = [];
  const above = new Set<object>();
  const seen = new Set<object>(); // and found to be without fault
  const enter = (place: Place): string | undefined => {
    const { value } = place;
    if (!isContainer(value)) return isSayable(value) ? undefined : `${pathTo(place)} is ${nameOf(value)}`;
    if (above.has(value)) return `${pathTo(place)} is what holds it`;
    if (seen.has(value)) return undefined;
    above.add(value);
    const keys = Array.isArray(value) ? undefined : Object.keys(value);
    levels.push({ place, keys, size: keys?.length ?? (value as readonly unknown[]).length, next: 0 });
    return undefined;
  };
  /** A getter may throw, and bytes may be gone to somebody else. */
  const attempt = (read: () => unknown, key: Place['key'], parent: Place | undefined): string | undefined => {
    try {
      const value = read();
      bytesOf(value);
      return enter({ value, key, parent });
    } catch (error) {
      return `${pathTo({ value: undefined, key, parent })} cannot be read: ${messageOf(error)}`;
    }
  };
  const found = attempt(() => root, undefined, undefined);
  if (found !== undefined) return found;
  for (let level = levels.at(-1); level; level = levels.at(-1)) {
    const { place, keys, size } = level;
    const container = place.value as Readonly<Record<string | number, unknown>>;
    if (level.next === size) {
      levels.pop();
      above.delete(container);
      seen.add(container);
      continue;
    }
    const key = keys ? (keys[level.next] as string) : level.next;
    level.next += 1;
    const fault = attempt(() => container[key], key, place);
    if (fault !== undefined) return fault;
  }
  return undefined;
};
