import { Subscription } from 'rxjs';
import type { Lifeline } from '../ports/lifeline.js';
import type { Description } from '../ports/peer-connection.js';
import { captureDecided$ } from './capture-decided.js';
import { closePeerConnection } from './close-peer-connection.js';
import { openLifeline } from './lifeline.js';

/** A description of the platform's as it travels. */
export const toDescription = ({ type, sdp = '' }: RTCSessionDescriptionInit): Description => ({
  type: type as Description['type'],
  sdp,
});

/** What can be done for a peer connection before anybody knows what it is for: its lifeline, and the offer that says so. */
export class OfferAhead {
  readonly #native: RTCPeerConnection;
  #lifeline: Lifeline | undefined;
  #offer: Description | undefined;
  #waiting = Subscription.EMPTY;

  constructor(native: RTCPeerConnection) {
    this.#native = native;
  }

  /** The offer, once it is made, and as long as there is nothing to offer but channels. */
  get offer(): Description | undefined {
    return this.#native.getTransceivers().length === 0 ? this.#offer : undefined;
  }

  /**
   * Opens the lifeline, and makes the offer. Chromium settles when a peer connection is made which addresses of this machine
   * it tells, more of them where the user allows to capture: until this one is in use, such a decision closes it, so that
   * nobody takes it.
   */
  prepare(): void {
    this.openLifeline();
    this.#waiting = captureDecided$.subscribe(() => {
      closePeerConnection(this.#native);
    });
    this.#native.createOffer().then(
      (offer) => {
        this.#offer = toDescription(offer);
      },
      () => undefined, // whoever needs one makes another, and is told
    );
  }

  /** It is in use now, or closed: decisions about capturing do not matter any more. */
  end(): void {
    this.#waiting.unsubscribe();
  }

  /** Opens it, once. */
  openLifeline(): Lifeline {
    return (this.#lifeline ??= openLifeline(this.#native));
  }
}
