import { Fifo } from './fifo.js';

/** Handles one item at a time: what comes in the middle of that, because a listener caused it, waits for its turn. */
export class Turns<T> {
  readonly #handle: (item: T) => void;
  readonly #waiting = new Fifo<T>();
  #turn: 'free' | 'taken' = 'free';

  constructor(handle: (item: T) => void) {
    this.#handle = handle;
  }

  take(item: T): void {
    if (this.#turn === 'taken') {
      this.#waiting.push(item);
      return;
    }
    this.#turn = 'taken';
    this.#handle(item);
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) this.#handle(next);
    this.#turn = 'free';
  }
}
