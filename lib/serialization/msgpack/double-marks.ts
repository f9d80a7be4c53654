import { EndFinder } from '../msgpack-format/end-finder.js';
import { isText } from '../msgpack-format/part-kinds.js';
import { WIDTHS } from '../msgpack-format/shapes.js';

/** U+FEFF, the byte order mark, in UTF-8. */
const MARK = [0xef, 0xbb, 0xbf];

/** Bytes of text up to which @msgpack/msgpack reads it by itself; more it gives to the platform, which drops a mark. */
const SHORT_TEXT = 200;

/** First byte of text whose size is in the 32 bits that follow, and bytes of the header then. */
const LONGEST_TEXT = 0xdb;
const LONGEST_HEADER = 5;

const hasMarkAt = (bytes: Uint8Array, at: number): boolean => MARK.every((byte, index) => bytes[at + index] === byte);

/** Whether there is one, in text or not. */
const hasMark = (bytes: Uint8Array): boolean => {
  for (let at = bytes.indexOf(0xef); at !== -1; at = bytes.indexOf(0xef, at + 1)) if (hasMarkAt(bytes, at)) return true;
  return false;
};

/** Text that begins with a mark: where its header is, and where it begins and ends. */
interface Marked {
  readonly header: number;
  readonly start: number;
  readonly end: number;
}

const markedIn = (bytes: Uint8Array): readonly Marked[] => {
  const marked: Marked[] = [];
  const finder = new EndFinder({
    limit: bytes.byteLength,
    tooBig: () => new Error('it claims to hold more than it does'),
    onPart: (type, start, size) => {
      if (size <= SHORT_TEXT || !isText(type) || !hasMarkAt(bytes, start)) return;
      marked.push({ header: start - 1 - (WIDTHS[type] as number), start, end: start + size });
    },
  });
  for (let at: number | undefined = 0; at !== undefined && at < bytes.length;) at = finder.find(bytes, at);
  return marked;
};

/**
 * MessagePack values, checked, whose long texts have a byte order mark more where they begin with one, because the platform's
 * decoder drops the first. The same bytes where there is none.
 */
export const doubleMarks = (bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> => {
  const marked = hasMark(bytes) ? markedIn(bytes) : [];
  if (marked.length === 0) return bytes;
  const doubled = new Uint8Array(bytes.length + marked.length * (LONGEST_HEADER + MARK.length));
  let at = 0;
  const write = (part: ArrayLike<number>): void => {
    doubled.set(part, at);
    at += part.length;
  };
  let from = 0;
  for (const { header, start, end } of marked) {
    const size = end - start + MARK.length;
    write(bytes.subarray(from, header));
    write([LONGEST_TEXT, size >>> 24, size >>> 16, size >>> 8, size, ...MARK]);
    from = start;
  }
  write(bytes.subarray(from));
  return doubled.subarray(0, at);
};
