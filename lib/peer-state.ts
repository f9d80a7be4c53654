import {
  browserIncompatible,
  destroyedForGood,
  disconnectedFromServer,
  invalidId,
  invalidKey,
  notAPeer,
  notDisconnected,
  type PeerError,
  type PeerErrorType,
} from './core/errors.js';
import { isPeerId, isValidId, isValidKey } from './core/ids.js';
import type { CompleteServerOptions } from './core/options.js';
import type { DataConnection } from './data-connection.js';
import type { MediaConnection } from './media-connection.js';
import type { NegotiationClock } from './pipelines/open-in-time.js';
import { type PeerState, type PeerStatus, visibleId } from './pipelines/peer-machine.js';
import type { PeerOutput } from './pipelines/peer-pipeline.js';
import type { Environment } from './ports/environment.js';

/** What the shell tells: the pipeline's outputs, with offers turned into connections. */
export type ShellOutput =
  | Exclude<PeerOutput, { readonly kind: 'invited' }>
  | { readonly kind: 'connection'; readonly connection: DataConnection }
  | { readonly kind: 'call'; readonly call: MediaConnection };

/** What listeners were told last. The Peer itself may be ahead of it while they are being told. */
export interface PublishedState {
  readonly status: PeerStatus;
  readonly id: string | undefined;
  /** What has destroyed the Peer, if the application has not. */
  readonly failure?: PeerError | undefined;
}

export const reducePeer = (state: PublishedState, output: ShellOutput): PublishedState => {
  switch (output.kind) {
    case 'opened':
      return { status: 'open', id: output.id };
    case 'reconnecting':
      return { ...state, status: 'reconnecting' };
    case 'disconnected':
      return { ...state, status: 'disconnected' };
    case 'closed':
      return { ...state, status: 'destroyed', failure: output.error };
    default:
      return state;
  }
};

/** Whoever waits for the other side to answer does not wait while the server is looked for. */
export const clockOf = (status: PeerStatus): NegotiationClock =>
  status === 'connecting' || status === 'reconnecting' ? 'stands' : 'runs';

/** The first thing that is wrong with what a Peer was given, if anything. */
export const refusalOf = (
  id: string | undefined,
  { key }: CompleteServerOptions,
  environment: Environment,
): PeerError<PeerErrorType> | undefined => {
  const { data, audioVideo } = environment.capabilities();
  if (!data && !audioVideo) return browserIncompatible();
  if (id !== undefined && !isValidId(id)) return invalidId(id);
  return isValidKey(key) ? undefined : invalidKey(key);
};

/** Why a Peer in this state can have no connection with `peer`, if so. */
export const unreachable = (peer: string, state: PeerState): PeerError<PeerErrorType> | undefined => {
  if (state.status === 'disconnected' || state.status === 'destroyed') return disconnectedFromServer();
  return peer === visibleId(state) || !isPeerId(peer) ? notAPeer(peer) : undefined;
};

/**
 * Why a Peer in this state cannot reconnect, if that is an error. For listeners that are only told of an error, or that it is
 * `disconnected`, on the way to the end, it is none, as in PeerJS: they cannot know.
 */
export const notToReconnect = (
  { status, id }: PeerState,
  told: PublishedState,
): PeerError<'disconnected'> | undefined => {
  if (status === 'open') return notDisconnected(id);
  return status === 'destroyed' && (told.status === 'destroyed' || told.status === 'open')
    ? destroyedForGood()
    : undefined;
};
