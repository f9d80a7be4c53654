import { encode } from '@msgpack/msgpack';

/** Values in every form that MessagePack has, and around the sizes where one form gives way to the next. */
export const samples: readonly unknown[] = [
  null,
  true,
  false,
  ...[0, 1, 127, 128, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER],
  ...[-1, -32, -33, -128, -129, -32_768, -32_769, -(2 ** 31), -(2 ** 31) - 1, Number.MIN_SAFE_INTEGER],
  ...[0.5, -1.5e300, 5e-324, NaN, Infinity, -Infinity],
  ...[0, 1, 31, 32, 255, 256, 65_535, 65_536].map((length) => 'x'.repeat(length)),
  'héllo 世界 😀',
  ...[0, 1, 255, 256, 65_535, 65_536].map((length) => new Uint8Array(length).fill(7)),
  ...[0, 1, 15, 16, 65_535, 65_536].map((length) => new Array<number>(length).fill(1)),
  ...[0, 1, 15, 16, 65_536].map((length) =>
    Object.fromEntries(Array.from({ length }, (_, index) => [`key ${String(index)}`, index])),
  ),
  new Date(0),
  new Date(1_700_000_000_123),
  new Date(-1),
  new Date(8.64e15),
  { list: [1, [2, { three: 3 }], 'four'], nested: { deep: [{}, [], ''] } },
];

/** Those short enough to try something at every byte. */
export const shortSamples = samples.filter((sample) => encode(sample).byteLength < 100);

/** An ArrayBuffer of just these bytes. */
export const bufferOf = (...bytes: readonly number[]): ArrayBuffer => Uint8Array.from(bytes).buffer;

/** Empty arrays, one in the other. */
export const nestedBytes = (levels: number): Uint8Array<ArrayBuffer> =>
  new Uint8Array(levels).fill(0x91, 0, -1).fill(0x90, -1);

/** Bytes one after the other. */
export const joined = (...parts: readonly ArrayLike<number>[]): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
};

/** Bytes as text: quick to compare, and to read where they differ. */
export const hex = (bytes: ArrayBuffer | ArrayBufferView<ArrayBuffer>): string =>
  (ArrayBuffer.isView(bytes)
    ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : Buffer.from(bytes)
  ).toString('hex');
