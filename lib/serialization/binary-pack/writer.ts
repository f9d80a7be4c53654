import { binaryKind, bytesOf, tagOf } from '../binary-kind.js';
import { isPlain } from '../is-plain.js';
import { PageWriter } from './page-writer.js';
import { ARRAY, BYTES, MAP } from './type-bytes.js';

/** Levels written by recursion; those below by a loop with a stack of its own, which any input may deepen. */
const RECURSIVE_LEVELS = 100;

/**
 * Levels from the outside that nobody looks for among those below: what holds itself is found some levels later, and most
 * values have no more.
 */
const UNWATCHED_LEVELS = 4;

/** Bytes of a number of 64 bits and what says that it is one. */
const WIDEST_NUMBER = 9;

/** Numbers of an array that room is made for in one go. */
const NUMBERS_AT_ONCE = 64;

/** Bytes that are still to be read, and where in the message they go. */
export interface Gap {
  readonly blob: Blob;
  readonly start: number;
}

/** An array or object whose parts are being written, one at a time. */
interface Level {
  readonly container: object;
  /** Of an object; an array has none. */
  readonly keys: readonly string[] | undefined;
  readonly size: number;
  next: number;
}

const isDate = (value: object): value is Date => tagOf(value) === 'Date';

/** What BinaryPack has no form for. `describeUnsayable` tells where it is. */
export class Unsayable extends Error {}

/** Writes values. */
export class Writer extends PageWriter {
  #gaps: Gap[] = [];
  /** The containers of the value that is being written, from the first watched level on; what is behind is left over. */
  readonly #around: object[] = [];

  /** The bytes of a value. What is in its Blobs is missing: `gaps` are then to be filled. */
  write(value: unknown): { readonly bytes: Uint8Array<ArrayBuffer>; readonly gaps: readonly Gap[] } {
    this.begin();
    this.#gaps = [];
    try {
      this.#value(value, 0);
    } finally {
      if (this.#around.length > 0) this.#around.length = 0; // or it would keep what was sent last in memory
    }
    return { bytes: this.finish(), gaps: this.#gaps };
  }

  #value(value: unknown, depth: number): void {
    switch (typeof value) {
      case 'string':
        this.text(value);
        break;
      case 'number':
        this.end = this.#number(value, this.room(WIDEST_NUMBER));
        break;
      case 'boolean':
        this.byte(value ? 0xc3 : 0xc2);
        break;
      case 'undefined':
        this.byte(0xc1);
        break;
      case 'object':
        if (value === null) this.byte(0xc0);
        else this.#object(value, depth);
        break;
      default:
        throw new Unsayable();
    }
  }

  #object(value: object, depth: number): void {
    if (depth >= RECURSIVE_LEVELS) this.#deep(value);
    else if (Array.isArray(value)) {
      if (depth >= UNWATCHED_LEVELS) this.#enter(value, depth);
      const { length } = value; // a getter in it may change that
      this.size(ARRAY, length);
      for (let index = this.#numbers(value, length, depth); index < length; index += 1) {
        this.#value(value[index], depth + 1);
      }
    } else if (isPlain(value)) {
      if (depth >= UNWATCHED_LEVELS) this.#enter(value, depth);
      const keys = Object.keys(value);
      this.size(MAP, keys.length);
      for (const key of keys) {
        this.text(key);
        this.#value((value as Readonly<Record<string, unknown>>)[key], depth + 1);
      }
    } else this.#leaf(value);
  }

  /** What holds itself has no end. Levels are few, so they are looked through: a Set would cost more than all the rest. */
  #enter(container: object, depth: number): void {
    const around = this.#around;
    const place = depth - UNWATCHED_LEVELS;
    for (let above = 0; above < place; above += 1) if (around[above] === container) throw new Unsayable();
    around[place] = container;
  }

  /** The same without recursion. */
  #deep(value: object): void {
    const levels: Level[] = [];
    const above = new Set(this.#around);
    const enter = (child: object): void => {
      const isArray = Array.isArray(child);
      if (!isArray && !isPlain(child)) {
        this.#leaf(child);
        return;
      }
      if (above.has(child)) throw new Unsayable();
      above.add(child);
      const keys = isArray ? undefined : Object.keys(child);
      const size = keys?.length ?? (child as readonly unknown[]).length;
      this.size(isArray ? ARRAY : MAP, size);
      levels.push({ container: child, keys, size, next: 0 });
    };
    enter(value);
    for (let level = levels.at(-1); level; level = levels.at(-1)) {
      if (level.next === level.size) {
        above.delete(level.container);
        levels.pop();
        continue;
      }
      const key = level.keys ? (level.keys[level.next] as string) : level.next;
      level.next += 1;
      if (typeof key === 'string') this.text(key);
      const child = (level.container as Readonly<Record<string | number, unknown>>)[key];
      if (typeof child === 'object' && child !== null) enter(child);
      else this.#value(child, 0);
    }
  }

  /** What is an object, and no container. */
  #leaf(value: object): void {
    const bytes = bytesOf(value);
    if (bytes) this.bytes(bytes);
    else if (binaryKind(value) === 'blob') this.#gap(value as Blob);
    else if (isDate(value)) this.text(value.toString());
    else throw new Unsayable();
  }

  #gap(blob: Blob): void {
    this.size(BYTES, blob.size);
    const at = this.room(blob.size);
    this.end = at + blob.size;
    this.#gaps.push({ blob, start: at - this.start });
  }

  /** Writes an array up to the first element that is no number, and tells how many that are: often it is all of them. */
  #numbers(array: readonly unknown[], length: number, depth: number): number {
    let index = 0;
    while (index < length) {
      const block = Math.min(length, index + NUMBERS_AT_ONCE);
      let at = this.room((block - index) * WIDEST_NUMBER);
      for (; index < block; index += 1) {
        const value = array[index];
        if (typeof value !== 'number') {
          this.end = at;
          this.#value(value, depth + 1); // here, because a getter is not asked twice
          return index + 1;
        }
        at = this.#number(value, at);
      }
      this.end = at;
    }
    return index;
  }

  /** Writes a number where there is room for one; tells where it ends. */
  #number(value: number, at: number): number {
    const page = this.page;
    if (value === (value | 0) && (value !== 0 || 1 / value > 0)) return this.#integer(value, at, page);
    if (value > 0 && Number.isSafeInteger(value)) {
      // PeerJS reads these right; negative ones of 64 bits it does not, and gets them as doubles.
      const isUnsigned = value <= 0xffffffff;
      page[at] = isUnsigned ? 0xce : 0xd3;
      if (isUnsigned) this.view.setUint32(at + 1, value);
      else {
        this.view.setUint32(at + 1, Math.floor(value / 2 ** 32));
        this.view.setUint32(at + 5, value % 2 ** 32);
      }
      return at + (isUnsigned ? 5 : WIDEST_NUMBER);
    }
    if (value === 0) {
      // -0, in a form that PeerJS never writes and reads as 0: of the double it would make -1.1e-308.
      page[at] = 0xd0;
      page[at + 1] = 0;
      return at + 2;
    }
    page[at] = 0xcb;
    this.view.setFloat64(at + 1, value);
    return at + WIDEST_NUMBER;
  }

  /** One of 32 bits, with its sign; tells where it ends. */
  #integer(value: number, at: number, page: Uint8Array): number {
    if (value >= -0x20 && value < 0x80) {
      page[at] = value;
      return at + 1;
    }
    if (value >= -0x80 && value < 0x100) {
      page[at] = value < 0 ? 0xd0 : 0xcc;
      page[at + 1] = value;
      return at + 2;
    }
    if (value >= -0x8000 && value < 0x1_0000) {
      page[at] = value < 0 ? 0xd1 : 0xcd;
      page[at + 1] = value >> 8;
      page[at + 2] = value;
      return at + 3;
    }
    page[at] = value < 0 ? 0xd2 : 0xce;
    this.view.setInt32(at + 1, value);
    return at + 5;
  }
}
