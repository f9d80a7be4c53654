import { PENDING_SIGNALS } from '../core/constants.js';
import type { PeerError, PeerErrorType } from '../core/errors.js';
import type { Machine, Step } from '../core/operators/run-machine.js';
import type { ClientMessage, PeerMessage } from '../signalling/messages.js';

/** What a Peer is towards its server. One value; the booleans of PeerJS are read from it. */
export type PeerStatus = 'connecting' | 'open' | 'reconnecting' | 'disconnected' | 'destroyed';

export interface PeerState {
  readonly status: PeerStatus;
  /** The id asked for from the start, or the one that the server assigned from `open` on. */
  readonly id: string | undefined;
  /** What the server has assigned, and not yet confirmed by OPEN. */
  readonly assigned: string | undefined;
  /** Messages that wait for the server. */
  readonly pending: readonly ClientMessage[];
}

export type PeerIntent =
  | { readonly kind: 'send'; readonly message: ClientMessage }
  /** The connection is closed: what it still wanted to say is void. */
  | { readonly kind: 'forget'; readonly connectionId: string }
  /** The shell itself, or one of its connections, has something to report on the Peer's `error$`. */
  | { readonly kind: 'complain'; readonly error: PeerError }
  | { readonly kind: 'disconnect' }
  | { readonly kind: 'reconnect' }
  | { readonly kind: 'destroy' };

export type PeerEvent =
  | PeerIntent
  | { readonly kind: 'assigned'; readonly id: string }
  | { readonly kind: 'registered' }
  | { readonly kind: 'message'; readonly message: PeerMessage }
  /** The session is over. With open connections nothing is so bad that it would destroy the Peer. */
  | { readonly kind: 'ended'; readonly error: PeerError<PeerErrorType>; readonly connections: 'open' | 'none' };

/** What the machine tells. */
export type PeerTold =
  | { readonly kind: 'opened'; readonly id: string }
  | { readonly kind: 'reconnecting' }
  | { readonly kind: 'disconnected'; readonly id: string | undefined }
  | { readonly kind: 'error'; readonly error: PeerError }
  | { readonly kind: 'message'; readonly message: PeerMessage }
  /** The last one, always. */
  | { readonly kind: 'closed' };

export type PeerCommand =
  /** Open a session, under the id if there is one. `first`: this Peer has never been open. */
  | { readonly kind: 'connect'; readonly id: string | undefined; readonly attempt: 'first' | 'again' }
  | { readonly kind: 'hang-up' }
  | { readonly kind: 'transmit'; readonly message: ClientMessage }
  | { readonly kind: 'tell'; readonly output: PeerTold };

type PeerStep = Step<PeerState, PeerCommand>;

const tell = (output: PeerTold): PeerCommand => ({ kind: 'tell', output });

/** The id as the application sees it: without a server there is none. */
export const visibleId = ({ status, id }: PeerState): string | undefined =>
  status === 'disconnected' || status === 'destroyed' ? undefined : id;

const disconnect = (state: PeerState, before: readonly PeerCommand[]): PeerStep => [
  { ...state, status: 'disconnected', assigned: undefined },
  [...before, { kind: 'hang-up' }, tell({ kind: 'disconnected', id: state.id })],
];

const destroy = (state: PeerState, before: readonly PeerCommand[]): PeerStep => [
  { ...state, status: 'destroyed', assigned: undefined, pending: [] },
  [
    ...before,
    { kind: 'hang-up' },
    ...(state.status === 'disconnected' ? [] : [tell({ kind: 'disconnected', id: state.id })]),
    tell({ kind: 'closed' }),
  ],
];

/** Keeps a message for later. Past the bound the newest are dropped; a Peer that far behind has lost its server for good. */
const keep = (pending: readonly ClientMessage[], message: ClientMessage): readonly ClientMessage[] =>
  pending.length < PENDING_SIGNALS ? [...pending, message] : pending;

const concerns = (message: ClientMessage, connectionId: string): boolean =>
  'payload' in message && message.payload.connectionId === connectionId;

/** What a session with the server tells; once it is hung up, nothing of it counts. */
const isOfSession = ({ kind }: PeerEvent): boolean => ['assigned', 'registered', 'message', 'ended'].includes(kind);

export const transition = (state: PeerState, event: PeerEvent): PeerStep => {
  const { status, id, pending } = state;
  if (status === 'destroyed' || (status === 'disconnected' && isOfSession(event))) return [state, []];

  switch (event.kind) {
    case 'send':
      return status === 'open'
        ? [state, [{ kind: 'transmit', message: event.message }]]
        : [{ ...state, pending: keep(pending, event.message) }, []];
    case 'forget':
      return [{ ...state, pending: pending.filter((message) => !concerns(message, event.connectionId)) }, []];
    case 'complain':
      return [state, [tell({ kind: 'error', error: event.error })]];
    case 'disconnect':
      return status === 'disconnected' ? [state, []] : disconnect(state, []);
    case 'reconnect':
      return status === 'disconnected'
        ? [
            { ...state, status: 'reconnecting' },
            [tell({ kind: 'reconnecting' }), { kind: 'connect', id, attempt: 'again' }],
          ]
        : [state, []];
    case 'destroy':
      return destroy(state, []);
    case 'assigned':
      return [{ ...state, assigned: event.id }, []];
    case 'registered': {
      const own = id ?? state.assigned;
      if (status === 'open' || own === undefined) return [state, []];
      return [
        { status: 'open', id: own, assigned: undefined, pending: [] },
        [tell({ kind: 'opened', id: own }), ...pending.map((message): PeerCommand => ({ kind: 'transmit', message }))],
      ];
    }
    case 'message':
      return [state, [tell({ kind: 'message', message: event.message })]];
    case 'ended': {
      const report = tell({ kind: 'error', error: event.error });
      return event.error.type === 'network' || event.connections === 'open'
        ? disconnect(state, [report])
        : destroy(state, [report]);
    }
  }
};

/** The machine of one Peer, which connects under `id`, if it has one. */
export const peerMachine = (id: string | undefined): Machine<PeerState, PeerEvent, PeerCommand> => ({
  initial: [
    { status: 'connecting', id, assigned: undefined, pending: [] },
    [{ kind: 'connect', id, attempt: 'first' }],
  ],
  transition,
  isFinal: ({ status }) => status === 'destroyed',
});
