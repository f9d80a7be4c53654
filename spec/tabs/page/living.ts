/** How many objects the page still holds. Exact only when its garbage has just been collected. */
export class Living {
  #watched: WeakRef<object>[] = [];
  #peerConnections: WeakRef<RTCPeerConnection>[] = [];
  #seen = 0;

  constructor() {
    const note = (one: RTCPeerConnection): void => {
      this.#peerConnections.push(new WeakRef(one));
      this.#seen += 1;
    };
    class Noted extends window.RTCPeerConnection {
      constructor(config?: RTCConfiguration) {
        super(config);
        note(this);
      }
    }
    window.RTCPeerConnection = Noted;
  }

  /** A Peer, or a connection. */
  watch(one: object): void {
    this.#watched.push(new WeakRef(one));
  }

  count(): { watched: number; peerConnections: number; open: number; seen: number } {
    this.#watched = this.#watched.filter((one) => one.deref());
    this.#peerConnections = this.#peerConnections.filter((one) => one.deref());
    return {
      watched: this.#watched.length,
      peerConnections: this.#peerConnections.length,
      open: this.#peerConnections.filter((one) => one.deref()?.signalingState !== 'closed').length,
      seen: this.#seen,
    };
  }
}
