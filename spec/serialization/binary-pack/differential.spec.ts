import { pack, type Packable, unpack } from 'peerjs-js-binarypack';
import { createBinaryPack } from '../../../lib/serialization/binary-pack/binary-pack.js';
import { anyValue, isSame } from '../../support/binary-values.js';
import { Random } from '../../support/random.js';

/** Values of one run. */
const VALUES = 100_000;

/** Another each time; a failure is repeated by `FUZZ_SEED=… npx jest differential`. */
const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 32);

/** What PeerJS makes of a number, on its way through its own BinaryPack, is wrong or nothing (peerjs-facts.md, section 2). */
const isBeyondPeerJs = (value: number): boolean => {
  if (Number.isInteger(value)) return Object.is(value, -0) || value < -(2 ** 31) || value >= 2 ** 53;
  return true; // a double just below a power of two is wrong, and only the package knows which those are
};

/** Whether every part of a value is one that BinaryPack 2.1.0 writes right. */
const isWrittenByPeerJs = (value: unknown): boolean => {
  if (typeof value === 'number') return !isBeyondPeerJs(value);
  if (typeof value === 'string') return true;
  if (typeof value !== 'object' || value === null) return value !== undefined;
  if (value instanceof ArrayBuffer) return true;
  // It takes an object for what its `constructor` says, and reads a key `__proto__` as a prototype.
  if (['constructor', '__proto__'].some((key) => Object.hasOwn(value, key))) return false;
  return Object.values(value).every(isWrittenByPeerJs);
};

/** Whether every part of a value is one that BinaryPack 2.1.0 reads right, in the form in which we write it. */
const isReadByPeerJs = (value: unknown): boolean => {
  if (typeof value === 'number') {
    if (Number.isInteger(value)) return !Object.is(value, -0);
    return Number.isFinite(value) && Math.abs(value) >= 2 ** -1022;
  }
  if (typeof value !== 'object' || value === null || value instanceof ArrayBuffer) return true;
  if (Object.hasOwn(value, '__proto__')) return false;
  return Object.values(value).every(isReadByPeerJs);
};

const attempt = <T>(work: () => T): T | undefined => {
  try {
    return work();
  } catch {
    return undefined;
  }
};

describe(`BinaryPack beside peerjs-js-binarypack (FUZZ_SEED=${String(seed)})`, () => {
  const codec = createBinaryPack();
  const written = (value: unknown): ArrayBuffer => (codec.encode(value) as Uint8Array<ArrayBuffer>).slice().buffer;

  it(`says any value exactly, reads what PeerJS writes, and is read by it: ${String(VALUES)} of them`, () => {
    const random = new Random(seed);
    const count = { exact: 0, fromPeerJs: 0, toPeerJs: 0, tried: { fromPeerJs: 0, toPeerJs: 0 } };
    const wrong: unknown[] = [];
    for (let n = 0; n < VALUES; n += 1) {
      const value = anyValue(random);
      const frame = written(value);
      if (isSame(codec.decode(frame), value)) count.exact += 1;
      else wrong.push(['exact', n, value]);
      if (isWrittenByPeerJs(value)) {
        count.tried.fromPeerJs += 1;
        if (isSame(codec.decode(pack(value as Packable) as ArrayBuffer), value)) count.fromPeerJs += 1;
        else wrong.push(['from PeerJS', n, value]);
      }
      if (isReadByPeerJs(value)) {
        count.tried.toPeerJs += 1;
        if (
          isSame(
            attempt(() => unpack(frame) as unknown),
            value,
          )
        )
          count.toPeerJs += 1;
        else wrong.push(['to PeerJS', n, value]);
      }
    }
    expect(wrong.slice(0, 3)).toEqual([]);
    expect(count.exact).toBe(VALUES);
    expect([count.fromPeerJs, count.toPeerJs]).toEqual([count.tried.fromPeerJs, count.tried.toPeerJs]);
    // The comparison says something: there were many of either kind.
    expect(Math.min(count.tried.fromPeerJs, count.tried.toPeerJs)).toBeGreaterThan(VALUES / 5);
  });

  it('writes what PeerJS writes, byte for byte, where PeerJS writes it right', () => {
    const random = new Random(seed + 1);
    const differing: unknown[] = [];
    for (let n = 0; n < VALUES / 10; n += 1) {
      const value = anyValue(random);
      if (isWrittenByPeerJs(value) && !isSame(written(value), pack(value as Packable))) differing.push(value);
    }
    expect(differing.slice(0, 3)).toEqual([]);
  });

  // Where sizes get another width in the header, and texts go another way or to another page.
  const SIZES = [0, 1, 15, 16, 31, 32, 47, 48, 49, 255, 256, 5_000, 65_534, 65_535, 65_536, 70_000];
  it.each<readonly [string, (size: number) => unknown, number]>([
    ['text', (size) => 'x'.repeat(size), 70_000],
    ['text of two bytes a character', (size) => 'ä'.repeat(size), 70_000],
    ['text that ends in three', (size) => `${'x'.repeat(size)}世`, 70_000],
    ['text of pairs', (size) => '😀'.repeat(size), 70_000],
    ['bytes', (size) => Uint8Array.from({ length: size }, (_, n) => n).buffer, 70_000],
    ['an array', (size) => Array.from({ length: size }, (_, n) => n), 5_000],
    ['an object', (size) => Object.fromEntries(Array.from({ length: size }, (_, n) => [`k${String(n)}`, n])), 5_000],
    ['a key', (size) => ({ ['k'.repeat(size)]: 1 }), 70_000],
  ])('agrees about %s of any size', (_, make, most) => {
    for (const size of SIZES.filter((each) => each <= most)) {
      const value = [make(size), size];
      const frame = written(value);
      expect([size, isSame(frame, pack(value as Packable))]).toEqual([size, true]);
      expect([size, isSame(codec.decode(frame), value), isSame(unpack(frame), value)]).toEqual([size, true, true]);
    }
  });
});
