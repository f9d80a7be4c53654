import { BYTES, HOLDS, NOTHING, PAIRS, SIZES, UNKNOWN, WIDTHS } from './shapes.js';

/** Levels of arrays and maps in one value. More than anyone means, and few enough for readers that recurse. */
export const MAX_DEPTH = 1_000;

/**
 * Hears of each part whose size is known, before what it holds: its first byte, where what it holds begins in the bytes that
 * were handed over, how many bytes, elements or pairs that is, and whether the part is a key of a map.
 */
export type PartListener = (type: number, start: number, size: number, isKey: boolean) => void;

/** What bounds a value. */
export interface EndFinderOptions {
  /** Bytes of the largest value. */
  readonly limit: number;
  /** The error for a value that takes so many bytes at least, which are more than the limit. */
  readonly tooBig: (bytes: number) => Error;
  /** Levels of arrays and maps in the deepest value. Default 1,000. */
  readonly depth?: number;
  /** Makes sense only where a value comes in one piece. */
  readonly onPart?: PartListener;
}

/**
 * Finds where MessagePack values end, however the bytes come in pieces. It looks at headers and skips what they announce,
 * so it takes time in proportion to the bytes at most, and keeps a number for each level that is open.
 *
 * A value that cannot stay under the limit is an error as soon as its headers say so: each part that is still to come takes
 * a byte at least. After an error it must not be used any more.
 */
export class EndFinder {
  readonly #options: EndFinderOptions;
  readonly #depth: number;
  /** Parts to come in each open array and map around the innermost, doubled; one more where it is a map. */
  readonly #outer: number[] = [];
  /** Parts to come in the innermost. In a map, keys and values count singly. */
  #left = 1;
  #isMap = false;
  /** Parts to come in all of them. */
  #owed = 1;
  /** Bytes of this value as far as headers have told, those to come included. */
  #told = 0;
  /** Bytes to come of what a header has announced. */
  #skip = 0;
  /** The header that is being read: its type, bytes to come of its number, and that number so far. */
  #type = 0;
  #width = 0;
  #number = 0;

  constructor(options: EndFinderOptions) {
    this.#options = options;
    this.#depth = options.depth ?? MAX_DEPTH;
  }

  /** The position after the end of the value that is being read, `undefined` where these bytes do not end it. */
  find(bytes: Uint8Array, from: number): number | undefined {
    let position = from;
    while (position < bytes.length) {
      if (this.#skip > 0) {
        const step = Math.min(this.#skip, bytes.length - position);
        this.#skip -= step;
        position += step;
      } else {
        const byte = bytes[position] as number;
        position += 1;
        if (this.#width > 0) this.#readDigit(byte, position);
        else this.#readType(byte, position);
      }
      if (this.#skip === 0 && this.#width === 0 && this.#isWhole()) return position;
    }
    return undefined;
  }

  #readType(type: number, position: number): void {
    const holds = HOLDS[type] as number;
    if (holds === UNKNOWN) throw new Error(`it has a part of the unknown type 0x${type.toString(16)}`);
    const width = WIDTHS[type] as number;
    this.#type = type;
    this.#told += 1 + width;
    this.#number = 0;
    if (width > 0) this.#width = width;
    else this.#begin(position);
  }

  #readDigit(byte: number, position: number): void {
    this.#number = this.#number * 256 + byte;
    this.#width -= 1;
    if (this.#width === 0) this.#begin(position);
  }

  /** A header is whole. */
  #begin(position: number): void {
    const type = this.#type;
    const holds = HOLDS[type] as number;
    const size = this.#number + (SIZES[type] as number);
    const isKey = this.#isMap && this.#left % 2 === 0;
    this.#options.onPart?.(type, position, size, isKey);
    this.#left -= 1;
    this.#owed -= 1;
    if (holds === NOTHING) return;
    if (holds === BYTES) {
      this.#told += size;
      this.#skip = size;
    } else {
      this.#enter(holds === PAIRS, holds === PAIRS ? size * 2 : size);
    }
    const least = this.#told + this.#owed;
    if (least > this.#options.limit) throw this.#options.tooBig(least);
  }

  #enter(isMap: boolean, parts: number): void {
    if (parts === 0) return;
    if (this.#outer.length >= this.#depth) throw new Error(`it is nested more than ${this.#depth} levels deep`);
    this.#outer.push(this.#left * 2 + (this.#isMap ? 1 : 0));
    this.#left = parts;
    this.#isMap = isMap;
    this.#owed += parts;
  }

  #isWhole(): boolean {
    while (this.#left === 0) {
      const outer = this.#outer.pop();
      if (outer === undefined) {
        this.#restart();
        return true;
      }
      this.#isMap = outer % 2 === 1;
      this.#left = (outer - (outer % 2)) / 2;
    }
    return false;
  }

  #restart(): void {
    this.#left = 1;
    this.#isMap = false;
    this.#owed = 1;
    this.#told = 0;
  }
}
