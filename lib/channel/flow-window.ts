import { FIRST_WINDOW, LARGEST_WINDOW, LOW_WATER_MARK } from '../core/constants.js';

/**
 * How much may be under way to the other side, and what that is decided by.
 *
 * `opening`: nothing has waited on the way so far, and the window grows with what arrives. `doubting`: something seems to
 * wait; whether it still does when all that is under way now has arrived, one round later, decides. `steady`: the window is
 * about what the way holds, and follows it, round by round.
 */
export interface FlowWindow {
  readonly phase: 'opening' | 'doubting' | 'steady';
  readonly bytes: number;
  /** Milliseconds from the handing over of a frame to the report that it has come: the least there ever was. */
  readonly leastTrip: number;
  /** The latest, oldest first. */
  readonly trips: readonly number[];
  /** The round is over when so many bytes have come. */
  readonly roundEnd: number;
}

/** What a report says. */
export interface FlowReport {
  /** Bytes that have come, all in all. */
  readonly received: number;
  /** Those of them that are new. */
  readonly fresh: number;
  /** Bytes that were handed over, all in all. */
  readonly sent: number;
  /** Milliseconds that the last of them took to be reported, where it is known. */
  readonly trip: number | undefined;
}

export const OPENED: FlowWindow = {
  phase: 'opening',
  bytes: FIRST_WINDOW,
  leastTrip: Infinity,
  trips: [],
  roundEnd: 0,
};

/** So many trips in a row are longer where something waits on the way; a page or a radio that paused delays fewer. */
const TRIPS = 4;

/**
 * By how much a trip is longer where something waits: an eighth of the shortest, but 4 ms at least and 16 ms at most, as
 * HyStart++ has it (RFC 9406, section 4.3).
 */
const DELAYED = { share: 1 / 8, least: 4, most: 16 };

/**
 * Milliseconds that a trip is to take in the long run: a share more than the shortest, and so many more, so that the line
 * always has something to carry; and so many at least, so that a page which is busy for as long does not stop it.
 */
const AIM = { share: 5 / 4, more: 20, least: 60 };

/** Growth while it opens, of what has arrived: less than SCTP's own, whose window is never what limits that way. */
const OPENING_GROWTH = 1 / 3;

/** Of the way to where the window should be, in one round, and the most that it grows then, of itself. */
const STEP = 1 / 2;
const MOST_GROWTH = 1 / 2;

/** Bytes by which it grows in a round in any case, a packet: or those who fill the queue would have the line to themselves. */
const LEAST_GROWTH = 1_200;

const openedBy = (window: FlowWindow, fresh: number): number =>
  Math.min(window.bytes + fresh * OPENING_GROWTH, LARGEST_WINDOW);

const steered = ({ bytes, leastTrip }: FlowWindow, trip: number): number => {
  const aim = Math.max(leastTrip * AIM.share, leastTrip + AIM.more, AIM.least);
  const growth = Math.min(STEP * (aim / trip - 1), MOST_GROWTH);
  return Math.min(bytes + Math.max(bytes * growth, LEAST_GROWTH), LARGEST_WINDOW);
};

/**
 * The window after a report.
 *
 * SCTP by itself sends more and more until something is lost (RFC 9260, section 7.2.1). Where that is because a queue on the
 * way is full, hundreds of packets are lost at once, and the platforms send them again at one a round trip, for many seconds.
 * So the queue is noticed by its delay, before it is full.
 */
export const windowAfter = (window: FlowWindow, { received, fresh, sent, trip }: FlowReport): FlowWindow => {
  const trips = trip === undefined ? window.trips : [...window.trips, trip].slice(-TRIPS);
  const leastTrip = Math.min(window.leastTrip, ...trips);
  const now = { ...window, trips, leastTrip };
  // What waits on the way delays all of them.
  const delayed = trips.length < TRIPS ? leastTrip : Math.min(...trips);
  const delay = Math.min(Math.max(leastTrip * DELAYED.share, DELAYED.least), DELAYED.most);
  const isDelayed = delayed > leastTrip + delay;
  // Who has not sent what the window allows has not learnt whether there is room for more.
  const isUsed = sent - received + fresh > window.bytes - LOW_WATER_MARK;
  if (window.phase === 'opening') {
    if (isDelayed) return { ...now, phase: 'doubting', roundEnd: sent };
    return isUsed ? { ...now, bytes: openedBy(window, fresh) } : now;
  }
  if (received < window.roundEnd) return now;
  if (window.phase === 'doubting') {
    if (!isDelayed) return { ...now, phase: 'opening' };
    const bytes = Math.max((window.bytes * (leastTrip + delay)) / delayed, FIRST_WINDOW);
    return { ...now, phase: 'steady', bytes, roundEnd: sent };
  }
  return { ...now, bytes: isUsed ? steered(now, delayed) : window.bytes, roundEnd: sent };
};
