/** Bytes of a buffer or a view, or undefined. */
const bytesOf = (value: unknown): number[] | undefined => {
  if (ArrayBuffer.isView(value)) return [...new Uint8Array(value.buffer, value.byteOffset, value.byteLength)];
  if (Object.prototype.toString.call(value) !== '[object ArrayBuffer]') return undefined;
  return [...new Uint8Array(value as ArrayBuffer)];
};

/**
 * Plain values with their binary data turned into lists of numbers and their kind. Use it on both sides of an `expect` with
 * bytes in it: Jest's `toEqual` calls any two ArrayBuffers equal.
 */
export const legible = (value: unknown): unknown => {
  const bytes = bytesOf(value);
  if (bytes) return { kind: Object.prototype.toString.call(value), bytes };
  if (Array.isArray(value)) return value.map(legible);
  if (typeof value !== 'object' || value === null || value instanceof Error) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, legible(child)]));
};
