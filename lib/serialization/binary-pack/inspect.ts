import { unpack } from 'peerjs-js-binarypack';

/** Levels of arrays and objects in one frame. PeerJS overflows its stack before 2,900 when it writes. */
const MAX_DEPTH = 3_000;

/** Bytes that the name `__proto__` can take: nine characters of up to four bytes, as the package reads overlong ones too. */
const PROTO_BYTES = { least: 9, most: 36 };
const UNDERSCORE = 0x5f;
/** From here on the package takes a byte for the first of several. */
const FIRST_OF_SEVERAL = 0xa0;

type Holds = 'nothing' | 'bytes' | 'text' | 'elements' | 'pairs';

/** What a type byte announces: `width` more bytes that are a number, or a size where it is not in the type byte itself. */
interface Shape {
  readonly holds: Holds;
  readonly width: number;
}

/** From 0xc0 to 0xdf, and what the 32 types are followed by; those that mean nothing to anybody are missing. */
const WIDE_SHAPES: ReadonlyMap<number, Shape> = new Map<number, Shape>([
  [0xc0, { holds: 'nothing', width: 0 }], // null
  [0xc1, { holds: 'nothing', width: 0 }], // undefined; never written, but read
  [0xc2, { holds: 'nothing', width: 0 }], // false
  [0xc3, { holds: 'nothing', width: 0 }], // true
  [0xca, { holds: 'nothing', width: 4 }], // float
  [0xcb, { holds: 'nothing', width: 8 }], // double
  [0xcc, { holds: 'nothing', width: 1 }], // unsigned integers
  [0xcd, { holds: 'nothing', width: 2 }],
  [0xce, { holds: 'nothing', width: 4 }],
  [0xcf, { holds: 'nothing', width: 8 }],
  [0xd0, { holds: 'nothing', width: 1 }], // signed integers
  [0xd1, { holds: 'nothing', width: 2 }],
  [0xd2, { holds: 'nothing', width: 4 }],
  [0xd3, { holds: 'nothing', width: 8 }],
  [0xd8, { holds: 'text', width: 2 }],
  [0xd9, { holds: 'text', width: 4 }],
  [0xda, { holds: 'bytes', width: 2 }],
  [0xdb, { holds: 'bytes', width: 4 }],
  [0xdc, { holds: 'elements', width: 2 }],
  [0xdd, { holds: 'elements', width: 4 }],
  [0xde, { holds: 'pairs', width: 2 }],
  [0xdf, { holds: 'pairs', width: 4 }],
]);

/** Sizes up to 15 are in the lower half of the type byte. */
const SMALL_SIZES: ReadonlyMap<number, Holds> = new Map<number, Holds>([
  [0x8, 'pairs'],
  [0x9, 'elements'],
  [0xa, 'bytes'],
  [0xb, 'text'],
]);

const shapeOf = (type: number): Shape | undefined => {
  if (type >= 0xc0 && type < 0xe0) return WIDE_SHAPES.get(type);
  return { holds: SMALL_SIZES.get(type >> 4) ?? 'nothing', width: 0 }; // the rest are integers from -32 to 127
};

const SHAPES: readonly (Shape | undefined)[] = Array.from({ length: 256 }, (_, type) => shapeOf(type));

const bigEndian = (bytes: Uint8Array): number => bytes.reduce((number, byte) => number * 256 + byte, 0);

/** An array, an object, or the frame itself: how many parts are still to come, keys and values counted singly. */
interface Level {
  readonly holds: 'elements' | 'pairs';
  left: number;
}

/** `token` is the whole key, with its type byte; `size` is what its text takes of that. */
const checkKey = (token: Uint8Array, size: number): void => {
  const first = token[token.length - size] ?? 0;
  const mayBeProto =
    size >= PROTO_BYTES.least && size <= PROTO_BYTES.most && (first === UNDERSCORE || first >= FIRST_OF_SEVERAL);
  // Only the package knows how the package reads it.
  if (mayBeProto && unpack(token.slice().buffer) === '__proto__') throw new Error('it has the key "__proto__"');
};

/**
 * Goes through a frame before the package does, which trusts sizes, fills what is missing with zeros, and lets a key set a
 * prototype. Throws unless the frame is one whole value. Takes time in proportion to the bytes, and hardly any memory.
 */
export const inspect = (frame: Uint8Array): void => {
  const outer: Level[] = [];
  let level: Level = { holds: 'elements', left: 1 };
  let position = 0;
  while (level.left > 0) {
    const type = frame[position];
    if (type === undefined) throw new Error('it is cut off');
    const shape = SHAPES[type];
    if (!shape) throw new Error(`it has a part of the unknown type 0x${type.toString(16)}`);

    const body = position + 1 + shape.width;
    const size = shape.width === 0 ? type & 0x0f : bigEndian(frame.subarray(position + 1, body));
    const isKey = level.holds === 'pairs' && level.left % 2 === 0;
    if (isKey && shape.holds !== 'text') throw new Error('it has a key that is no text');
    level.left -= 1;

    // Every part takes at least a byte: what claims more parts than there are bytes is found out here.
    const least = { nothing: 0, bytes: size, text: size, elements: size, pairs: size * 2 }[shape.holds];
    if (body + least > frame.length) throw new Error('it is cut off, or claims to hold more than it does');

    if (shape.holds === 'elements' || shape.holds === 'pairs') {
      if (outer.length >= MAX_DEPTH) throw new Error(`it is nested more than ${String(MAX_DEPTH)} levels deep`);
      outer.push(level);
      level = { holds: shape.holds, left: least };
      position = body;
    } else {
      if (isKey) checkKey(frame.subarray(position, body + size), size);
      position = body + least;
    }
    while (level.left === 0 && outer.length > 0) level = outer.pop() as Level;
  }
  if (position !== frame.length) throw new Error('something follows its end');
};
