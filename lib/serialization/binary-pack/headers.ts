import { BYTES, MAP, TEXT } from './type-bytes.js';

/** An object with four keys, which a chunk is. */
export const MAP_OF_FOUR = MAP.small + 4;

/** Types of whole numbers, as far as chunks have them. */
const UNSIGNED = { byte: 0xcc, short: 0xcd, long: 0xce, wideSigned: 0xd3 };

const bigEndian = (value: number, width: number): readonly number[] =>
  Array.from({ length: width }, (_, index) => Math.floor(value / 256 ** (width - 1 - index)) % 256);

/** A text of at most 15 ASCII characters. */
export const textHeader = (text: string): readonly number[] => [
  TEXT.small + text.length,
  ...Array.from(text, (character) => character.charCodeAt(0)),
];

/** A whole number from 0 on. */
export const countHeader = (count: number): readonly number[] => {
  if (count < 0x80) return [count];
  if (count <= 0xff) return [UNSIGNED.byte, count];
  if (count <= 0xffff) return [UNSIGNED.short, ...bigEndian(count, 2)];
  if (count <= 0xffff_ffff) return [UNSIGNED.long, ...bigEndian(count, 4)];
  return [UNSIGNED.wideSigned, ...bigEndian(count, 8)];
};

/** What comes before so many bytes. */
export const bytesHeader = (size: number): readonly number[] => {
  if (size <= 0x0f) return [BYTES.small + size];
  return size <= 0xffff ? [BYTES.medium, ...bigEndian(size, 2)] : [BYTES.large, ...bigEndian(size, 4)];
};
