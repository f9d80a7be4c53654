import { defer, mergeMap, type OperatorFunction } from 'rxjs';
import { invalidMessage, messageTooBig, type PeerError } from '../core/errors.js';
import type { Chunk } from './envelope.js';

/** Values that may be half there at once. Only an unordered channel mixes neighbours, and its window is some megabytes. */
const MAX_HALF_MESSAGES = 256;

/** Bytes that a chunk has on average at the very least: what a chunk costs beside its bytes stays in proportion to them. */
const LEAST_CHUNK_BYTES = 1_024;

/** A value put together, or why it is not. */
export type Reassembled =
  | { readonly kind: 'whole'; readonly bytes: ArrayBuffer }
  | { readonly kind: 'failed'; readonly error: PeerError<'invalid-message' | 'message-too-big'> };

interface Collecting {
  readonly kind: 'collecting';
  readonly total: number;
  readonly parts: Map<number, Uint8Array>;
  bytes: number;
}

/** A value that is there in part, or one that is given up and whose other chunks are let fall as they come. */
type Half = Collecting | { readonly kind: 'given-up'; left: number };

const failed = (error: PeerError<'invalid-message' | 'message-too-big'>): Reassembled => ({ kind: 'failed', error });

const joined = ({ parts, bytes }: Collecting): ArrayBuffer => {
  const whole = new Uint8Array(bytes);
  let offset = 0;
  for (let n = 0; n < parts.size; n += 1) {
    const part = parts.get(n) as Uint8Array; // all of them are there: as many different ones as the total says
    whole.set(part, offset);
    offset += part.byteLength;
  }
  return whole.buffer;
};

const faultOf = (half: Collecting, { n, total }: Chunk): string | undefined => {
  if (total !== half.total) return `its chunks say different totals, ${String(half.total)} and ${String(total)}`;
  return half.parts.has(n) ? `its chunk ${String(n)} came twice` : undefined;
};

/** The values that are half there, of one connection. */
class Halves {
  readonly #halves = new Map<number, Half>(); // oldest first
  readonly #limit: number;
  #bytes = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  accept(chunk: Chunk): readonly Reassembled[] {
    const outputs: Reassembled[] = [];
    const half = this.#halves.get(chunk.id) ?? this.#begin(chunk, outputs);
    if (half.kind === 'given-up') {
      half.left -= 1;
      if (half.left <= 0) this.#halves.delete(chunk.id);
    } else {
      this.#collect(half, chunk, outputs);
    }
    return outputs;
  }

  #begin({ id, total }: Chunk, outputs: Reassembled[]): Half {
    const [oldest] = this.#halves;
    if (oldest && this.#halves.size >= MAX_HALF_MESSAGES) {
      this.#drop(oldest, invalidMessage(`more than ${String(MAX_HALF_MESSAGES)} messages are half there`), outputs);
      this.#halves.delete(oldest[0]);
    }
    if (total > this.#limit / LEAST_CHUNK_BYTES + 1) {
      outputs.push(failed(invalidMessage(`${String(total)} chunks are more than a message within the limit has`)));
      const half: Half = { kind: 'given-up', left: total };
      this.#halves.set(id, half);
      return half;
    }
    const half: Half = { kind: 'collecting', total, parts: new Map(), bytes: 0 };
    this.#halves.set(id, half);
    return half;
  }

  #collect(half: Collecting, chunk: Chunk, outputs: Reassembled[]): void {
    const fault = faultOf(half, chunk);
    if (fault !== undefined) {
      this.#drop([chunk.id, half], invalidMessage(fault), outputs);
      return;
    }
    half.parts.set(chunk.n, chunk.data);
    half.bytes += chunk.data.byteLength;
    this.#bytes += chunk.data.byteLength;
    if (half.bytes > this.#limit) {
      this.#drop([chunk.id, half], messageTooBig(half.bytes, this.#limit), outputs);
    } else if (half.parts.size === half.total) {
      this.#halves.delete(chunk.id);
      this.#bytes -= half.bytes;
      outputs.push({ kind: 'whole', bytes: joined(half) });
    } else {
      this.#makeRoom(chunk.id, outputs);
    }
  }

  /** All halves together take no more than one message may. */
  #makeRoom(kept: number, outputs: Reassembled[]): void {
    for (const entry of this.#halves) {
      if (this.#bytes <= this.#limit) return;
      if (entry[0] !== kept)
        this.#drop(entry, invalidMessage('its rest has not come, and others need the room'), outputs);
    }
  }

  #drop(
    [id, half]: [number, Half],
    error: PeerError<'invalid-message' | 'message-too-big'>,
    outputs: Reassembled[],
  ): void {
    if (half.kind === 'given-up') return;
    this.#bytes -= half.bytes;
    this.#halves.set(id, { kind: 'given-up', left: half.total - half.parts.size });
    outputs.push(failed(error));
  }
}

/**
 * Chunks in any order, of several values at once, become whole values. What it holds is in proportion to the bytes that
 * have come, and never more than `limit`; a value that cannot be put together is dropped with an error, and the rest goes
 * on. What is half there when the source completes is let go.
 *
 * @param limit - bytes of the largest value
 */
export const reassemble =
  (limit: number): OperatorFunction<Chunk, Reassembled> =>
  (source$) =>
    defer(() => {
      const halves = new Halves(limit);
      return source$.pipe(mergeMap((chunk) => halves.accept(chunk)));
    });
