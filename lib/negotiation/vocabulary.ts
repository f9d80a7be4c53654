import type { PeerError } from '../core/errors.js';
import type { Candidate, Description } from '../ports/peer-connection.js';

/** Which side of the offer this end is on. */
export type Role = { readonly kind: 'offers' } | { readonly kind: 'answers'; readonly offer: Description };

/**
 * Where one negotiation stands.
 *
 * | phase | meaning | local candidates | remote candidates |
 * | --- | --- | --- | --- |
 * | `offering` | the offer is being made | kept | kept |
 * | `offered` | the offer is out, no answer yet | sent | kept |
 * | `accepting` | the answer is being applied | sent | kept |
 * | `applying` | the remote offer is being applied | kept | kept |
 * | `answering` | the answer is being made | kept | kept |
 * | `settled` | both descriptions are in place | sent | added |
 * | `failed` | over | | |
 *
 * Candidates that may not be needed are sent a moment later than this says: see `CANDIDATE_HOLD`.
 */
export type Phase = 'offering' | 'offered' | 'accepting' | 'applying' | 'answering' | 'settled' | 'failed';

export interface NegotiationState {
  readonly phase: Phase;
  /** Candidates of this end that must not overtake its description. */
  readonly local: readonly Candidate[];
  /** Candidates of this end that may not be needed, held until the wait for them is over. */
  readonly held: readonly Candidate[];
  /** Candidates of the other end whose time has not come yet. */
  readonly remote: readonly Candidate[];
  /** How the next address of this machine is sent: one from the side that offers may be all that it takes. */
  readonly next: 'at-once' | 'held';
  readonly ice: RTCIceConnectionState;
}

/** How long candidates that may not be needed are held before they are sent, counted from the first of them. */
export type Hold = 'a-moment' | 'a-while';

/** What signalling brings for one connection. */
export type RemoteSignal =
  | { readonly kind: 'remote-answer'; readonly description: Description }
  | { readonly kind: 'remote-candidate'; readonly candidate: Candidate }
  /** The server does not know the other peer. */
  | { readonly kind: 'remote-unavailable'; readonly error: PeerError };

/** What the peer connection tells. */
export type LocalEvent =
  | { readonly kind: 'local-candidate'; readonly candidate: Candidate }
  | { readonly kind: 'ice-state'; readonly state: RTCIceConnectionState }
  | { readonly kind: 'connection-state'; readonly state: RTCPeerConnectionState };

/** What came of a command. */
export type Result =
  | { readonly kind: 'described'; readonly description: Description }
  | { readonly kind: 'remote-applied' }
  | { readonly kind: 'waited'; readonly hold: Hold }
  /** `step` says whether the negotiation can go on without it. */
  | { readonly kind: 'step-failed'; readonly step: 'essential' | 'candidate'; readonly error: PeerError };

export type NegotiationEvent = RemoteSignal | LocalEvent | Result;

/** What the rest of the connection hears of its negotiation. */
export type NegotiationOutput =
  /** To be sent as OFFER or ANSWER. */
  | { readonly kind: 'described'; readonly description: Description }
  /** To be sent as CANDIDATE. */
  | { readonly kind: 'candidate'; readonly candidate: Candidate }
  | { readonly kind: 'ice-state'; readonly state: RTCIceConnectionState }
  /** Something went wrong that the connection may outlive. */
  | { readonly kind: 'error'; readonly error: PeerError }
  /** The connection cannot go on. */
  | { readonly kind: 'failed'; readonly error: PeerError };

export type NegotiationCommand =
  | { readonly kind: 'create-offer' }
  | { readonly kind: 'create-answer' }
  | { readonly kind: 'apply-remote'; readonly description: Description }
  | { readonly kind: 'add-candidate'; readonly candidate: Candidate }
  | { readonly kind: 'wait'; readonly hold: Hold }
  | { readonly kind: 'tell'; readonly output: NegotiationOutput };
