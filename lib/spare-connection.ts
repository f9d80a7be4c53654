import { Subscription, timer } from 'rxjs';
import { SPARE_DELAY } from './core/constants.js';
import type { PeerConnection } from './ports/peer-connection.js';

interface Spare {
  readonly peerConnection: PeerConnection;
  /** What it was configured with, as text: the application may change it in place. */
  readonly config: string;
}

/** `undefined` where it holds itself, say: then nobody knows whether it has changed. */
const textOf = (config: RTCConfiguration): string | undefined => {
  try {
    return JSON.stringify(config);
  } catch {
    return undefined;
  }
};

/**
 * One peer connection made in advance, offer and all, which the next connection takes and so opens sooner (bench/RESULTS.md,
 * "connect to open"). Until it is taken it does nothing more and reaches nobody.
 */
export class SpareConnection {
  readonly #create: (config: RTCConfiguration) => PeerConnection;
  readonly #config: () => RTCConfiguration;
  #waiting = Subscription.EMPTY;
  #spare: Spare | undefined;

  /**
   * @param create - may throw: whoever takes a connection then hears of it
   * @param config - what it is to be configured with, now; credentials of TURN servers change
   */
  constructor(create: (config: RTCConfiguration) => PeerConnection, config: () => RTCConfiguration) {
    this.#create = create;
    this.#config = config;
  }

  /** The one that is ready, if it is still what a new one would be, or a new one. */
  take(): PeerConnection {
    this.#dropOutdated();
    const spare = this.#spare;
    this.#spare = undefined;
    return spare?.peerConnection ?? this.#create(this.#config());
  }

  /**
   * A new one, and none that is older for whoever comes next. For calls: Chromium settles when one is made which addresses of
   * this machine it tells, and before a call the user has mostly been asked for camera and microphone, which decides that.
   */
  takeNew(): PeerConnection {
    this.#drop();
    return this.#create(this.#config());
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
    this.#drop();
  }

  #prepare(): void {
    this.#dropOutdated();
    if (this.#spare) return;
    const config = textOf(this.#config());
    if (config === undefined) return;
    try {
      const spare = { config, peerConnection: this.#create(this.#config()) };
      this.#spare = spare;
      spare.peerConnection.prepareOffer();
    } catch {
      // Nobody is waiting for it; whoever needs one tries again, and is told.
    }
  }

  #drop(): void {
    this.#spare?.peerConnection.close();
    this.#spare = undefined;
  }

  /** One that is not what a new one would be goes; also one that is closed: Chromium closes all when the machine goes to sleep. */
  #dropOutdated(): void {
    const isClosed = this.#spare?.peerConnection.native.signalingState === 'closed';
    if (isClosed || this.#spare?.config !== textOf(this.#config())) this.#drop();
  }
}
