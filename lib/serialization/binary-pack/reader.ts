import { MARK } from '../envelope.js';
import { setProperty } from '../set-property.js';
import type { BytesAs } from './bytes-form.js';
import { TextReader } from './text-reader.js';

/** Levels read by recursion; those below by a loop with a stack of its own, which any input may deepen. */
const RECURSIVE_LEVELS = 100;

/** What most numbers are: of 64 bits; whole, of 32 with a sign, and of 8, 16 and 32 without. */
const DOUBLE = 0xcb;
const INTEGER = 0xd2;
const BYTE = 0xcc;
const SHORT = 0xcd;
const LONG = 0xce;

/** Bytes of a number of 64 bits and what says that it is one. */
const WIDEST_NUMBER = 9;

const NO_BUFFER = new ArrayBuffer(0);
const NO_BYTES = new Uint8Array(NO_BUFFER);

/** An array or object whose parts are being read, one at a time. */
interface Level {
  readonly container: unknown[] | Record<string, unknown>;
  readonly size: number;
  next: number;
}

const cutOff = (): Error => new Error('it is cut off');

/**
 * Reads one value of a frame. Nothing in it is believed: sizes are held against the bytes that are there before anything is
 * made, so that time and memory are in proportion to these.
 */
export class Reader {
  readonly #texts = new TextReader();
  readonly #bytesAs: BytesAs;
  #bytes = NO_BYTES;
  /** The memory of `#bytes`, which begin where it does. Kept, because reading `bytes.buffer` takes as long as making a view. */
  #buffer = NO_BUFFER;
  /** A view of `#bytes`, made when the first number of several bytes comes. */
  #view: DataView | undefined;
  #at = 0;
  /** As `#bytesAs`, for the value at hand: the bytes of a chunk are put together with others, so they need no copy. */
  #form: BytesAs = 'copies';
  /** Parts that arrays and objects may still claim: each takes a byte of its own. */
  #claimable = 0;

  constructor(bytesAs: BytesAs) {
    this.#bytesAs = bytesAs;
  }

  /** The one value of a frame. */
  read(frame: ArrayBuffer): unknown {
    this.#open(frame, new Uint8Array(frame), 0);
    try {
      const value = this.#value(0);
      const left = frame.byteLength - this.#at;
      if (left > 0) throw new Error(`${left} bytes are left over`);
      return value;
    } finally {
      this.#open(NO_BUFFER, NO_BYTES, 0); // or the frame would be kept
    }
  }

  /** Values that stand one behind the other, and the bytes of each. Whoever is told may read something else meanwhile. */
  readAll(bytes: Uint8Array<ArrayBuffer>, start: number, tell: (value: unknown, bytes: number) => void): void {
    const { buffer, byteOffset, length } = bytes;
    const whole = new Uint8Array(buffer, 0, byteOffset + length);
    try {
      for (let at = byteOffset + start; at < whole.length;) {
        this.#open(buffer, whole, at);
        const value = this.#value(0);
        const size = this.#at - at;
        at += size;
        tell(value, size);
      }
    } finally {
      this.#open(NO_BUFFER, NO_BYTES, 0);
    }
  }

  #open(buffer: ArrayBuffer, bytes: Uint8Array<ArrayBuffer>, at: number): void {
    if (bytes !== this.#bytes) this.#view = undefined;
    this.#buffer = buffer;
    this.#bytes = bytes;
    this.#at = at;
    this.#form = this.#bytesAs;
    this.#claimable = bytes.length - at;
  }

  /** Moves on by so many bytes, and tells where they begin. */
  #take(bytes: number): number {
    const at = this.#at;
    if (bytes > this.#bytes.length - at) throw cutOff();
    this.#at = at + bytes;
    return at;
  }

  #value(depth: number): unknown {
    const type = this.#bytes[this.#at];
    if (type === undefined) throw cutOff();
    if (depth >= RECURSIVE_LEVELS && this.#isContainer(type)) return this.#deep();
    this.#at += 1;
    if (type < 0x80) return type;
    if (type >= 0xe0) return type - 0x100;
    if (type === DOUBLE) return this.#numbers().getFloat64(this.#take(8));
    if (type === INTEGER) return this.#numbers().getInt32(this.#take(4));
    const size = type & 0x0f;
    switch (type >> 4) {
      case 0x8:
        return this.#map(size, depth);
      case 0x9:
        return this.#array(size, depth);
      case 0xa:
        return this.#binary(size);
      case 0xb:
        return this.#text(size);
      case 0xc:
        return this.#fixed(type);
      default:
        return this.#sized(type, depth);
    }
  }

  #fixed(type: number): unknown {
    switch (type) {
      case 0xc0:
        return null;
      case 0xc1:
        return undefined;
      case 0xc2:
        return false;
      case 0xc3:
        return true;
      case 0xca:
        return this.#numbers().getFloat32(this.#take(4));
      case 0xcc:
        return this.#unsigned(1);
      case 0xcd:
        return this.#unsigned(2);
      case 0xce:
        return this.#unsigned(4);
      case 0xcf:
        return this.#unsigned(4) * 2 ** 32 + this.#unsigned(4);
      default:
        return this.#sized(type, 0); // which knows none of the others either
    }
  }

  #sized(type: number, depth: number): unknown {
    switch (type) {
      case 0xd0:
        return this.#numbers().getInt8(this.#take(1)) || -0; // only RxPeer writes 0 so, and means -0
      case 0xd1:
        return this.#numbers().getInt16(this.#take(2));
      case 0xd3:
        return this.#numbers().getInt32(this.#take(4)) * 2 ** 32 + this.#unsigned(4);
      case 0xd8:
        return this.#text(this.#unsigned(2));
      case 0xd9:
        return this.#text(this.#unsigned(4));
      case 0xda:
        return this.#binary(this.#unsigned(2));
      case 0xdb:
        return this.#binary(this.#unsigned(4));
      case 0xdc:
        return this.#array(this.#unsigned(2), depth);
      case 0xdd:
        return this.#array(this.#unsigned(4), depth);
      case 0xde:
        return this.#map(this.#unsigned(2), depth);
      case 0xdf:
        return this.#map(this.#unsigned(4), depth);
      default:
        throw new Error(`it has a part of the unknown type 0x${type.toString(16)}`);
    }
  }

  #numbers(): DataView {
    return (this.#view ??= new DataView(this.#buffer, 0, this.#bytes.length));
  }

  #unsigned(width: 1 | 2 | 4): number {
    const at = this.#take(width);
    if (width === 1) return this.#bytes[at] as number;
    return width === 2 ? this.#numbers().getUint16(at) : this.#numbers().getUint32(at);
  }

  #claim(parts: number): void {
    if (parts > this.#claimable) throw cutOff();
    this.#claimable -= parts;
  }

  #array(size: number, depth: number): unknown[] {
    this.#claim(size);
    const array = new Array<unknown>(size);
    for (let index = this.#readNumbers(array); index < size; index += 1) array[index] = this.#value(depth + 1);
    return array;
  }

  /** Reads the numbers that an array begins with, and tells how many there are: often it holds nothing else. */
  #readNumbers(array: unknown[]): number {
    const view = this.#numbers();
    // The widest number is read without a look at the end, so the last few bytes are left to the slower way.
    const end = this.#bytes.length - WIDEST_NUMBER;
    let at = this.#at;
    let index = 0;
    for (; index < array.length && at <= end; index += 1) {
      const type = view.getUint8(at);
      if (type < 0x80) {
        array[index] = type;
        at += 1;
      } else if (type === DOUBLE) {
        array[index] = view.getFloat64(at + 1);
        at += 9;
      } else if (type === BYTE) {
        array[index] = view.getUint8(at + 1);
        at += 2;
      } else if (type === SHORT) {
        array[index] = view.getUint16(at + 1);
        at += 3;
      } else if (type === LONG) {
        array[index] = view.getUint32(at + 1);
        at += 5;
      } else if (type === INTEGER) {
        array[index] = view.getInt32(at + 1);
        at += 5;
      } else break;
    }
    this.#at = at;
    return index;
  }

  #map(size: number, depth: number): Record<string, unknown> {
    this.#claim(size * 2);
    const object: Record<string, unknown> = {};
    for (let index = 0; index < size; index += 1) {
      const key = this.#key();
      const value = this.#value(depth + 1);
      setProperty(object, key, value, size);
      // The number of a chunk, from 1 on, comes before its bytes.
      if (depth === 0 && index === 0 && key === MARK && typeof value === 'number' && value > 0) {
        this.#form = 'views';
      }
    }
    return object;
  }

  #isContainer(type: number): boolean {
    return (type >= 0x80 && type < 0xa0) || (type >= 0xdc && type < 0xe0);
  }

  /** An array or object without recursion. */
  #deep(): unknown {
    const root = this.#begin();
    const levels: Level[] = [root];
    for (let level = levels.at(-1); level; level = levels.at(-1)) {
      if (level.next === level.size) {
        levels.pop();
        continue;
      }
      const { container, next } = level;
      level.next += 1;
      const key = Array.isArray(container) ? next : this.#key();
      const inner = this.#isContainer(this.#bytes[this.#at] ?? 0) ? this.#begin() : undefined;
      const value = inner ? inner.container : this.#value(0);
      if (Array.isArray(container)) container[key as number] = value;
      else setProperty(container, key as string, value, level.size);
      if (inner) levels.push(inner);
    }
    return root.container;
  }

  /** The header of an array or object. */
  #begin(): Level {
    const type = this.#unsigned(1);
    const size = type < 0xa0 ? type & 0x0f : this.#unsigned(type % 2 === 0 ? 2 : 4);
    const isArray = type < 0xa0 ? type >= 0x90 : type < 0xde;
    this.#claim(isArray ? size : size * 2);
    return { container: isArray ? new Array<unknown>(size) : {}, size, next: 0 };
  }

  #binary(size: number): ArrayBuffer | Uint8Array {
    const at = this.#take(size);
    return this.#form === 'views' ? new Uint8Array(this.#buffer, at, size) : this.#bytes.slice(at, at + size).buffer;
  }

  #key(): string {
    const type = this.#unsigned(1);
    if (type === 0xd9) return this.#text(this.#unsigned(4));
    if (type !== 0xd8 && (type < 0xb0 || type >= 0xc0)) throw new Error('it has a key that is no text');
    const size = type === 0xd8 ? this.#unsigned(2) : type & 0x0f;
    return this.#texts.key(this.#bytes, this.#take(size), size);
  }

  #text(size: number): string {
    return this.#texts.text(this.#bytes, this.#take(size), size);
  }
}
