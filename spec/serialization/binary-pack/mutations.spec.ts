import { createBinaryPack } from '../../../lib/serialization/binary-pack/binary-pack.js';
import { classify } from '../../../lib/serialization/envelope.js';
import { anyValue } from '../../support/binary-values.js';
import { Random } from '../../support/random.js';

/** Frames of one run. */
const FRAMES = 1_000_000;

/** Milliseconds that one frame may take. */
const SLOW = 10;

/** Bytes of the largest frame that is tried; frames gone wrong are wrong in small ways too. */
const MOST_BYTES = 300;

/** Another each time; a failure is repeated by `FUZZ_SEED=… npx jest mutations`. */
const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 32);

/** Bytes that mean much to BinaryPack: sizes, containers, ends. */
const SPICE = [
  0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xaf, 0xb0, 0xbf, 0xc1, 0xc4, 0xcb, 0xd3, 0xd9, 0xdb, 0xdd, 0xdf, 0xff,
];
const PROTO = [0xb9, ...[...'__proto__'].map((letter) => letter.charCodeAt(0)), 0x81];

const seeds = (random: Random): readonly Uint8Array[] => {
  const codec = createBinaryPack();
  const frames = Array.from({ length: 2_000 }, () => codec.encode(anyValue(random)) as Uint8Array);
  return frames.filter(({ byteLength }) => byteLength > 0 && byteLength <= MOST_BYTES);
};

/** A frame with a few changes. */
const mutated = (random: Random, frames: readonly Uint8Array[]): ArrayBuffer => {
  const bytes = [...random.pick(frames)];
  for (let changes = random.next(4); changes >= 0; changes -= 1) {
    const at = random.next(bytes.length + 1);
    switch (random.next(7)) {
      case 0:
        bytes[at] = (bytes[at] ?? 0) ^ (1 << random.next(8));
        break;
      case 1:
        bytes[at] = random.pick(SPICE);
        break;
      case 2:
        bytes.splice(at, 0, random.pick(SPICE), random.next(256));
        break;
      case 3:
        bytes.splice(at, 1 + random.next(8));
        break;
      case 4:
        bytes.length = Math.min(at, bytes.length);
        break;
      case 5:
        bytes.splice(at, 0, ...PROTO);
        break;
      default:
        bytes.splice(at, 0, ...random.pick(frames).subarray(0, 40));
    }
  }
  return Uint8Array.from(bytes).buffer;
};

describe(`BinaryPack gone wrong (FUZZ_SEED=${String(seed)})`, () => {
  const codec = createBinaryPack();

  /** The error that a frame gives, if it gives one. */
  const faultOf = (frame: ArrayBuffer): unknown => {
    try {
      classify(codec.decode(frame));
      return undefined;
    } catch (error) {
      return error;
    }
  };

  /** Milliseconds that a frame takes at best: whatever else the machine does, the frame itself is no slower. */
  const timeOf = (frame: ArrayBuffer): number => {
    const times = Array.from({ length: 5 }, () => {
      const start = performance.now();
      faultOf(frame);
      return performance.now() - start;
    });
    return Math.min(...times);
  };

  it(`throws nothing but errors that say what is wrong, hangs nowhere, and changes no prototype: ${String(FRAMES)} frames`, () => {
    const random = new Random(seed);
    const frames = seeds(random);
    const prototypes = [Object.prototype, Array.prototype, Function.prototype];
    const before = prototypes.map((prototype) => Reflect.ownKeys(prototype).length);
    const count = { read: 0, refused: 0 };
    const odd: unknown[] = [];
    for (let n = 0; n < FRAMES; n += 1) {
      const frame = mutated(random, frames);
      const start = performance.now();
      const fault = faultOf(frame);
      const slow = performance.now() - start > SLOW && timeOf(frame) > SLOW;
      if (fault === undefined) count.read += 1;
      else count.refused += 1;
      if (slow || (fault !== undefined && !(fault instanceof Error && fault.message !== ''))) {
        odd.push([slow ? 'slow' : fault, [...new Uint8Array(frame)]]);
      }
    }
    expect(odd.slice(0, 3)).toEqual([]);
    expect(prototypes.map((prototype) => Reflect.ownKeys(prototype).length)).toEqual(before);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    // It was a test of both: some still made sense, more did not.
    expect(Math.min(count.read, count.refused)).toBeGreaterThan(FRAMES / 20);
  });

  it('makes nothing of what is only claimed, however often', () => {
    // Each array says that all bytes that are left are its elements.
    const size = 200_000;
    const bytes = new Uint8Array(size * 5);
    const view = new DataView(bytes.buffer);
    for (let at = 0; at < bytes.length; at += 5) {
      view.setUint8(at, 0xdd);
      view.setUint32(at + 1, bytes.length - at - 5);
    }
    const before = process.memoryUsage().rss;
    expect(() => codec.decode(bytes.buffer)).toThrow('cut off');
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 2 ** 20);
  });
});
