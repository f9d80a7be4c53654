import type { ChunkForm } from '../codec.js';
import { MARK } from '../envelope.js';
import { bytesHeader, countHeader, MAP_OF_FOUR, textHeader } from './headers.js';

/** In PeerJS's order. */
const KEYS = { id: textHeader(MARK), n: textHeader('n'), data: textHeader('data'), total: textHeader('total') };

/**
 * Chunks in the very bytes that PeerJS writes, without going through the codec: the data are copied once, into memory that
 * may be used again.
 */
export const writeChunk: ChunkForm['write'] = ({ [MARK]: id, n, total, data }, memory) => {
  const before = [MAP_OF_FOUR, ...KEYS.id, ...countHeader(id), ...KEYS.n, ...countHeader(n), ...KEYS.data];
  const header = [...before, ...bytesHeader(data.byteLength)];
  const trailer = [...KEYS.total, ...countHeader(total)];
  const size = header.length + data.byteLength + trailer.length;
  const bytes = memory && memory.length >= size ? memory.subarray(0, size) : new Uint8Array(size);
  bytes.set(header);
  bytes.set(data, header.length);
  bytes.set(trailer, header.length + data.byteLength);
  return bytes;
};
