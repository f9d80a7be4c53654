/** Levels read by recursion; those below by a loop with a stack of its own, which any input may deepen. */
const RECURSIVE_LEVELS = 100;

/** Bytes from which on the platform's decoder beats a loop. */
const LONG_TEXT = 48;

const LAST_OF_ASCII = 0x7f;

/** Keys that are remembered, a power of two, and the longest of them in bytes: objects of one kind have the same keys. */
const KEY_SLOTS = 4_096;
const LONGEST_KEY = 32;

/** What most numbers are: of 64 bits, and of 32 with a sign. */
const DOUBLE = 0xcb;
const INTEGER = 0xd2;

const NO_BYTES = new Uint8Array(0);
const NO_VIEW = new DataView(NO_BYTES.buffer);

const PROTO = '__proto__';

type Container = unknown[] | Record<string, unknown>;

/** An array or object whose parts are being read, one at a time. */
interface Level {
  readonly container: Container;
  readonly size: number;
  next: number;
}

const cutOff = (): Error => new Error('it is cut off');

/** Sets a property that may be called `__proto__`, which is then one like any other. */
const setProperty = (object: Record<string, unknown>, key: string, value: unknown): void => {
  if (key === PROTO)
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  else object[key] = value;
};

/**
 * Reads one value of a frame. Nothing in it is believed: sizes are held against the bytes that are there before anything is
 * made, so that time and memory are in proportion to these.
 */
export class Reader {
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true }); // else a text would lose its U+FEFF
  readonly #keys: string[] = new Array<string>(KEY_SLOTS).fill('');
  #bytes = NO_BYTES;
  #view = NO_VIEW;
  #at = 0;
  /** Parts that arrays and objects may still claim: each takes a byte of its own. */
  #claimable = 0;

  read(frame: ArrayBuffer): unknown {
    this.#bytes = new Uint8Array(frame);
    this.#view = new DataView(frame);
    this.#at = 0;
    this.#claimable = frame.byteLength;
    try {
      const value = this.#value(0);
      const left = frame.byteLength - this.#at;
      if (left > 0) throw new Error(`${String(left)} bytes are left over`);
      return value;
    } finally {
      this.#bytes = NO_BYTES; // or the frame would be kept
      this.#view = NO_VIEW;
    }
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
    if (type === DOUBLE) return this.#view.getFloat64(this.#take(8));
    if (type === INTEGER) return this.#view.getInt32(this.#take(4));
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
        return this.#view.getFloat32(this.#take(4));
      case 0xcc:
        return this.#unsigned(1);
      case 0xcd:
        return this.#unsigned(2);
      case 0xce:
        return this.#unsigned(4);
      case 0xcf:
        return this.#unsigned(4) * 2 ** 32 + this.#unsigned(4);
      default:
        throw new Error(`it has a part of the unknown type 0x${type.toString(16)}`);
    }
  }

  #sized(type: number, depth: number): unknown {
    switch (type) {
      case 0xd0:
        return this.#view.getInt8(this.#take(1));
      case 0xd1:
        return this.#view.getInt16(this.#take(2));
      case 0xd3:
        return this.#view.getInt32(this.#take(4)) * 2 ** 32 + this.#unsigned(4);
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

  #unsigned(width: 1 | 2 | 4): number {
    const at = this.#take(width);
    switch (width) {
      case 1:
        return this.#view.getUint8(at);
      case 2:
        return this.#view.getUint16(at);
      case 4:
        return this.#view.getUint32(at);
    }
  }

  #claim(parts: number): void {
    if (parts > this.#claimable) throw cutOff();
    this.#claimable -= parts;
  }

  #array(size: number, depth: number): unknown[] {
    this.#claim(size);
    const array = new Array<unknown>(size);
    for (let index = 0; index < size; index += 1) array[index] = this.#value(depth + 1);
    return array;
  }

  #map(size: number, depth: number): Record<string, unknown> {
    this.#claim(size * 2);
    const object: Record<string, unknown> = {};
    for (let index = 0; index < size; index += 1) {
      const key = this.#key();
      if (key === PROTO) setProperty(object, key, this.#value(depth + 1));
      else object[key] = this.#value(depth + 1);
    }
    return object;
  }

  #isContainer(type: number): boolean {
    return (type >= 0x80 && type < 0xa0) || (type >= 0xdc && type < 0xe0);
  }

  /** An array or object without recursion. */
  #deep(): Container {
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
      const isContainer = this.#isContainer(this.#bytes[this.#at] ?? 0);
      const inner = isContainer ? this.#begin() : undefined;
      const value = inner ? inner.container : this.#value(0);
      if (Array.isArray(container)) container[key as number] = value;
      else setProperty(container, key as string, value);
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

  #binary(size: number): ArrayBuffer {
    const at = this.#take(size);
    return this.#bytes.slice(at, at + size).buffer;
  }

  #key(): string {
    const type = this.#unsigned(1);
    if (type >= 0xb0 && type < 0xc0) return this.#knownKey(type & 0x0f);
    if (type === 0xd8) return this.#knownKey(this.#unsigned(2));
    if (type === 0xd9) return this.#text(this.#unsigned(4));
    throw new Error('it has a key that is no text');
  }

  /** A key that has come before is found by its bytes, which is faster than making it again. */
  #knownKey(size: number): string {
    if (size > LONGEST_KEY) return this.#text(size);
    const bytes = this.#bytes;
    const at = this.#take(size);
    let hash = size;
    for (let index = at; index < at + size; index += 1) hash = (hash * 31 + (bytes[index] as number)) | 0;
    const slot = hash & (KEY_SLOTS - 1);
    const known = this.#keys[slot] as string;
    if (known.length === size && this.#isAt(known, at)) return known;
    const key = this.#textAt(at, size);
    this.#keys[slot] = key;
    return key;
  }

  /** Whether the bytes are those of a text of ASCII; one with other characters is never found, only made again. */
  #isAt(text: string, at: number): boolean {
    for (let index = 0; index < text.length; index += 1) {
      const unit = text.charCodeAt(index);
      if (unit > LAST_OF_ASCII || unit !== this.#bytes[at + index]) return false;
    }
    return true;
  }

  #text(size: number): string {
    return this.#textAt(this.#take(size), size);
  }

  #textAt(at: number, size: number): string {
    return (
      (size <= LONG_TEXT ? this.#shortText(at, at + size) : undefined) ??
      this.#decoder.decode(this.#bytes.subarray(at, at + size))
    );
  }

  /** Four characters at a time; undefined where one of them is not ASCII. */
  #shortText(start: number, end: number): string | undefined {
    const bytes = this.#bytes;
    let text = '';
    let at = start;
    for (; at + 4 <= end; at += 4) {
      const a = bytes[at] as number;
      const b = bytes[at + 1] as number;
      const c = bytes[at + 2] as number;
      const d = bytes[at + 3] as number;
      if ((a | b | c | d) > LAST_OF_ASCII) return undefined;
      text += String.fromCharCode(a, b, c, d);
    }
    for (; at < end; at += 1) {
      const unit = bytes[at] as number;
      if (unit > LAST_OF_ASCII) return undefined;
      text += String.fromCharCode(unit);
    }
    return text;
  }
}
