import { chunkEnvelope, type ChunkEnvelope } from './envelope.js';

const NOTHING = new Uint8Array(0);

const both = (first: Uint8Array, second: Uint8Array, memory?: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> => {
  const size = first.length + second.length;
  const joined = memory?.subarray(0, size) ?? new Uint8Array(size);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
};

/**
 * Cuts the bytes of an encoded value into envelopes, each made when it is asked for. Their data are views: nothing is
 * copied, so the bytes must not change until the last one is encoded.
 *
 * @param id - number of the value, from 1
 * @param size - bytes of a piece, 1 at least; else it throws a RangeError. Infinity: one piece with everything
 * @param before - what comes before the bytes, and is no longer than a piece. Default nothing
 * @param memory - for the first piece, where something comes before the bytes; of the size of a piece. Default new memory
 */
export const chunk = (
  bytes: Uint8Array<ArrayBuffer>,
  id: number,
  size: number,
  before: Uint8Array<ArrayBuffer> = NOTHING,
  memory?: Uint8Array<ArrayBuffer>,
): Iterable<ChunkEnvelope> => {
  if (!(size >= 1)) throw new RangeError('A piece has one byte at least.');
  const all = before.length + bytes.length;
  const most = Math.min(size, all || 1);
  const total = Math.ceil(all / most);
  const piece = (n: number): Uint8Array<ArrayBuffer> => {
    const start = n * most - before.length;
    const data = bytes.subarray(Math.max(start, 0), start + most);
    return start < 0 ? both(before, data, memory) : data;
  };
  return {
    *[Symbol.iterator]() {
      for (let n = 0; n < total; n += 1) yield chunkEnvelope(id, n, total, piece(n));
    },
  };
};
