import { type DataConnection, sendTo } from 'rxpeer';

const CHUNK = 64 * 1024;
/** One word in so many is looked at: the receiver is to measure the transfer, not itself. */
const STRIDE = 1_024;

/** What the receiver has got. */
export interface Receipt {
  readonly chunks: number;
  /** How many of them are not what was to come next. */
  readonly wrong: number;
  /** Milliseconds: the longest time between two chunks, and the one since the last. */
  readonly longestPause: number;
  readonly sinceLast: number;
}

/** The word at a place of a chunk: other words in other chunks. */
const wordAt = (chunk: number, place: number): number => (Math.imul(chunk + 1, 2_654_435_761) ^ place) >>> 0;

const makeChunk = (chunk: number): Uint32Array =>
  new Uint32Array(CHUNK / Uint32Array.BYTES_PER_ELEMENT).map((_, place) => wordAt(chunk, place));

const isChunk = (value: unknown, chunk: number): boolean => {
  if (!(value instanceof ArrayBuffer) || value.byteLength !== CHUNK) return false;
  const words = new Uint32Array(value);
  for (let place = chunk % STRIDE; place < words.length; place += STRIDE) {
    if (words[place] !== wordAt(chunk, place)) return false;
  }
  return true;
};

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

/** Sends chunk by chunk: one each `interval` milliseconds, as long as there is one. */
export class Sending {
  interval: number;
  outcome = 'going on';

  constructor(connection: DataConnection, chunks: number, interval: number) {
    this.interval = interval;
    sendTo(connection)(this.#source(chunks)).subscribe({
      error: (error: unknown) => {
        this.outcome = String(error);
      },
      complete: () => {
        this.outcome = 'complete';
      },
    });
  }

  async *#source(chunks: number): AsyncGenerator<Uint32Array> {
    for (let chunk = 0; chunk < chunks; chunk += 1) {
      if (this.interval > 0) await pause(this.interval);
      yield makeChunk(chunk);
    }
  }
}

/** Looks at what comes, and when. */
export class Receiving {
  #chunks = 0;
  #wrong = 0;
  #longestPause = 0;
  #last = performance.now();

  constructor(connection: DataConnection) {
    connection.data$.subscribe((value) => {
      const now = performance.now();
      if (this.#chunks > 0) this.#longestPause = Math.max(this.#longestPause, now - this.#last);
      this.#last = now;
      if (!isChunk(value, this.#chunks)) this.#wrong += 1;
      this.#chunks += 1;
    });
  }

  get receipt(): Receipt {
    return {
      chunks: this.#chunks,
      wrong: this.#wrong,
      longestPause: Math.round(this.#longestPause),
      sinceLast: Math.round(performance.now() - this.#last),
    };
  }
}
