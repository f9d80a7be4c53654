import { REPORT_BYTES } from '../core/constants.js';
import type { IncomingFrame, OutgoingFrame } from '../ports/data-channel.js';

/** How much a frame counts, here and there: its bytes, or for text its characters, which nobody has to encode to know. */
const sizeOf = (frame: OutgoingFrame | IncomingFrame): number => {
  if (typeof frame === 'string') return frame.length;
  return 'byteLength' in frame ? frame.byteLength : frame.size;
};

/** Counts the frames that pass, at either end, so that both know after which of them the receiver tells how many there were. */
export class ReportCount {
  #total = 0;
  #told = 0;

  get total(): number {
    return this.#total;
  }

  /** One more. Whether that is to be told. */
  add(frame: OutgoingFrame | IncomingFrame): boolean {
    this.#total += sizeOf(frame);
    if (this.#total - this.#told < REPORT_BYTES) return false;
    this.#told = this.#total;
    return true;
  }
}
