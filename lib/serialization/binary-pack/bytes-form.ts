import { binaryKind } from '../binary-kind.js';
import type { BytesForm } from '../codec.js';
import { bytesHeader } from './headers.js';

const viewOf = (value: unknown): Uint8Array<ArrayBuffer> | undefined => {
  switch (binaryKind(value)) {
    case 'buffer':
      return new Uint8Array(value as ArrayBuffer);
    case 'view': {
      const { buffer, byteOffset, byteLength } = value as ArrayBufferView<ArrayBuffer>;
      return new Uint8Array(buffer, byteOffset, byteLength);
    }
    default:
      return undefined;
  }
};

/** Bytes by themselves, as BinaryPack writes them: behind a header. */
export const bytesForm: BytesForm = {
  write: (value) => {
    const bytes = viewOf(value);
    return bytes && { header: Uint8Array.from(bytesHeader(bytes.length)), bytes };
  },
  read: (start, size) =>
    [3, 5].find((width) => {
      const header = size > width ? bytesHeader(size - width) : [];
      return header.length === width && header.every((byte, index) => byte === start[index]);
    }),
};
