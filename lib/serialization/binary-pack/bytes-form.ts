import { bytesOf } from '../binary-kind.js';
import type { BytesForm } from '../codec.js';
import { bytesHeader } from './headers.js';

/** What bytes are handed out as: ArrayBuffers of their own, or Uint8Arrays that show a part of the frame. */
export type BytesAs = 'copies' | 'views';

/** Bytes of a header with a size of 16 bits, and of 32: what has a shorter one takes the way of all values. */
const HEADER_WIDTHS = [3, 5];

/** Bytes by themselves, as BinaryPack writes them: behind a header. */
export const bytesForm: BytesForm = {
  write: (value) => {
    const bytes = bytesOf(value);
    return bytes && { header: Uint8Array.from(bytesHeader(bytes.length)), bytes };
  },
  read: (start, size) =>
    HEADER_WIDTHS.find((width) => {
      const header = size > width ? bytesHeader(size - width) : [];
      return header.length === width && header.every((byte, index) => byte === start[index]);
    }),
};
