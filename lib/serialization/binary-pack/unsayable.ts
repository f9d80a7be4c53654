import { binaryKind } from '../binary-kind.js';

/** A value, and the way to it. */
interface Place {
  readonly value: unknown;
  readonly key: string | number | undefined;
  readonly parent: Place | undefined;
}

/** A container on the way down: its parts, and which of them is next. */
interface Level {
  readonly place: Place;
  readonly keys: readonly (string | number)[];
  next: number;
}

const tagOf = (value: unknown): string => Object.prototype.toString.call(value).slice('[object '.length, -1);

const step = (key: string | number | undefined): string => {
  if (key === undefined) return '$';
  if (typeof key === 'number') return `[${String(key)}]`;
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
};

/** Such as `$.user.tags[0]`. */
const pathTo = (place: Place): string => {
  const steps: string[] = [];
  for (let at: Place | undefined = place; at; at = at.parent) steps.push(step(at.key));
  return steps.reverse().join('');
};

const keysOf = (value: object): readonly (string | number)[] | undefined => {
  if (Array.isArray(value)) return [...value.keys()];
  return Object.getPrototypeOf(value) === null || tagOf(value) === 'Object' ? Object.keys(value) : undefined;
};

const isSayable = (value: unknown): boolean => {
  if (typeof value === 'object') return value === null || binaryKind(value) !== 'none' || tagOf(value) === 'Date';
  return !['bigint', 'function', 'symbol'].includes(typeof value);
};

const nameOf = (value: unknown): string => (typeof value === 'object' ? `a ${tagOf(value)}` : `a ${typeof value}`);

/**
 * Looks for the first part of a value that BinaryPack has no form for, and says what and where it is. It takes its time:
 * only values that were refused come here.
 */
export const describeUnsayable = (root: unknown): string | undefined => {
  const levels: Level[] = [];
  const above = new Set<object>();
  const seen = new Set<object>(); // and found to be without fault
  const enter = (place: Place): string | undefined => {
    const { value } = place;
    const keys =
      typeof value === 'object' && value !== null && binaryKind(value) === 'none' ? keysOf(value) : undefined;
    if (!keys) return isSayable(value) ? undefined : `${pathTo(place)} is ${nameOf(value)}`;
    if (above.has(value as object)) return `${pathTo(place)} is what holds it`;
    if (seen.has(value as object)) return undefined;
    above.add(value as object);
    levels.push({ place, keys, next: 0 });
    return undefined;
  };
  const found = enter({ value: root, key: undefined, parent: undefined });
  if (found !== undefined) return found;
  for (let level = levels.at(-1); level; level = levels.at(-1)) {
    const { place, keys } = level;
    const container = place.value as Readonly<Record<string | number, unknown>>;
    const key = keys[level.next];
    level.next += 1;
    if (key === undefined) {
      levels.pop();
      above.delete(container);
      seen.add(container);
      continue;
    }
    const fault = enter({ value: container[key], key, parent: place });
    if (fault !== undefined) return fault;
  }
  return undefined;
};
