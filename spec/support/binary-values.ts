import type { Random } from './random.js';

/** Numbers at which something changes: widths, signs, what BinaryPack 2.1.0 gets wrong. */
const EDGES = [
  ...[0, 1, 31, 32, 33, 127, 128, 129, 255, 256, 32_767, 32_768, 65_535, 65_536, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1],
  ...[2 ** 32, 2 ** 32 + 1, 2 ** 53 - 1, 2 ** 53, 2 ** 63, 2 ** 64, 0.5, 1.5, 0.1, 1e-300, 1e20, 1e308],
  ...[5e-324, 2.225_073_858_507_201e-308, Number.MAX_VALUE, 0.999_999_999_999_999_9, 1023.999_999_999_999_9, Infinity],
];

const TEXTS = [
  '',
  'a',
  'key',
  'héllo',
  '世界',
  '🎉👩‍👩‍👧',
  '\u0000',
  '\ufeffbom',
  'constructor',
  '__proto__',
  'x'.repeat(15),
];

const bytesOf = (random: Random, length: number): ArrayBuffer =>
  Uint8Array.from({ length }, () => random.next(256)).buffer;

const number = (random: Random): number => {
  const sign = random.next(2) === 0 ? 1 : -1;
  switch (random.next(4)) {
    case 0:
      return sign * random.pick(EDGES);
    case 1:
      return sign * random.next(2 ** 31);
    case 2:
      return sign * random.next(2 ** 31) * random.next(2 ** 22);
    default:
      return new DataView(bytesOf(random, 8)).getFloat64(0); // any bits at all
  }
};

const text = (random: Random): string => {
  const piece = random.pick(TEXTS);
  return random.next(8) === 0 ? piece.repeat(random.next(40)) : piece + String(random.next(1_000));
};

/** Mostly few; now and then as many as need a larger header. */
const sizeOf = (random: Random): number => (random.next(20) === 0 ? 15 + random.next(3) : random.next(4));

/** Any value that BinaryPack can say and that arrives as it was: no Date, no typed array. */
export const anyValue = (random: Random, depth = 0): unknown => {
  switch (random.next(depth > 2 ? 6 : 9)) {
    case 0:
      return random.pick([null, undefined, true, false]);
    case 1:
    case 2:
      return number(random);
    case 3:
    case 4:
      return text(random);
    case 5:
      return bytesOf(random, random.pick([0, 1, 15, 16, 17, 300]));
    case 6:
    case 7:
      return Array.from({ length: sizeOf(random) }, () => anyValue(random, depth + 1));
    default: {
      const object: Record<string, unknown> = {};
      for (let keys = sizeOf(random); keys > 0; keys -= 1) {
        const value = anyValue(random, depth + 1);
        Object.defineProperty(object, text(random), { value, enumerable: true, configurable: true, writable: true });
      }
      return object;
    }
  }
};

/** Whether two values are the same to the last bit, their bytes and the prototypes of objects included. */
export const isSame = (a: unknown, b: unknown): boolean => {
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) return Object.is(a, b);
  if (a instanceof ArrayBuffer || b instanceof ArrayBuffer) {
    if (!(a instanceof ArrayBuffer && b instanceof ArrayBuffer && a.byteLength === b.byteLength)) return false;
    const others = new Uint8Array(b);
    return new Uint8Array(a).every((byte, index) => byte === others[index]);
  }
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  const [keys, otherKeys] = [Object.keys(a), Object.keys(b)];
  if (Array.isArray(a) && a.length !== (b as readonly unknown[]).length) return false;
  const other = b as Readonly<Record<string, unknown>>;
  return (
    keys.length === otherKeys.length &&
    Object.entries(a).every(([key, value]) => Object.hasOwn(b, key) && isSame(value, other[key]))
  );
};
