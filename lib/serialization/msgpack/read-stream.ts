import type { StreamReader, TellValue } from '../codec.js';
import { isBinary, isExtension } from '../msgpack-format/part-kinds.js';
import { Cutter } from './split.js';

/** Whether what a part is read as may show the memory of the piece, and would keep it. */
const mayBeView = (type: number): boolean => isBinary(type) || isExtension(type);

/** How values are read. Both throw at what makes no sense. */
export interface Reading {
  /** Reads one. */
  readonly one: (bytes: Uint8Array<ArrayBuffer>) => unknown;
  /** Reads those that stand one behind the other. */
  readonly many: (bytes: Uint8Array<ArrayBuffer>) => Iterable<unknown>;
}

/** All values, or none where one of them makes no sense. */
const attempt = (many: Reading['many'], bytes: Uint8Array<ArrayBuffer>): readonly unknown[] => {
  try {
    return [...many(bytes)];
  } catch {
    return [];
  }
};

/**
 * Reads a stream of MessagePack values whose pieces end anywhere; what cannot be read is told as `split` tells it. Values that
 * lie in one piece and hold no bytes are read together: memory of its own for each would take twenty times as long.
 */
export const readStream = ({ one, many }: Reading, limit: number): StreamReader => {
  const seen = { bytes: 0 };
  const cutter = new Cutter(limit, (type) => {
    if (mayBeView(type)) seen.bytes += 1;
  });

  /** Places: where the first begins, and where each ends. */
  const tellRun = (bytes: Uint8Array<ArrayBuffer>, places: readonly number[], tell: TellValue): void => {
    const values = places.length > 1 ? attempt(many, bytes.subarray(places[0], places.at(-1))) : [];
    for (let index = 0; index < places.length - 1; index += 1) {
      const [start = 0, end = 0] = [places[index], places[index + 1]];
      tell(() => (values.length > 0 ? values[index] : one(bytes.subarray(start, end))), end - start);
    }
  };

  return (piece, tell) => {
    const bytes = new Uint8Array(piece);
    let run = [0];
    try {
      for (let start = 0, end; start < bytes.byteLength; start = end) {
        const { isFresh } = cutter;
        const before = seen.bytes;
        end = cutter.findEnd(bytes, start);
        if (end === undefined) return;
        if (isFresh && seen.bytes === before) run.push(end);
        else {
          tellRun(bytes, run, tell);
          run = [end];
          const value = cutter.take(bytes, start, end);
          tell(() => one(new Uint8Array(value)), value.byteLength);
        }
      }
    } finally {
      tellRun(bytes, run, tell);
    }
  };
};
