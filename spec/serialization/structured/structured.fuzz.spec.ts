import { createStructured } from '../../../lib/serialization/structured/structured.js';
import { Random } from '../../support/random.js';
import { keysOfPrototypes, mutated, noise } from '../msgpack/mutate.js';
import { hex } from '../msgpack/samples.js';
import { carried, encoded } from './bytes.js';
import { values } from './values.js';
import { quickly } from '../quickly.js';

/** Frames to try, of each kind. */
const ROUNDS = 50_000;

/** Bytes of the longest frame that is changed. */
const SHORT = 400;

/** Another each time; a failure is repeated by `FUZZ_SEED=… npx jest structured.fuzz`. */
const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 32);

const cycle: Record<string, unknown> = { list: [new Map(), new Set()] };
cycle['self'] = cycle;

const all = [
  ...Object.values(values),
  ...Object.values(values).flatMap((value) => (Array.isArray(value) ? (value.slice(0, 20) as unknown[]) : [])),
  cycle,
  { id: 1, when: new Date(1), map: new Map([[{ a: 1 }, [-0]]]), error: new TypeError('m', { cause: [undefined] }) },
];
const frames = all.map((value) => new Uint8Array(encoded(value))).filter(({ byteLength }) => byteLength < SHORT);

const prototypes: ReadonlySet<unknown> = new Set(
  [
    ...[Object, Array, Map, Set, Date, RegExp, ArrayBuffer, DataView, Uint8Array, Uint8ClampedArray, Int8Array],
    ...[Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array, BigInt64Array, BigUint64Array],
    ...[Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError, AggregateError],
  ].map((each) => each.prototype as object),
);

/** Every object in it stands on a prototype of the language, and none of them is one. */
const check = (value: unknown, seen = new Set<unknown>()): void => {
  if (typeof value === 'function') throw new Error('a function has come in');
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  if (prototypes.has(value)) throw new Error('a prototype has come in');
  if (!prototypes.has(Object.getPrototypeOf(value))) throw new Error('an object stands on something odd');
  if (ArrayBuffer.isView(value)) return;
  const held = value instanceof Map ? [...value].flat() : value instanceof Set ? [...value] : [];
  for (const each of held) check(each, seen);
  for (const key of Reflect.ownKeys(value)) check(Reflect.get(value, key), seen);
};

const read = (frame: ArrayBuffer): { readonly value: unknown } | undefined => {
  try {
    return { value: createStructured().decode(frame) };
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
};

/** Tells how many frames could be read. */
const feed = (next: (random: Random) => Uint8Array<ArrayBuffer>): number => {
  const random = new Random(seed);
  let count = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const frame = next(random);
    const decoded = quickly(frame, () => read(frame.buffer));
    if (!decoded) continue;
    count += 1;
    check(decoded.value);
    // What could be read can be sent, and read again to the same.
    const again = encoded(decoded.value);
    if (hex(encoded(carried(decoded.value))) !== hex(again)) throw new Error(`differs: ${hex(frame)}`);
  }
  return count;
};

describe(`structured, fed with nonsense (FUZZ_SEED=${String(seed)})`, () => {
  const before = keysOfPrototypes();

  afterEach(() => {
    expect(keysOfPrototypes()).toEqual(before);
  });

  it('survives frames gone wrong', () => {
    expect(feed((random) => mutated(random.pick(frames), random))).toBeGreaterThan(ROUNDS / 20);
  });

  it('survives noise', () => {
    expect(feed(noise)).toBeGreaterThan(ROUNDS / 250); // some 540, as the seed will have it
  });
});
