import { allocate } from './allocate.js';

/** Peer connections after which the collector is told of them. Well below Chromium's limit, which others on the page share. */
const PERIOD = 50;

/**
 * Bytes that it is told of, in turn. Chromium looks when what has been allocated since it looked last is up to three times
 * what it kept then. Measured in Chromium 156: 64 MiB do on no page, 256 on one of 50 MB, 1 GiB on one of 200, and on one of
 * 600 nothing of these.
 */
const NOTICES = [128, 256, 512, 1_024].map((mebibytes) => mebibytes * 1_024 * 1_024);

/** Bytes that no browser has: before Chromium says so, it collects all there is. */
const TOO_MANY_BYTES = 16 * 1_024 ** 3;

/** Not in every browser yet. */
interface Transferring extends ArrayBuffer {
  readonly transfer?: (bytes: number) => unknown;
}

/**
 * The peer connections of the page that are closed. Chromium makes no more than 500 for a page, and counts a closed one
 * until it is collected, for which it sees no reason: without this a page that connects again and again, and does little
 * else, is refused the next one sooner or later. One count, as there is one limit, for all Peers of the page.
 */
class ClosedPeerConnections {
  #count = 0;
  #countAtCollection = 0;

  /** Another one is closed: the collector is told now and then, and looks when the page has time. */
  add(): void {
    this.#count += 1;
    if (this.#count % PERIOD > 0) return;
    const told: Transferring | undefined = allocate(NOTICES[(this.#count / PERIOD) % NOTICES.length] as number);
    // Given back at once: Chromium takes what it still finds for what the page needs, and looks the later next time.
    told?.transfer?.(0);
  }

  /**
   * Collects them at once, which stops the page for 70 to 140 ms, for a second where it keeps 100 MB. So not where that is not
   * worth it: what is open, or belongs to others on the page, may be what there is too much of.
   *
   * @returns whether there was enough to collect
   */
  collect(): boolean {
    if (this.#count - this.#countAtCollection < PERIOD) return false;
    this.#countAtCollection = this.#count;
    allocate(TOO_MANY_BYTES);
    return true;
  }
}

export const closedPeerConnections = new ClosedPeerConnections();
