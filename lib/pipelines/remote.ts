/** What the other side is. RxPeer understands more than PeerJS does. */
export type Remote = 'rxpeer' | 'peerjs';
