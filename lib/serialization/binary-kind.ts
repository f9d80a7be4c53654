/** What binary data a value is, if any. */
export type BinaryKind = 'buffer' | 'view' | 'blob' | 'none';

const KINDS: ReadonlyMap<string, BinaryKind> = new Map([
  ['ArrayBuffer', 'buffer'],
  ['Blob', 'blob'],
  ['File', 'blob'],
]);

/** The name in an object's tag: `[object Name]`. */
export const tagOf = (value: unknown): string => Object.prototype.toString.call(value).slice('[object '.length, -1);

/** Tells binary data by its tag, so that it needs no global and data of another frame of the page counts too. */
export const binaryKind = (value: unknown): BinaryKind => {
  if (typeof value !== 'object' || value === null) return 'none';
  if (ArrayBuffer.isView(value)) return 'view';
  return KINDS.get(tagOf(value)) ?? 'none';
};

/** The bytes of a buffer, or those that a view of any kind shows, where they are; `undefined` for anything else. */
export const bytesOf = (value: unknown): Uint8Array<ArrayBuffer> | undefined => {
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
