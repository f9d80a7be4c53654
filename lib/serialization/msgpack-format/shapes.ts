/** What the parts of a MessagePack value hold. */
export const NOTHING = 0;
/** Bytes, whatever they mean. Those of an extension begin with its type. */
export const BYTES = 1;
/** Other parts. */
const ELEMENTS = 2;
/** Other parts, a key and a value by turns. */
export const PAIRS = 3;
/** Nobody: no value begins so. */
export const UNKNOWN = 4;

/** What a type byte announces. Where `width` is 0, `size` is all there is to know. */
interface Shape {
  readonly holds: number;
  /** Bytes of a number that says how many bytes, elements or pairs there are. */
  readonly width: number;
  /** What is to be added to that number, or stands for it. */
  readonly size: number;
}

const fixed = (size: number): Shape => ({ holds: BYTES, width: 0, size });
const sized = (width: number): Shape => ({ holds: BYTES, width, size: 0 });
/** The size of an extension does not count the byte of its type. */
const extension = (width: number): Shape => ({ holds: BYTES, width, size: 1 });

/** From 0xc0 to 0xdf. */
const WIDE: readonly Shape[] = [
  { holds: NOTHING, width: 0, size: 0 }, // nil
  { holds: UNKNOWN, width: 0, size: 0 },
  { holds: NOTHING, width: 0, size: 0 }, // false
  { holds: NOTHING, width: 0, size: 0 }, // true
  ...[1, 2, 4].map(sized), // bin
  ...[1, 2, 4].map(extension),
  ...[4, 8].map(fixed), // float
  ...[1, 2, 4, 8].map(fixed), // unsigned integers
  ...[1, 2, 4, 8].map(fixed), // integers
  ...[2, 3, 5, 9, 17].map(fixed), // extensions of 1, 2, 4, 8 and 16 bytes, with their type
  ...[1, 2, 4].map(sized), // str
  ...[2, 4].map((width) => ({ holds: ELEMENTS, width, size: 0 })),
  ...[2, 4].map((width) => ({ holds: PAIRS, width, size: 0 })),
];

const shapeOf = (type: number): Shape => {
  if (type >= 0xc0 && type <= 0xdf) return WIDE[type - 0xc0] as Shape;
  if (type >= 0xa0 && type <= 0xbf) return fixed(type - 0xa0); // short str
  if (type >= 0x90 && type <= 0x9f) return { holds: ELEMENTS, width: 0, size: type - 0x90 };
  if (type >= 0x80 && type <= 0x8f) return { holds: PAIRS, width: 0, size: type - 0x80 };
  return { holds: NOTHING, width: 0, size: 0 }; // integers from -32 to 127
};

const SHAPES = Array.from({ length: 256 }, (_, type) => shapeOf(type));

/** The shapes by type byte, a table each: they are looked at for every part. */
export const HOLDS = Uint8Array.from(SHAPES, ({ holds }) => holds);
export const WIDTHS = Uint8Array.from(SHAPES, ({ width }) => width);
export const SIZES = Uint8Array.from(SHAPES, ({ size }) => size);
