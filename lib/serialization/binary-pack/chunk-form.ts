import type { ChunkForm } from '../codec.js';
import type { Chunk, ChunkEnvelope } from '../envelope.js';

/** BinaryPack's types, as far as chunks have them. */
const MAP_OF_FOUR = 0x84;
const SHORT_TEXT = 0xb0;
const BYTES = { small: 0xa0, medium: 0xda, large: 0xdb };
const UNSIGNED = { byte: 0xcc, short: 0xcd, long: 0xce, wide: 0xcf, wideSigned: 0xd3 };

/** Bytes before and after the data of a chunk, at most. */
const HEADER_BYTES = 64;

const textBytes = (text: string): readonly number[] => [
  SHORT_TEXT + text.length,
  ...Array.from(text, (character) => character.charCodeAt(0)),
];

/** In PeerJS's order. */
const KEYS = { id: textBytes('__peerData'), n: textBytes('n'), data: textBytes('data'), total: textBytes('total') };

/** Where a chunk is being written. */
interface Pen {
  readonly bytes: Uint8Array<ArrayBuffer>;
  at: number;
}

const put = (pen: Pen, bytes: ArrayLike<number>): void => {
  pen.bytes.set(bytes, pen.at);
  pen.at += bytes.length;
};

const bigEndian = (value: number, width: number): readonly number[] =>
  Array.from({ length: width }, (_, index) => Math.floor(value / 256 ** (width - 1 - index)) % 256);

const countBytes = (count: number): readonly number[] => {
  if (count < 0x80) return [count];
  if (count <= 0xff) return [UNSIGNED.byte, count];
  if (count <= 0xffff) return [UNSIGNED.short, ...bigEndian(count, 2)];
  if (count <= 0xffff_ffff) return [UNSIGNED.long, ...bigEndian(count, 4)];
  return [UNSIGNED.wideSigned, ...bigEndian(count, 8)];
};

const sizeBytes = (size: number): readonly number[] => {
  if (size <= 0x0f) return [BYTES.small + size];
  return size <= 0xffff ? [BYTES.medium, ...bigEndian(size, 2)] : [BYTES.large, ...bigEndian(size, 4)];
};

const write = ({ __peerData, n, total, data }: ChunkEnvelope): Uint8Array<ArrayBuffer> => {
  const pen = { bytes: new Uint8Array(HEADER_BYTES + data.byteLength), at: 0 };
  put(pen, [MAP_OF_FOUR, ...KEYS.id, ...countBytes(__peerData), ...KEYS.n, ...countBytes(n), ...KEYS.data]);
  put(pen, sizeBytes(data.byteLength));
  put(pen, data);
  put(pen, [...KEYS.total, ...countBytes(total)]);
  return pen.bytes.subarray(0, pen.at);
};

/** Reads what a chunk is made of, one thing after the other; `undefined` where the frame has something else there. */
class Scan {
  readonly #bytes: Uint8Array;
  #at = 1; // behind the type

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  key(key: readonly number[]): boolean {
    const start = this.#at;
    this.#at += key.length;
    return key.every((byte, index) => this.#bytes[start + index] === byte);
  }

  count(): number | undefined {
    const type = this.#byte();
    if (type < 0x80) return type;
    switch (type) {
      case UNSIGNED.byte:
        return this.#byte();
      case UNSIGNED.short:
        return this.#number(2);
      case UNSIGNED.long:
        return this.#number(4);
      case UNSIGNED.wide:
      case UNSIGNED.wideSigned:
        return this.#number(8);
      default:
        return undefined;
    }
  }

  data(): Uint8Array | undefined {
    const type = this.#byte();
    const size = this.#size(type);
    const start = this.#at;
    this.#at += size ?? NaN;
    return this.#at <= this.#bytes.length ? this.#bytes.subarray(start, this.#at) : undefined;
  }

  #size(type: number): number | undefined {
    if (type === BYTES.medium) return this.#number(2);
    if (type === BYTES.large) return this.#number(4);
    return type >= BYTES.small && type <= BYTES.small + 0x0f ? type - BYTES.small : undefined;
  }

  #byte(): number {
    return this.#number(1);
  }

  /** NaN past the end, which is no count and no size. */
  #number(width: number): number {
    let value = 0;
    for (let left = width; left > 0; left -= 1) {
      value = value * 256 + (this.#bytes[this.#at] ?? NaN);
      this.#at += 1;
    }
    return value;
  }
}

const isCount = (value: number | undefined): value is number => Number.isSafeInteger(value);

/** Most objects with four keys are no chunks, which the first key tells. */
const beginsLikeOne = (bytes: Uint8Array): boolean => {
  for (let index = 0; index < KEYS.id.length; index += 1) if (bytes[index + 1] !== KEYS.id[index]) return false;
  return true;
};

const read = (bytes: Uint8Array): Chunk | undefined => {
  if (!beginsLikeOne(bytes)) return undefined;
  const scan = new Scan(bytes);
  const id = scan.key(KEYS.id) ? scan.count() : undefined;
  if (!isCount(id) || id === 0) return undefined;
  const n = scan.key(KEYS.n) ? scan.count() : undefined;
  const data = isCount(n) && scan.key(KEYS.data) ? scan.data() : undefined;
  const total = data && data.length > 0 && scan.key(KEYS.total) ? scan.count() : undefined;
  if (!data || !isCount(n) || !isCount(total) || n >= total || !scan.isAtEnd) return undefined;
  return { kind: 'chunk', id, n, total, data };
};

/**
 * Chunks in the very bytes that PeerJS writes, without going through the codec: the data are copied once when they are
 * written, and not at all when they are read. Whatever is not exactly that is for the codec to read.
 */
export const chunkForm: ChunkForm = { write, reader: { head: MAP_OF_FOUR, read } };
