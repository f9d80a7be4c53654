import { chunkEnvelope, type ChunkEnvelope } from './envelope.js';

/**
 * Cuts the bytes of an encoded value into envelopes, each made when it is asked for. Their data are views: nothing is
 * copied, so the bytes must not change until the last one is encoded.
 *
 * @param id - number of the value, from 1
 * @param size - bytes of a piece
 */
export const chunk = (bytes: Uint8Array<ArrayBuffer>, id: number, size: number): Iterable<ChunkEnvelope> => {
  const total = Math.ceil(bytes.byteLength / size);
  return {
    *[Symbol.iterator]() {
      for (let n = 0; n < total; n += 1) yield chunkEnvelope(id, n, total, bytes.subarray(n * size, (n + 1) * size));
    },
  };
};
