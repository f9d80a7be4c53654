import { endWith, map, merge } from 'rxjs';
import { HIGH_WATER_MARK, MAX_FRAME_BYTES, REPORT_BYTES } from '../core/constants.js';
import { Fifo } from '../core/fifo.js';
import type { DataChannel, OutgoingFrame } from '../ports/data-channel.js';
import type { Lifeline } from '../ports/lifeline.js';
import { type FlowWindow, OPENED, windowAfter } from './flow-window.js';
import type { Outlet } from './outlet.js';
import { ReportCount } from './report-count.js';

/** A channel over which no more is under way than the way takes. */
export interface FlowControlled {
  readonly outlet: Outlet;
  /** Bytes of the largest frame that is small next to what may be under way. */
  readonly frameBytes: () => number;
}

/** Frames that fill the window between them, so that reports come all the time. */
const FRAMES_IN_WINDOW = 4;

/** When it will be reported that so many bytes have come, they were handed over at this time. */
interface Mark {
  readonly total: number;
  readonly at: number;
}

/** What is under way. */
class UnderWay {
  readonly #now: () => number;
  readonly #sent = new ReportCount();
  readonly #marks = new Fifo<Mark>();
  #received = 0;
  #window: FlowWindow = OPENED;

  constructor(now: () => number) {
    this.#now = now;
  }

  get window(): number {
    return this.#window.bytes;
  }

  /** Bytes more than may be under way; less than 0 where there is room. */
  get excess(): number {
    return this.#sent.total - this.#received - this.#window.bytes;
  }

  send(frame: OutgoingFrame): void {
    if (this.#sent.add(frame)) this.#marks.push({ total: this.#sent.total, at: this.#now() });
  }

  /**
   * @param told - bytes that have come; if it is more than was sent, everything has. Infinite: nothing will be told any more
   */
  receive(told: number): void {
    if (told === Infinity) this.#window = { ...this.#window, bytes: Infinity };
    const received = Math.min(told, this.#sent.total);
    const fresh = received - this.#received;
    if (fresh <= 0) return;
    this.#received = received;
    this.#window = windowAfter(this.#window, { received, fresh, sent: this.#sent.total, trip: this.#tripTo(received) });
  }

  #tripTo(received: number): number | undefined {
    const last: { mark: Mark | undefined } = { mark: undefined };
    for (let mark = this.#marks.peek(); mark && mark.total <= received; mark = this.#marks.peek()) {
      last.mark = this.#marks.shift();
    }
    return last.mark && this.#now() - last.mark.at;
  }
}

/** Where the other end tells nothing. */
const uncontrolled = (channel: DataChannel): FlowControlled => ({ outlet: channel, frameBytes: () => MAX_FRAME_BYTES });

/**
 * A channel whose other end tells how much has come. What is under way beyond the window counts as waiting in front of the
 * channel: `bufferedAmount` is above the high water mark while there is no room. Where nothing (more) will be told, only the
 * channel itself counts. Works while somebody listens to `drained$`, one at most.
 */
export const flowControlled = (channel: DataChannel, lifeline: Lifeline | undefined): FlowControlled => {
  if (!lifeline) return uncontrolled(channel);
  const underWay = new UnderWay(lifeline.now);
  return {
    outlet: {
      closed$: channel.closed$,
      drained$: merge(
        channel.drained$,
        lifeline.told$.pipe(
          endWith(Infinity),
          map((received) => {
            underWay.receive(received);
          }),
        ),
      ),
      bufferedAmount: () => Math.max(channel.bufferedAmount(), underWay.excess + HIGH_WATER_MARK),
      countWaiting: (bytes) => channel.countWaiting(bytes),
      send: (frame) => {
        channel.send(frame);
        underWay.send(frame);
      },
    },
    frameBytes: () =>
      Math.min(Math.max(2 ** Math.floor(Math.log2(underWay.window / FRAMES_IN_WINDOW)), REPORT_BYTES), MAX_FRAME_BYTES),
  };
};
