import { messageTooBig } from '../../core/errors.js';
import type { Splitter } from '../codec.js';
import { EndFinder, type PartListener } from '../msgpack-format/end-finder.js';

/** Bytes that a store for values in pieces begins with, and is brought back to after a large one: two messages of PeerJS. */
const STORE_BYTES = 64 * 1024;

/** Gathers the pieces of one value. Doubles as bytes come, whatever they announce. */
class Store {
  #bytes = new Uint8Array(0);
  #size = 0;

  add(bytes: Uint8Array): void {
    const needed = this.#size + bytes.byteLength;
    if (this.#bytes.byteLength < needed) {
      const room = Math.max(needed, this.#bytes.byteLength * 2, Math.min(STORE_BYTES, needed * 4));
      const larger = new Uint8Array(room);
      larger.set(this.#bytes.subarray(0, this.#size));
      this.#bytes = larger;
    }
    this.#bytes.set(bytes, this.#size);
    this.#size = needed;
  }

  isEmpty(): boolean {
    return this.#size === 0;
  }

  take(): ArrayBuffer {
    const taken = this.#bytes.slice(0, this.#size).buffer;
    if (this.#bytes.byteLength > STORE_BYTES) this.#bytes = new Uint8Array(0);
    this.#size = 0;
    return taken;
  }
}

/** Finds the values in the pieces of a stream, one after the other. */
export class Cutter {
  readonly #store = new Store();
  readonly #finder: EndFinder;
  #broken: { readonly by: unknown } | undefined;

  constructor(limit: number, onPart?: PartListener) {
    this.#finder = new EndFinder({
      limit,
      tooBig: (bytes) => messageTooBig(bytes, limit),
      ...(onPart && { onPart }),
    });
  }

  /** Whether the value that is being looked for begins in this piece. */
  get isFresh(): boolean {
    return this.#store.isEmpty();
  }

  /** Where the value ends; `undefined` where it goes on in the next piece. After an error nothing is found any more. */
  findEnd(bytes: Uint8Array, from: number): number | undefined {
    if (this.#broken) throw this.#broken.by;
    try {
      const end = this.#finder.find(bytes, from);
      if (end === undefined) this.#store.add(bytes.subarray(from));
      return end;
    } catch (by) {
      this.#broken = { by };
      throw by;
    }
  }

  /** The value that ends there, with what came of it before. */
  take(bytes: Uint8Array<ArrayBuffer>, start: number, end: number): ArrayBuffer {
    if (this.isFresh) return start === 0 && end === bytes.byteLength ? bytes.buffer : bytes.buffer.slice(start, end);
    this.#store.add(bytes.subarray(start, end));
    return this.#store.take();
  }
}

/**
 * Cuts a stream of MessagePack values, whose pieces end anywhere, into values. Throws `message-too-big` for one that is, or
 * must become, larger than the limit, and an Error for bytes that are no MessagePack; what follows then is not read.
 */
export const split = (limit: number): Splitter => {
  const cutter = new Cutter(limit);
  return function* (piece) {
    const bytes = new Uint8Array(piece);
    let start = 0;
    while (start < bytes.byteLength) {
      const end = cutter.findEnd(bytes, start);
      if (end === undefined) return;
      yield cutter.take(bytes, start, end);
      start = end;
    }
  };
};
