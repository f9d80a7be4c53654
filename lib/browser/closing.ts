import { inNextTurn } from './in-next-turn.js';
import { peerConnectionClosed } from './peer-connection-closed.js';

/**
 * How a peer connection is closed: at once, but for the turn in which one of its channels opens, and the next one. Chromium
 * (156) keeps for ever most of those that are closed then (68 of 100 that were, and none or one that waited), and no page
 * may have more than 500: whoever refuses strangers as soon as a connection with them opens would soon have no more.
 */
export class Closing {
  readonly #native: RTCPeerConnection;
  #opening = 0;

  constructor(native: RTCPeerConnection) {
    this.#native = native;
  }

  /** To be called with each channel before anybody else listens to it. */
  watch(channel: RTCDataChannel): RTCDataChannel {
    channel.addEventListener('open', () => {
      this.#opening += 1;
      inNextTurn(() => {
        inNextTurn(() => {
          this.#opening -= 1;
        });
      });
    });
    return channel;
  }

  close(): void {
    if (this.#native.signalingState === 'closed') return;
    if (this.#opening > 0) {
      inNextTurn(() => {
        this.close();
      });
      return;
    }
    peerConnectionClosed();
    this.#native.close();
  }
}
