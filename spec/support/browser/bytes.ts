/**
 * Bytes that repeat after a prime number, so that no two chunks of a message are alike. A loop, twenty times as fast as
 * `from`.
 */
export const patterned = (length: number): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(length);
  for (let index = 0; index < length; index += 1) bytes[index] = index % 251;
  return bytes;
};

/** Whether something is a Uint8Array with certain bytes; cheap also for millions of them, where `toEqual` is not. */
export const isBytes = (value: unknown, expected: Uint8Array): boolean =>
  value instanceof Uint8Array &&
  value.length === expected.length &&
  value.every((byte, index) => byte === expected[index]);

/** The same for an ArrayBuffer. */
export const isBuffer = (value: unknown, expected: Uint8Array): boolean =>
  value instanceof ArrayBuffer && isBytes(new Uint8Array(value), expected);
