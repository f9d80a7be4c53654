import { nestedObjects, smallObjects } from '../inputs.mjs';

/** What is sent: `count` values of a kind. */
export interface Batch {
  readonly kind: 'bytes' | 'small' | 'nested';
  readonly count: number;
  /** Of each value of bytes. */
  readonly size?: number;
}

/** Any value but zero: memory that was never written to takes no room. */
const FILL = 0xa5;

/** One buffer, used again for each value, with the number of the value at both ends. */
function* buffers(count: number, size: number): Generator<ArrayBuffer> {
  const bytes = new Uint8Array(size).fill(FILL);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < count; index += 1) {
    view.setUint32(0, index);
    view.setUint32(size - 4, index);
    yield bytes.buffer;
  }
}

/** The values. Objects are all there before the first is sent; bytes are made one by one. */
export const valuesOf = ({ kind, count, size = 0 }: Batch): Iterable<unknown> => {
  if (kind === 'bytes') return buffers(count, size);
  return kind === 'small' ? smallObjects(count) : nestedObjects(count);
};

/** A little of a value: enough to see that the right one has come whole. */
const essence = (value: unknown): number => {
  // PeerJS hands out an ArrayBuffer, or a Uint8Array where it has put the value together from chunks.
  if (value instanceof ArrayBuffer || value instanceof Uint8Array) {
    const bytes = value instanceof ArrayBuffer ? new Uint8Array(value) : value; // a view, no copy
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return view.byteLength + view.getUint32(0) * 3 + view.getUint32(view.byteLength - 4) * 5;
  }
  const { id, name, items } = value as { id: number; name?: string; items?: readonly { sku: string }[] };
  return id * 7 + (name?.length ?? 0) + (items?.at(-1)?.sku.length ?? 0);
};

/** A number that depends on all values and their order. */
export const digestOf = (values: Iterable<unknown>): number => {
  let digest = 0;
  for (const value of values) digest = addTo(digest, value);
  return digest;
};

/** The same for values that come one by one, from 0 on. */
export const addTo = (digest: number, value: unknown): number => (Math.imul(digest, 31) + essence(value)) | 0;
