import type { Random } from '../../support/random.js';
import { joined } from './samples.js';

/** Bytes that mean much to MessagePack: sizes, containers, extensions, ends. */
const SPICE = [
  ...[0x00, 0x01, 0x10, 0x7f, 0x80, 0x81, 0x8f, 0x90, 0x91, 0x9f, 0xa0, 0xa9, 0xbf, 0xc0, 0xc1, 0xc4, 0xc6, 0xc7, 0xc9],
  ...[0xca, 0xcb, 0xcf, 0xd3, 0xd4, 0xd5, 0xd6, 0xd8, 0xd9, 0xdb, 0xdc, 0xdd, 0xde, 0xdf, 0xe0, 0xff],
  // Types of extensions: of msgpackr, and of everybody's Dates.
  ...[0x42, 0x62, 0x65, 0x69, 0x70, 0x72, 0x73, 0x74, 0x78, 0xff],
];

/** Pieces that readers stumble over. */
const TRAPS = [
  [0xa9, ...Buffer.from('__proto__'), 0x81, 0xa1, 0x61, 0x01],
  [0xdd, 0xff, 0xff, 0xff, 0xff],
  [0xdf, 0xff, 0xff, 0xff, 0xff],
  [0xc6, 0xff, 0xff, 0xff, 0xff],
  [0xd4, 0x72, 0x40, 0x91, 0xa1, 0x61, 0x01, 0x40, 0x02],
  [0xd6, 0x69, 0x00, 0x00, 0x00, 0x01],
  [0xd6, 0x70, 0x00, 0x00, 0x00, 0x01],
  [0xd6, 0x62, 0xff, 0xff, 0xff, 0xf0],
  [0xd4, 0x65, 0x00, 0x93, 0xa7, ...Buffer.from('valueOf'), 0xa0, 0xc0],
  [0xd4, 0x00, 0x00],
];

/** A copy of a frame in which up to four things have changed. */
export const mutated = (frame: Uint8Array, random: Random): Uint8Array<ArrayBuffer> => {
  let bytes = joined(frame);
  for (let change = random.next(4); change >= 0; change -= 1) {
    const at = random.next(bytes.length + 1);
    const byte = random.next(2) === 0 ? random.pick(SPICE) : random.next(256);
    switch (random.next(6)) {
      case 0:
        bytes = joined(bytes.subarray(0, at), bytes.subarray(at + 1));
        break;
      case 1:
        bytes = joined(bytes.subarray(0, at), [byte], bytes.subarray(at));
        break;
      case 2:
        bytes = joined(bytes.subarray(0, at));
        break;
      case 3:
        bytes = joined(bytes.subarray(0, at), random.pick(TRAPS), bytes.subarray(at));
        break;
      default:
        bytes[at] = byte;
    }
  }
  return bytes;
};

/** A short frame of anything. */
export const noise = (random: Random): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length: random.next(64) }, () => (random.next(2) === 0 ? random.pick(SPICE) : random.next(256)));

const prototypes = [
  ...[Object, Array, Function, Map, Set, Date, RegExp, Error, TypeError, Promise, ArrayBuffer, Uint8Array, String],
].map((each) => each.prototype as object);

/** What the prototypes of the language have; the same before and after, or something has been changed. */
export const keysOfPrototypes = (): unknown => prototypes.map((prototype) => Reflect.ownKeys(prototype));
