import type { Observable } from 'rxjs';
import type { DataChannel } from './data-channel.js';
import type { Lifeline } from './lifeline.js';

/** A session description as it travels (RFC 8829). */
export interface Description {
  /** Which side of the negotiation it is from. */
  readonly type: 'offer' | 'answer';
  /** The description itself (RFC 8866). */
  readonly sdp: string;
}

/** An ICE candidate as it travels (W3C WebRTC, RTCIceCandidateInit). */
export type Candidate = RTCIceCandidateInit;

/** How a data channel is opened; PeerJS sets nothing else. */
export interface ChannelInit {
  /** Whether messages keep their order (W3C WebRTC, RTCDataChannelInit). */
  readonly ordered: boolean;
}

/**
 * One RTCPeerConnection. A method that returns an Observable does nothing until that is subscribed to, once; any other does
 * it when it is called. The states replay; the other streams are hot and repeat nothing. Whoever closes it has unsubscribed
 * from them: the platform may still tell what it was about to.
 */
export interface PeerConnection {
  /** The object of the platform, for `connection.peerConnection`. */
  readonly native: RTCPeerConnection;
  /**
   * Does now what the first offer will take: opens the lifeline, and makes the offer, which says of data channels only that
   * there are some. Nothing is applied, nobody is reached, and what fails fails again when it is needed. Streams that are
   * added afterwards make it void.
   */
  prepareOffer(): void;
  /**
   * Makes an offer of what was added so far, or an answer to the offer that was applied, and applies it. Emits it once it can
   * be sent: when it is applied, or in a moment where it was prepared and is not changed. Completes when it is applied; errors
   * with what the platform rejects with. ICE begins to gather.
   *
   * @param change - gives what is applied and emitted instead; errors with what it throws
   */
  describe(type: Description['type'], change?: (description: Description) => Description): Observable<Description>;
  /** Emits once when it is in place; errors likewise. */
  applyRemote(description: Description): Observable<void>;
  /** Emits once when it is taken in; errors likewise. Only after `applyRemote`. */
  addCandidate(candidate: Candidate): Observable<void>;
  /** Opens a channel at this end, to be negotiated with the next offer. Throws what the platform throws. */
  createChannel(label: string, init: ChannelInit): DataChannel;
  /** Sends the tracks of a stream, and offers to receive the kinds (audio, video) it has none of where `receive` says so. */
  addStream(stream: MediaStream | undefined, receive: 'both-kinds' | 'as-offered'): void;
  /** Local candidates that are of use to the other side, without the empty one that marks their end. */
  readonly candidate$: Observable<Candidate>;
  /** Replays the current state. */
  readonly iceState$: Observable<RTCIceConnectionState>;
  /** State of ICE and DTLS together. Replays the current state. */
  readonly state$: Observable<RTCPeerConnectionState>;
  /** Channels opened by the other side. */
  readonly channel$: Observable<DataChannel>;
  /** Streams of the other side, once each, however many tracks they have. */
  readonly stream$: Observable<MediaStream>;
  /** Bytes of the largest message that both sides can take, once they have agreed; infinite where there is no bound. */
  maxMessageSize(): number;
  /**
   * Emits once: a number that grows with whatever comes in from the other side, be it only an answer to a check of ICE. The
   * platform counts it, also while the pages are busy. Errors where it cannot be told.
   */
  heard(): Observable<number>;
  /**
   * Opens this end of the lifeline, which the other RxPeer opens too and learns nothing of by that; once, however often it is
   * called.
   */
  openLifeline(): Lifeline;
  /** Ends everything and frees it, in this turn or one of the next. Any number of times. */
  close(): void;
}
