import { interval, Observable, type OperatorFunction, Subscription } from 'rxjs';
import { HALF_MESSAGE_CHECK } from '../core/constants.js';
import { invalidMessage, messageTooBig, type PeerError, tooManyChunks } from '../core/errors.js';
import { emitEach } from '../core/operators/emit-each.js';
import type { Chunk } from './envelope.js';

/** Values that may be half there at once. Only an unordered channel mixes neighbours, and its window is some megabytes. */
const MAX_HALF_MESSAGES = 256;

/** Bytes that a chunk has on average at the very least: what a chunk costs beside its bytes stays in proportion to them. */
const LEAST_CHUNK_BYTES = 1_024;

/** Bytes that a chunk takes in memory besides its own, so that a flood of tiny ones is bounded too. */
const CHUNK_OVERHEAD = 512;

/** Checks in a row that find nothing new of a value, on a connection where other things come, before it is given up. */
const IDLE_CHECKS = 2;

/** What is wrong with a message that has arrived. */
export type Failure = PeerError<'invalid-message' | 'message-too-big'>;

/** A value of which all chunks are there, in order, or why they are not. */
export type Outcome =
  | { readonly kind: 'whole'; readonly parts: readonly Uint8Array[]; readonly bytes: number }
  | { readonly kind: 'failed'; readonly error: Failure };

interface Collecting {
  readonly kind: 'collecting';
  readonly total: number;
  readonly parts: Map<number, Uint8Array>;
  bytes: number;
  /** What they take in memory. */
  held: number;
  idleChecks: number;
}

/** A value that is there in part, or one that is given up and whose other chunks are let fall as they come. */
type Half = Collecting | { readonly kind: 'given-up'; left: number; idleChecks: number };

const failed = (error: Failure): Outcome => ({ kind: 'failed', error });

/** Told of each value that is complete or given up. */
type Emit = (output: Outcome) => void;

/** All of them are there: as many different ones as the total says. */
const inOrder = (parts: ReadonlyMap<number, Uint8Array>): readonly Uint8Array[] =>
  Array.from({ length: parts.size }, (_, n) => parts.get(n) as Uint8Array);

/** The parts in one buffer, but for so many bytes at the beginning. */
export const joined = (parts: readonly Uint8Array[], bytes: number, skip = 0): ArrayBuffer => {
  const whole = new Uint8Array(bytes - skip);
  let offset = -skip;
  for (const part of parts) {
    whole.set(offset < 0 ? part.subarray(-offset) : part, Math.max(offset, 0));
    offset += part.byteLength;
  }
  return whole.buffer;
};

/** A part of a frame keeps all of it in memory, whatever else there is in it: a small part is copied out. */
const compact = (data: Uint8Array): Uint8Array =>
  data.buffer.byteLength > data.byteLength + LEAST_CHUNK_BYTES ? data.slice() : data;

const faultOf = (half: Collecting, { n, total }: Chunk): string | undefined => {
  if (total !== half.total) return `its chunks say different totals, ${half.total} and ${total}`;
  return half.parts.has(n) ? `its chunk ${n} came twice` : undefined;
};

/** The values that are half there, of one connection. */
export class Halves {
  readonly #halves = new Map<number, Half>(); // oldest first
  readonly #limit: number;
  /** What all of them take in memory. */
  #held = 0;
  /** Whether anything has come since the last check. */
  #traffic: 'none' | 'some' = 'none';

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** How many values are half there, or given up with chunks still to come. */
  get size(): number {
    return this.#halves.size;
  }

  /** Something has come, of whatever kind. */
  hear(): void {
    this.#traffic = 'some';
  }

  accept(chunk: Chunk, emit: Emit): void {
    const half = this.#halves.get(chunk.id) ?? this.#begin(chunk, emit);
    if (half.kind === 'collecting') {
      this.#collect(half, chunk, emit);
      return;
    }
    half.left -= 1;
    half.idleChecks = 0;
    if (half.left <= 0) this.#halves.delete(chunk.id);
  }

  /** Gives up what has waited in vain for its rest, then forgets it. Where nothing comes at all, the line may be interrupted. */
  check(emit: Emit): void {
    if (this.#traffic === 'none') return;
    this.#traffic = 'none';
    for (const [id, half] of this.#halves) {
      half.idleChecks += 1;
      if (half.idleChecks <= IDLE_CHECKS) continue;
      if (half.kind === 'given-up') this.#halves.delete(id);
      else this.#drop(id, half, invalidMessage('its rest has not come'), emit);
    }
  }

  #begin({ id, total }: Chunk, emit: Emit): Half {
    const [oldest] = this.#halves;
    if (oldest && this.#halves.size >= MAX_HALF_MESSAGES) {
      this.#drop(...oldest, invalidMessage(`more than ${MAX_HALF_MESSAGES} messages are half there`), emit);
      this.#halves.delete(oldest[0]);
    }
    const half: Half =
      total > this.#limit / LEAST_CHUNK_BYTES + 1
        ? { kind: 'given-up', left: total, idleChecks: 0 }
        : { kind: 'collecting', total, parts: new Map(), bytes: 0, held: 0, idleChecks: 0 };
    this.#halves.set(id, half);
    if (half.kind === 'given-up') emit(failed(tooManyChunks(total, this.#limit)));
    return half;
  }

  #collect(half: Collecting, chunk: Chunk, emit: Emit): void {
    const fault = faultOf(half, chunk);
    if (fault !== undefined) {
      this.#drop(chunk.id, half, invalidMessage(fault), emit);
      return;
    }
    const takes = chunk.data.byteLength + CHUNK_OVERHEAD;
    half.parts.set(chunk.n, compact(chunk.data));
    half.bytes += chunk.data.byteLength;
    half.held += takes;
    half.idleChecks = 0;
    this.#held += takes;
    if (half.bytes > this.#limit) {
      this.#drop(chunk.id, half, messageTooBig(half.bytes, this.#limit), emit);
    } else if (half.parts.size === half.total) {
      this.#halves.delete(chunk.id);
      this.#held -= half.held;
      emit({ kind: 'whole', parts: inOrder(half.parts), bytes: half.bytes });
    } else {
      this.#makeRoom(chunk.id, emit);
    }
  }

  /** All of them together have the room that one message may take; the one that is coming stays, and others go, oldest first. */
  #makeRoom(kept: number, emit: Emit): void {
    for (const [id, half] of this.#halves) {
      if (this.#held <= this.#limit) return;
      if (id !== kept) this.#drop(id, half, invalidMessage('its rest has not come, and others need the room'), emit);
    }
  }

  #drop(id: number, half: Half, error: Failure, emit: Emit): void {
    if (half.kind === 'given-up') return;
    this.#held -= half.held;
    this.#halves.set(id, { kind: 'given-up', left: half.total - half.parts.size, idleChecks: 0 });
    emit(failed(error));
  }
}

/**
 * Runs `read` for each value, with the place where halves are kept, and `tell` for each half that is given up since its rest
 * does not come; a timer looks for those, only while there are halves.
 */
export const withHalves =
  <T, R>(
    limit: number,
    read: (value: T, halves: Halves, emit: (result: R) => void) => void,
    tell: (output: Outcome) => R,
  ): OperatorFunction<T, R> =>
  (source$) =>
    new Observable((subscriber) => {
      const halves = new Halves(limit);
      const watch = { timer: Subscription.EMPTY };
      const check = (): void => {
        halves.check((output) => {
          subscriber.next(tell(output));
        });
        if (halves.size === 0) watch.timer.unsubscribe();
      };
      subscriber.add(() => {
        watch.timer.unsubscribe();
      });
      source$
        .pipe(
          emitEach<T, R>((value, emit) => {
            halves.hear();
            read(value, halves, emit);
            if (halves.size > 0 === !watch.timer.closed || subscriber.closed) return;
            watch.timer.unsubscribe();
            if (halves.size > 0) watch.timer = interval(HALF_MESSAGE_CHECK).subscribe(check);
          }),
        )
        .subscribe(subscriber);
    });
