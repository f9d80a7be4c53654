import type { OperatorFunction } from 'rxjs';
import type { Chunk } from './envelope.js';
import { type Failure, joined, type Outcome, withHalves } from './halves.js';

/** A value put together, or why it is not. */
export type Reassembled =
  { readonly kind: 'whole'; readonly bytes: ArrayBuffer } | { readonly kind: 'failed'; readonly error: Failure };

/**
 * Chunks in any order, of several values at once, become whole values. What it holds is in proportion to the bytes that
 * have come, and never more than `limit`; a value that cannot be put together is dropped with an error, and the rest goes
 * on. So is one whose rest has not come for a minute in which other things came. What is half there when the source
 * completes is let go.
 *
 * @param limit - bytes of the largest value
 */
export const reassemble = (limit: number): OperatorFunction<Chunk, Reassembled> => {
  const tell = (outcome: Outcome): Reassembled =>
    outcome.kind === 'failed' ? outcome : { kind: 'whole', bytes: joined(outcome.parts, outcome.bytes) };
  return withHalves<Chunk, Reassembled>(
    limit,
    (chunk, halves, emit) => {
      halves.accept(chunk, (outcome) => {
        emit(tell(outcome));
      });
    },
    tell,
  );
};
