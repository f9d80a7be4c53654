import { BATCH_BYTES } from '../core/constants.js';

/** By how much what was told last may be wrong while messages are handed over one after the other. */
const FAR = { messages: 256, bytes: BATCH_BYTES };

/** How much waits, as it was told last. */
export class Tally {
  #messages = 0;
  #bytes = 0;

  /** Whether this is so close to what was told last that it can wait until the loop rests. */
  isNear(messages: number, bytes: number): boolean {
    return Math.abs(messages - this.#messages) < FAR.messages && Math.abs(bytes - this.#bytes) < FAR.bytes;
  }

  /** So much is told now. Whether it differs from last time. */
  tell(messages: number, bytes: number): boolean {
    const isNews = messages !== this.#messages || bytes !== this.#bytes;
    this.#messages = messages;
    this.#bytes = bytes;
    return isNews;
  }
}
