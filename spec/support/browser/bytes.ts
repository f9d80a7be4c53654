/** Bytes that repeat after a prime number, so that no two chunks of a message are alike. */
export const patterned = (length: number): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length }, (_, index) => index % 251);

/** Whether something is an ArrayBuffer with certain bytes; cheap also for millions of them, where `toEqual` is not. */
export const isBuffer = (value: unknown, expected: Uint8Array): boolean => {
  if (!(value instanceof ArrayBuffer) || value.byteLength !== expected.byteLength) return false;
  const bytes = new Uint8Array(value);
  return bytes.every((byte, index) => byte === expected[index]);
};
