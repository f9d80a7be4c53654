import { messageTooBig } from '../../core/errors.js';
import type { Splitter } from '../codec.js';
import { EndFinder } from '../msgpack-format/find-end.js';

/** Bytes that a store for values in pieces begins with, and is brought back to after a large one: two messages of PeerJS. */
const STORE_BYTES = 64 * 1024;

/** Gathers the pieces of one value. Doubles as bytes come, whatever they announce. */
const createStore = () => {
  let store: Uint8Array<ArrayBuffer> | undefined;
  let size = 0;
  return {
    add: (bytes: Uint8Array): void => {
      const needed = size + bytes.byteLength;
      if (!store || store.byteLength < needed) {
        const larger = new Uint8Array(
          Math.max(needed, (store?.byteLength ?? 0) * 2, Math.min(STORE_BYTES, needed * 4)),
        );
        if (store) larger.set(store.subarray(0, size));
        store = larger;
      }
      store.set(bytes, size);
      size = needed;
    },
    isEmpty: (): boolean => size === 0,
    take: (): ArrayBuffer => {
      const taken = store?.slice(0, size).buffer ?? new ArrayBuffer(0);
      if (store && store.byteLength > STORE_BYTES) store = undefined;
      size = 0;
      return taken;
    },
  };
};

/**
 * Cuts a stream of MessagePack values, whose pieces end anywhere, into values. Throws `message-too-big` for one that is, or
 * must become, larger than the limit, and an Error for bytes that are no MessagePack; what follows then is not read.
 */
export const split = (limit: number): Splitter => {
  const finder = new EndFinder({ limit, tooBig: (bytes) => messageTooBig(bytes, limit) });
  const store = createStore();
  let broken: { readonly error: unknown } | undefined;

  const findEnd = (bytes: Uint8Array, from: number): number | undefined => {
    if (broken) throw broken.error;
    try {
      return finder.find(bytes, from);
    } catch (error) {
      broken = { error };
      throw error;
    }
  };

  const valueFrom = (bytes: Uint8Array<ArrayBuffer>, start: number, end: number): ArrayBuffer => {
    if (store.isEmpty()) {
      return start === 0 && end === bytes.byteLength ? bytes.buffer : bytes.buffer.slice(start, end);
    }
    store.add(bytes.subarray(start, end));
    return store.take();
  };

  return function* (piece) {
    const bytes = new Uint8Array(piece);
    let start = 0;
    while (start < bytes.byteLength) {
      const end = findEnd(bytes, start);
      if (end === undefined) {
        store.add(bytes.subarray(start));
        return;
      }
      yield valueFrom(bytes, start, end);
      start = end;
    }
  };
};
