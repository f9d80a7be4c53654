import { messageOf, notSerializable, type PeerError } from './core/errors.js';
import type { CallOptions, ConnectOptions } from './core/options.js';
import type { Role } from './negotiation/vocabulary.js';
import type { ConnectionSignal } from './pipelines/connection-signal.js';
import type { PeerOutput } from './pipelines/peer-pipeline.js';
import type { Candidate, Description } from './ports/peer-connection.js';
import { normalizeSerialization, wireName } from './serialization/registry.js';
import {
  answerMessage,
  candidateMessage,
  type ClientMessage,
  closeMessage,
  type ConnectionKind,
  type Extensions,
  offerMessage,
  type Signal,
} from './signalling/messages.js';

/** This end of one connection, as signalling sees it: all that its messages say. */
export interface End {
  readonly kind: ConnectionKind;
  readonly peer: string;
  readonly connectionId: string;
  readonly label: string;
  readonly metadata: unknown;
  readonly options: object;
  readonly role: Role;
  readonly reliable: boolean;
  readonly serialization: string;
  /** Signals that came before their OFFER. */
  readonly early: readonly Signal[];
  /** What the other side said it can, where it has spoken already. */
  readonly extensions: Extensions;
  readonly sdpTransform?: CallOptions['sdpTransform'];
  /** Why this connection cannot be, if so. */
  readonly refusal: PeerError | undefined;
}

export type Invited = Extract<PeerOutput, { readonly kind: 'invited' }>;

/** Why metadata cannot travel, if so. */
const refuseMetadata = (metadata: unknown): PeerError | undefined => {
  try {
    JSON.stringify(metadata);
    return undefined;
  } catch (error) {
    return notSerializable('metadata', new Error(messageOf(error), { cause: error }));
  }
};

const offering = (peer: string, connectionId: string, options: CallOptions, refusal: PeerError | undefined) => ({
  peer,
  connectionId,
  metadata: options.metadata,
  options,
  role: { kind: 'offers' } as const,
  early: [],
  extensions: {},
  refusal: refusal ?? refuseMetadata(options.metadata),
});

/** Our end of a data connection that we open. */
export const dataEnd = (peer: string, token: string, options: ConnectOptions, refusal: PeerError | undefined): End => ({
  ...offering(peer, `dc_${token}`, options, refusal),
  kind: 'data',
  // As the platform takes them: an application may give a number, say.
  label: messageOf(options.label || `dc_${token}`),
  reliable: Boolean(options.reliable),
  serialization: normalizeSerialization(options.serialization),
});

/** Our end of a call that we place. */
export const mediaEnd = (peer: string, token: string, options: CallOptions, refusal: PeerError | undefined): End => ({
  ...offering(peer, `mc_${token}`, options, refusal),
  kind: 'media',
  label: `mc_${token}`,
  reliable: false,
  serialization: '',
  sdpTransform: options.sdpTransform,
});

/** Our end of a connection, of either kind, that the other side opens. */
export const invitedEnd = ({ peer, offer, early }: Invited): End => ({
  kind: offer.connection,
  peer,
  connectionId: offer.connectionId,
  label: offer.label ?? offer.connectionId,
  metadata: offer.metadata,
  options: {
    label: offer.label,
    metadata: offer.metadata,
    reliable: offer.reliable,
    serialization: offer.serialization,
  },
  role: { kind: 'answers', offer: offer.description },
  reliable: offer.reliable,
  serialization: normalizeSerialization(offer.serialization),
  early,
  extensions: offer.extensions,
  refusal: undefined,
});

const address = ({ peer, kind, connectionId }: End) => ({ dst: peer, connection: kind, connectionId });

/** Our description as OFFER or ANSWER, whichever is our part. */
export const toDescriptionMessage = (end: End, description: Description): ClientMessage =>
  end.role.kind === 'answers'
    ? answerMessage({ ...address(end), description })
    : offerMessage({
        ...address(end),
        description,
        metadata: end.metadata,
        label: end.label,
        reliable: end.reliable,
        serialization: wireName(end.serialization),
      });

/** Our candidate as CANDIDATE. */
export const toCandidateMessage = (end: End, candidate: Candidate): ClientMessage =>
  candidateMessage({ ...address(end), candidate });

/** Whether a signal of the other side is for this end. */
export const isFor = (end: End, signal: Signal): boolean =>
  signal.peer === end.peer && signal.connectionId === end.connectionId;

/** Whether a close may be sent: to whoever was offered something, always, since PeerJS ignores it; else to an RxPeer only. */
const understandsClose = ({ role, extensions }: End): boolean =>
  role.kind === 'offers' || extensions.version !== undefined;

/** What there is to tell the other side where this one closes the connection before it is open. */
export const toCloseMessage = (end: End, reason: string | undefined): ClientMessage | undefined =>
  understandsClose(end) ? closeMessage(end.peer, end.connectionId, reason) : undefined;

/** A signal of the other side, as a connection knows it. */
export const toConnectionSignal = (signal: Signal): ConnectionSignal => {
  switch (signal.kind) {
    case 'answer':
      return { kind: 'remote-answer', description: signal.description };
    case 'candidate':
      return { kind: 'remote-candidate', candidate: signal.candidate };
    case 'close':
      return { kind: 'remote-closed', reason: signal.reason };
  }
};
