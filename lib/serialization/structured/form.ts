/**
 * What MessagePack has no form for is written as an array that begins with `undefined` and one of these; what follows is
 * said behind each. Arrays of the application's that begin with `undefined` are written so too.
 */
export const KIND = {
  /** Its elements. */
  array: 0,
  /** Nothing. An element of an array that is not there. */
  hole: 1,
  /** Number of the object: the how many-th it is on the way through the value, each before what it holds, from 0. */
  reference: 2,
  /** Nothing. */
  negativeZero: 3,
  /** Its UTF-16 code units, little-endian. For text that UTF-8 cannot carry, or that msgpackr would not read back. */
  text: 4,
  /** Keys and values by turns. For objects with such text as a key, or an index far from 0. */
  object: 5,
  /** Milliseconds, NaN for an invalid one. */
  date: 6,
  /** Keys and values by turns. */
  map: 7,
  /** Its elements. */
  set: 8,
  /** Source and flags. */
  regExp: 9,
  /** Name, message, `ERROR_HAS`, then what that says. */
  error: 10,
  /** Its bytes. */
  buffer: 11,
  /** The how many-th of `VIEWS` it is, and its bytes. */
  view: 12,
} as const;

/** What an error has besides name and message: a `cause`, then `errors`. */
export const ERROR_HAS = { cause: 1, errors: 2 } as const;

type View = new (buffer: ArrayBuffer) => ArrayBufferView;

/** Of ES2025: newer browsers have it, and the language that this is compiled for does not know it. */
declare const Float16Array: View | undefined;

/** Kinds of views, Uint8Array excepted, which MessagePack has a form for. Only ever add at the end. */
export const VIEWS: readonly View[] = [
  DataView,
  Int8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
  ...(typeof Float16Array === 'undefined' ? [] : [Float16Array]),
];

/** Levels that an object is written below its own: an array that says what it is. */
export const FORM_DEPTH = 1;
