import { patterned } from './bytes.js';

/** What is sent, and what arrives. */
export type Example = readonly [sent: unknown, received: unknown];

const same = (...values: readonly unknown[]): readonly Example[] => values.map((value) => [value, value]);

export const TEXTS = same('', 'plain', 'héllo 世界 🎉👩‍👩‍👧‍👦', '\u0000\n"', 'x'.repeat(20_000));

export const STRUCTURES: readonly Example[] = [
  ...same(0, 1, -1, 255, 65_536, -2_147_483_648, 4_294_967_295, 1.5, -0.25, true, false, null),
  ...same([], {}, [1, 'two', null, [3]], { a: { b: [{ c: 'd' }] }, '': 1 }, { type: 'close' }),
];

export const BYTES: readonly Example[] = [
  [new ArrayBuffer(0), new ArrayBuffer(0)],
  [Uint8Array.of(1, 2, 3).buffer, Uint8Array.of(1, 2, 3).buffer],
  [Uint8Array.of(9, 1, 2, 9).subarray(1, 3), Uint8Array.of(1, 2).buffer],
  [Int16Array.of(-1, 1), Uint8Array.of(255, 255, 1, 0).buffer],
  [Float64Array.of(0.5), Float64Array.of(0.5).buffer],
  [patterned(16_299), patterned(16_299).buffer],
  [patterned(16_300), patterned(16_300).buffer],
  [patterned(50_000), patterned(50_000).buffer],
  [new Blob(['ab']), Uint8Array.of(97, 98).buffer],
  [new Blob([patterned(40_000)]), patterned(40_000).buffer],
];

export const BINARY: readonly Example[] = [
  ...TEXTS,
  ...STRUCTURES,
  ...BYTES,
  [undefined, undefined],
  [{ at: [Uint8Array.of(7), new Blob(['c'])] }, { at: [Uint8Array.of(7).buffer, Uint8Array.of(99).buffer] }],
];
