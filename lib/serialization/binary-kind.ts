/** What binary data a value is, if any. */
export type BinaryKind = 'buffer' | 'view' | 'blob' | 'none';

const KINDS: ReadonlyMap<string, BinaryKind> = new Map([
  ['[object ArrayBuffer]', 'buffer'],
  ['[object Blob]', 'blob'],
  ['[object File]', 'blob'],
]);

/** Tells binary data by its tag, so that it needs no global and data of another frame of the page counts too. */
export const binaryKind = (value: unknown): BinaryKind => {
  if (typeof value !== 'object' || value === null) return 'none';
  if (ArrayBuffer.isView(value)) return 'view';
  return KINDS.get(Object.prototype.toString.call(value)) ?? 'none';
};
