// What is sent and encoded: made from a seed, so every run and every library has the same. For Node and for pages.

/** Any number does; this one stays, so that figures of different days are of the same data. */
const SEED = 20_240_229;

/**
 * Random numbers that a seed repeats: Marsaglia's xorshift of 32 bits.
 * @param {number} seed
 */
const createRandom = (seed) => {
  let state = seed >>> 0 || 1;
  /** From 0 (included) to 1. */
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  /** @param {number} limit */
  const below = (limit) => Math.floor(next() * limit);
  /** @param {number} length */
  const word = (length) => Array.from({ length }, () => String.fromCharCode(97 + below(26))).join('');
  return { next, below, word };
};

/** @typedef {ReturnType<typeof createRandom>} Random */

/**
 * @param {Random} random
 * @param {number} id
 */
const small = (random, id) => ({
  id,
  x: random.next() * 1_000,
  y: random.next() * 1_000,
  name: random.word(5 + random.below(6)),
});

/**
 * Nested, about 0.9 KB as JSON.
 * @param {Random} random
 * @param {number} id
 */
const nested = (random, id) => ({
  id,
  kind: 'move',
  sender: { name: random.word(8), team: random.below(4), active: true, session: random.word(24) },
  position: { x: random.next() * 1_000, y: random.next() * 1_000, z: random.next() * 1_000 },
  items: Array.from({ length: 7 }, () => ({
    sku: random.word(10),
    count: random.below(100),
    price: random.below(10_000) / 100,
    tags: [random.word(6), random.word(4)],
  })),
  note: `${random.word(110)} ${random.word(60)}`,
  reply: null,
});

/**
 * About 160 bytes as JSON.
 * @param {Random} random
 * @param {number} id
 */
const row = (random, id) => ({
  id,
  name: `${random.word(7)} ${random.word(9)}`,
  email: `${random.word(8)}@${random.word(7)}.example`,
  age: random.below(90),
  balance: random.next() * 10_000 - 5_000,
  active: random.below(2) === 1,
  city: random.word(8),
});

/**
 * @param {Random} random
 * @param {number} length
 */
const bytes = (random, length) => Uint8Array.from({ length }, () => random.below(256));

/**
 * `count` values, the same ones every time.
 * @template T
 * @param {number} count
 * @param {(random: Random, id: number) => T} make
 * @returns {T[]}
 */
const many = (count, make) => {
  const random = createRandom(SEED);
  return Array.from({ length: count }, (_, id) => make(random, id));
};

/** @param {number} count */
export const smallObjects = (count) => many(count, small);

/** @param {number} count */
export const nestedObjects = (count) => many(count, nested);

/** Several of each, of the same shape and with different values, so that no engine can take them for constants. */
const INSTANCES = 8;

/** What the codecs are measured with; `objects`: there are targets against BinaryPack. */
export const codecInputs = [
  { name: 'small object', objects: true, bytes: false, values: many(INSTANCES, small) },
  { name: '1 KB object', objects: true, bytes: false, values: many(INSTANCES, nested) },
  {
    name: '100 KB array of objects',
    objects: true,
    bytes: false,
    values: many(INSTANCES, (random) => Array.from({ length: 660 }, (_, id) => row(random, id))),
  },
  { name: '100 KB of ASCII', objects: false, bytes: false, values: many(INSTANCES, (random) => random.word(100_000)) },
  {
    name: '100 KB of other text',
    objects: false,
    bytes: false,
    // Two, three and four bytes of UTF-8 among ASCII.
    values: many(INSTANCES, (random) => Array.from({ length: 5_900 }, () => `${random.word(8)}é漢😀`).join('')),
  },
  {
    name: '1,000 integers',
    objects: false,
    bytes: false,
    values: many(INSTANCES, (random) =>
      Array.from({ length: 1_000 }, () => random.below([2 ** 5, 2 ** 8, 2 ** 16, 2 ** 31][random.below(4)] ?? 1)),
    ),
  },
  {
    name: '1,000 doubles',
    objects: false,
    bytes: false,
    values: many(INSTANCES, (random) => Array.from({ length: 1_000 }, () => random.next() * 1_000)),
  },
  {
    name: 'object with 16 KiB of bytes',
    objects: false,
    bytes: true,
    values: many(INSTANCES, (random, id) => ({ id, name: random.word(12), data: bytes(random, 16_384) })),
  },
  {
    name: '100 arrays of 64 bytes',
    objects: false,
    bytes: true,
    values: many(INSTANCES, (random) => Array.from({ length: 100 }, () => bytes(random, 64))),
  },
];
