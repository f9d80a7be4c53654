// The vocabulary of the PeerServer protocol: what the server says, what we say. PROTOCOL.md describes it for humans.
import { REASON_LENGTH } from '../core/constants.js';
import type { Candidate, Description } from '../ports/peer-connection.js';

/** What a connection carries. */
export type ConnectionKind = 'data' | 'media';

/** What the RxPeer at the other end can do beyond PeerJS. Empty: the other end is a PeerJS. */
export interface Extensions {
  /** Version of RxPeer's additions to the protocol. */
  readonly version?: number;
}

/** What this RxPeer can do; travels as `rxpeer` in the payload of OFFER and ANSWER, where PeerJS does not look. */
export const OWN_EXTENSIONS = { version: 1 } as const satisfies Extensions;

/** What an OFFER offers. */
export interface Offer {
  readonly connection: ConnectionKind;
  readonly connectionId: string;
  readonly description: Description;
  /** Whatever the application at the other end handed in. */
  readonly metadata: unknown;
  readonly label?: string;
  readonly reliable: boolean;
  readonly serialization?: string;
  readonly extensions: Extensions;
}

// What the server says.

export interface LeaveMessage {
  readonly kind: 'leave';
  readonly peer: string;
}

/** A message to `peer` could not be delivered in time. */
export interface ExpireMessage {
  readonly kind: 'expire';
  readonly peer: string;
}

export interface OfferMessage {
  readonly kind: 'offer';
  readonly peer: string;
  readonly offer: Offer;
}

export interface AnswerMessage {
  readonly kind: 'answer';
  readonly peer: string;
  readonly connectionId: string;
  readonly description: Description;
  readonly extensions: Extensions;
}

export interface CandidateMessage {
  readonly kind: 'candidate';
  readonly peer: string;
  readonly connectionId: string;
  readonly candidate: Candidate;
}

/** The other RxPeer has closed a connection that was not open yet: it cancels its offer, or refuses ours. */
export interface CloseMessage {
  readonly kind: 'close';
  readonly peer: string;
  readonly connectionId: string;
  readonly reason?: string;
}

/** What belongs to a connection that an OFFER has begun. */
export type Signal = AnswerMessage | CandidateMessage | CloseMessage;

/** What comes from, or about, another peer. */
export type PeerMessage = LeaveMessage | ExpireMessage | OfferMessage | Signal;

/** Everything that can come from the server, once it has passed `parseServerMessage`. */
export type ServerMessage =
  | { readonly kind: 'open' }
  | { readonly kind: 'error'; readonly message: string }
  | { readonly kind: 'id-taken' }
  | { readonly kind: 'invalid-key' }
  | PeerMessage
  /** Anything else. It is logged, and costs nothing but that. */
  | { readonly kind: 'refused'; readonly reason: string };

// What we say, as it stands on the wire. The order of the keys is PeerJS's.

/** A message to the server; PROTOCOL.md describes each. */
export type ClientMessage =
  | { readonly type: 'HEARTBEAT' }
  | {
      readonly type: 'OFFER';
      readonly payload: {
        readonly sdp: Description;
        readonly type: ConnectionKind;
        readonly connectionId: string;
        readonly metadata: unknown;
        readonly label?: string | undefined;
        readonly reliable?: boolean;
        readonly serialization?: string | undefined;
        readonly rxpeer: Extensions;
      };
      readonly dst: string;
    }
  | {
      readonly type: 'ANSWER';
      readonly payload: {
        readonly sdp: Description;
        readonly type: ConnectionKind;
        readonly connectionId: string;
        readonly rxpeer: Extensions;
      };
      readonly dst: string;
    }
  | {
      readonly type: 'CANDIDATE';
      readonly payload: {
        readonly candidate: Candidate;
        readonly type: ConnectionKind;
        readonly connectionId: string;
      };
      readonly dst: string;
    }
  | {
      readonly type: 'CANDIDATE';
      readonly payload: {
        readonly rxpeer: Extensions & { readonly close: string; readonly reason?: string | undefined };
      };
      readonly dst: string;
    }
  | { readonly type: 'LEAVE'; readonly dst: string };

/** Where a message goes, and the connection that it belongs to. */
export interface Addressed {
  readonly dst: string;
  readonly connection: ConnectionKind;
  readonly connectionId: string;
}

const HEARTBEAT = { type: 'HEARTBEAT' } as const;

/** Tells the server that we are still there. */
export const heartbeatMessage = (): ClientMessage => HEARTBEAT;

/** Offers a connection. An offer of media says nothing about labels, order and serialization, as in PeerJS. */
export const offerMessage = ({ dst, ...offer }: Addressed & Omit<Offer, 'extensions'>): ClientMessage => ({
  type: 'OFFER',
  payload: {
    sdp: offer.description,
    type: offer.connection,
    connectionId: offer.connectionId,
    metadata: offer.metadata,
    ...(offer.connection === 'data' && {
      label: offer.label,
      reliable: offer.reliable,
      serialization: offer.serialization,
    }),
    rxpeer: OWN_EXTENSIONS,
  },
  dst,
});

/** Answers an offer. */
export const answerMessage = ({
  dst,
  connection,
  connectionId,
  description,
}: Addressed & { readonly description: Description }): ClientMessage => ({
  type: 'ANSWER',
  payload: { sdp: description, type: connection, connectionId, rxpeer: OWN_EXTENSIONS },
  dst,
});

/** Tells the other end one way to reach us. */
export const candidateMessage = ({
  dst,
  connection,
  connectionId,
  candidate,
}: Addressed & { readonly candidate: Candidate }): ClientMessage => ({
  type: 'CANDIDATE',
  payload: { candidate, type: connection, connectionId },
  dst,
});

/**
 * Tells the other end that a connection which is not open yet is closed. A PeerJS logs a candidate without a connection, and
 * forgets it.
 */
export const closeMessage = (dst: string, connectionId: string, reason: string | undefined): ClientMessage => ({
  type: 'CANDIDATE',
  payload: { rxpeer: { ...OWN_EXTENSIONS, close: connectionId, reason: reason?.slice(0, REASON_LENGTH) } },
  dst,
});

/** Tells the other end that all connections with it are over. The server passes it on at once, and keeps it for nobody. */
export const leaveMessage = (dst: string): ClientMessage => ({ type: 'LEAVE', dst });

/** A message as text. Throws what `JSON.stringify` throws, for instance at metadata that holds itself. */
export const serializeMessage = (message: ClientMessage): string => JSON.stringify(message);

/** No connection has this id: ours begin with `dc_` and `mc_`, and so do PeerJS's. */
const ECHO_CONNECTION = 'rxpeer-echo';

/** A message to oneself. The server hands it back, which proves that the socket is alive and that the id is ours. */
export const echoMessage = (id: string): ClientMessage =>
  candidateMessage({
    dst: id,
    connection: 'data',
    connectionId: ECHO_CONNECTION,
    candidate: { candidate: '' },
  });

/** Whether this is what `echoMessage` sent. The server vouches for the sender, so nobody else can make one. */
export const isEcho = (message: ServerMessage, id: string): boolean =>
  message.kind === 'candidate' && message.peer === id && message.connectionId === ECHO_CONNECTION;
