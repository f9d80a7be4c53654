import { AsyncSubject, from, map, type Observable } from 'rxjs';
import { binaryKind } from '../binary-kind.js';

/** A Blob, and the place in the copy where its bytes go. */
interface Slot {
  readonly blob: Blob;
  readonly bytes: Uint8Array;
}

const childrenOf = (value: object): readonly unknown[] => {
  if (Array.isArray(value)) return value;
  return binaryKind(value) === 'none' ? Object.values(value) : [];
};

const holdsBlob = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null) return false;
  return binaryKind(value) === 'blob' || childrenOf(value).some(holdsBlob);
};

/** Bytes of typed arrays are copied; a DataView, which BinaryPack refuses, is left for it to refuse. */
const copyOfView = (view: ArrayBufferView): ArrayBufferView =>
  'BYTES_PER_ELEMENT' in view ? new Uint8Array(view.buffer, view.byteOffset, view.byteLength).slice() : view;

const copyOfObject = (value: object, copy: (child: unknown) => unknown): unknown => {
  const properties = Object.entries(value).map(([key, child]: [string, unknown]) => {
    return [key, { value: copy(child), enumerable: true }] as const;
  });
  // The prototype decides whether BinaryPack takes the object, so it stays.
  return Object.create(Object.getPrototypeOf(value) as object | null, Object.fromEntries(properties));
};

/** Copies down to the leaves; in the place of each Blob come its bytes, once they are read. */
const copyInto = (slots: Slot[]): ((value: unknown) => unknown) => {
  const copy = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null || value instanceof Date) return value;
    if (Array.isArray(value)) return value.map(copy);
    switch (binaryKind(value)) {
      case 'buffer':
        return (value as ArrayBuffer).slice(0);
      case 'view':
        return copyOfView(value as ArrayBufferView);
      case 'blob': {
        const slot = { blob: value as Blob, bytes: new Uint8Array((value as Blob).size) };
        slots.push(slot);
        return slot.bytes;
      }
      case 'none':
        return copyOfObject(value, copy);
    }
  };
  return copy;
};

const fill = async ({ blob, bytes }: Slot): Promise<void> => {
  bytes.set(new Uint8Array(await blob.arrayBuffer()));
};

/**
 * The value as it is now, with the bytes of each Blob in its place; `undefined` where there is no Blob in it. Reading
 * starts at once, whoever subscribes when: what waits for its turn is read meanwhile.
 */
export const readBlobs = (value: unknown): Observable<unknown> | undefined => {
  if (!holdsBlob(value)) return undefined;
  const slots: Slot[] = [];
  const copy = copyInto(slots)(value);
  const result$ = new AsyncSubject<unknown>();
  from(Promise.all(slots.map(fill)))
    .pipe(map(() => copy))
    .subscribe(result$);
  return result$.asObservable();
};
