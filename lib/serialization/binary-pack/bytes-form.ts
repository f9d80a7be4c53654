import { bytesOf } from '../binary-kind.js';
import type { BytesForm } from '../codec.js';
import { bytesHeader } from './headers.js';

/** What bytes are handed out as: ArrayBuffers of their own, or Uint8Arrays that show a part of the frame. */
export type BytesAs = 'copies' | 'views';

/** Bytes by themselves, as BinaryPack writes them: behind a header. */
export const bytesForm: BytesForm = {
  write: (value) => {
    const bytes = bytesOf(value);
    return bytes && { header: Uint8Array.from(bytesHeader(bytes.length)), bytes };
  },
  read: (start, size) =>
    [3, 5].find((width) => {
      const header = size > width ? bytesHeader(size - width) : [];
      return header.length === width && header.every((byte, index) => byte === start[index]);
    }),
};
