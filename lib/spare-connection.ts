import { Subscription, timer } from 'rxjs';
import { SPARE_DELAY } from './core/constants.js';
import type { PeerConnection } from './ports/peer-connection.js';

/**
 * One peer connection made in advance, offer and all, which the next connection takes and so opens sooner (bench/RESULTS.md,
 * "connect to open"). Until it is taken it does nothing more and reaches nobody.
 */
export class SpareConnection {
  readonly #create: () => PeerConnection;
  #waiting = Subscription.EMPTY;
  #spare: PeerConnection | undefined;

  /** @param create - may throw: whoever takes a connection then hears of it */
  constructor(create: () => PeerConnection) {
    this.#create = create;
  }

  /** The one that is ready, or a new one. */
  take(): PeerConnection {
    const spare = this.#spare ?? this.#create();
    this.#spare = undefined;
    return spare;
  }

  /** Something has come to rest: a moment later there is time to make one, unless something else happens first. */
  prepareSoon(): void {
    this.#waiting.unsubscribe();
    this.#waiting = timer(SPARE_DELAY).subscribe(() => {
      this.#prepare();
    });
  }

  /** None is wanted any more, until `prepareSoon`. */
  release(): void {
    this.#waiting.unsubscribe();
    this.#spare?.close();
    this.#spare = undefined;
  }

  #prepare(): void {
    if (this.#spare) return;
    try {
      this.#spare = this.#create();
      this.#spare.prepareOffer();
    } catch {
      // Nobody is waiting for it; whoever needs one tries again, and is told.
    }
  }
}
