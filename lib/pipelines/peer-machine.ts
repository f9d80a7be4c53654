import { PENDING_SIGNALS } from '../core/constants.js';
import { pageLeft, type PeerError, type PeerErrorType, type PeerFailureType } from '../core/errors.js';
import type { Machine, Step } from '../core/operators/run-machine.js';
import type { ConnectionName } from '../core/registry.js';
import type { ClientMessage, PeerMessage } from '../signalling/messages.js';

/** What a Peer is towards its server. One value; the booleans of PeerJS are read from it. */
export type PeerStatus = 'connecting' | 'open' | 'reconnecting' | 'disconnected' | 'destroyed';

export interface PeerState {
  readonly status: PeerStatus;
  /** The id asked for from the start, or the one that the server assigned from `open` on. */
  readonly id: string | undefined;
  /** Messages that wait for the server. */
  readonly pending: readonly ClientMessage[];
  /** Attempts to reach the server that have failed in a row. */
  readonly failures: number;
}

/** Whether a Peer that has lost its server tries to get it back by itself. */
export type Recovery = 'by-itself' | 'by-reconnect';

export type PeerIntent =
  | { readonly kind: 'send'; readonly message: ClientMessage }
  /** The connection is closed: what it still wanted to say is void. `farewell` is for the other side, if it has heard of it. */
  | (ConnectionName & { readonly kind: 'forget'; readonly farewell?: ClientMessage | undefined })
  /** The shell itself, or one of its connections, has something to report on the Peer's `error$`. */
  | { readonly kind: 'complain'; readonly error: PeerError<PeerFailureType> }
  | { readonly kind: 'disconnect' }
  | { readonly kind: 'reconnect' }
  /** `farewell` tells the other sides. */
  | { readonly kind: 'destroy'; readonly farewell: readonly ClientMessage[] };

export type PeerEvent =
  | PeerIntent
  /** The server knows us, under the id that it was asked for or has assigned. */
  | { readonly kind: 'registered'; readonly id: string }
  | { readonly kind: 'message'; readonly message: PeerMessage }
  /** The page goes, or sleeps until it is woken. */
  | { readonly kind: 'page-left'; readonly farewell: readonly ClientMessage[] }
  /** The next attempt to reach the server is due. */
  | { readonly kind: 'try' }
  /** There is to be none. */
  | { readonly kind: 'give-up'; readonly error: PeerError<PeerErrorType> }
  /** The session is over. With open connections nothing is so bad that it would destroy the Peer. */
  | { readonly kind: 'ended'; readonly error: PeerError<PeerErrorType>; readonly connections: 'open' | 'none' };

/** What the machine tells. */
export type PeerTold =
  | { readonly kind: 'opened'; readonly id: string }
  | { readonly kind: 'reconnecting' }
  | { readonly kind: 'disconnected'; readonly id: string | undefined }
  | { readonly kind: 'error'; readonly error: PeerError<PeerFailureType> }
  | { readonly kind: 'message'; readonly message: PeerMessage }
  /** The page goes: all connections are over. */
  | { readonly kind: 'parted'; readonly error: PeerError }
  /** The last one, always. `error`: what has destroyed the Peer, if the application has not. */
  | { readonly kind: 'closed'; readonly error?: PeerError };

export type PeerCommand =
  /** Open a session, under the id if there is one. `again`: after an attempt before, be it one that failed. */
  | { readonly kind: 'connect'; readonly id: string | undefined; readonly attempt: 'first' | 'again' }
  /** Find out when to try again. */
  | { readonly kind: 'wait'; readonly error: PeerError<PeerErrorType>; readonly attempt: number }
  /** Somebody wants it now. */
  | { readonly kind: 'hurry' }
  | { readonly kind: 'hang-up' }
  | { readonly kind: 'transmit'; readonly message: ClientMessage }
  | { readonly kind: 'tell'; readonly output: PeerTold };

type PeerStep = Step<PeerState, PeerCommand>;

const tell = (output: PeerTold): PeerCommand => ({ kind: 'tell', output });

/** The id as the application sees it: without a server there is none. */
export const visibleId = ({ status, id }: PeerState): string | undefined =>
  status === 'disconnected' || status === 'destroyed' ? undefined : id;

const transmit = (message: ClientMessage): PeerCommand => ({ kind: 'transmit', message });

const disconnect = (state: PeerState, before: readonly PeerCommand[]): PeerStep => [
  { ...state, status: 'disconnected', failures: 0 },
  [...before, { kind: 'hang-up' }, tell({ kind: 'disconnected', id: state.id })],
];

const parted = (): PeerCommand => tell({ kind: 'parted', error: pageLeft() });

const destroy = (state: PeerState, before: readonly PeerCommand[], error?: PeerError): PeerStep => [
  { ...state, status: 'destroyed', pending: [] },
  [
    ...before,
    { kind: 'hang-up' },
    ...(state.status === 'disconnected' ? [] : [tell({ kind: 'disconnected', id: state.id })]),
    tell({ kind: 'closed', ...(error && { error }) }),
  ],
];

const recover = (state: PeerState, error: PeerError<PeerErrorType>): PeerStep => [
  { ...state, status: 'reconnecting' },
  [
    ...(state.status === 'reconnecting' ? [] : [tell({ kind: 'reconnecting' })]),
    { kind: 'wait', error, attempt: state.failures + 1 },
  ],
];

/** Only the first failure in a row is news. */
const recoverFromFailure = (state: PeerState, error: PeerError<PeerErrorType>, report: PeerCommand): PeerStep => {
  const [recovering, commands] = recover(state, error);
  return [{ ...recovering, failures: state.failures + 1 }, state.failures === 0 ? [report, ...commands] : commands];
};

/** What another attempt may mend. Anything else is wrong with what was asked, and would be again. */
const PASSING: readonly PeerErrorType[] = ['network', 'server-error', 'socket-closed'];

const afterEnd = (
  state: PeerState,
  { error, connections }: Extract<PeerEvent, { readonly kind: 'ended' }>,
  recovery: Recovery,
): PeerStep => {
  const report = tell({ kind: 'error', error });
  if (recovery === 'by-itself' && PASSING.includes(error.type)) return recoverFromFailure(state, error, report);
  return error.type === 'network' || connections === 'open'
    ? disconnect(state, [report])
    : destroy(state, [report], error);
};

/**
 * What is to be said to the others goes first; the platform still sends it. To leave is no failure: the first attempt that
 * fails on return is still news.
 */
const leavePage = (state: PeerState, farewell: readonly ClientMessage[], recovery: Recovery): PeerStep => {
  const [left, commands] = recovery === 'by-itself' ? recover(state, pageLeft()) : disconnect(state, []);
  const said = state.status === 'open' ? farewell.map(transmit) : [];
  return [left, [...said, { kind: 'hang-up' }, ...commands, parted()]];
};

/** Keeps a message for later. Past the bound the newest are dropped; a Peer that far behind has lost its server for good. */
const keep = (pending: readonly ClientMessage[], message: ClientMessage): readonly ClientMessage[] =>
  pending.length < PENDING_SIGNALS ? [...pending, message] : pending;

const concerns = (message: ClientMessage, { peer, connectionId }: ConnectionName): boolean =>
  'payload' in message &&
  'connectionId' in message.payload &&
  message.payload.connectionId === connectionId &&
  message.dst === peer;

const isPending = ({ pending }: PeerState, name: ConnectionName): boolean =>
  pending.some((message) => message.type === 'OFFER' && concerns(message, name));

/** Drops what a connection still wanted to say; what is to be said of its end only where its beginning was. */
const forget = (state: PeerState, intent: Extract<PeerIntent, { readonly kind: 'forget' }>): PeerStep => {
  const { farewell } = intent;
  const pending = state.pending.filter((message) => !concerns(message, intent));
  return farewell && !isPending(state, intent) ? say({ ...state, pending }, farewell) : [{ ...state, pending }, []];
};

const say = (state: PeerState, message: ClientMessage): PeerStep =>
  state.status === 'open' ? [state, [transmit(message)]] : [{ ...state, pending: keep(state.pending, message) }, []];

/** What a session with the server tells, or the wait for the next; once it is hung up, nothing of it counts. */
const isOfSession = ({ kind }: PeerEvent): boolean =>
  ['registered', 'message', 'ended', 'try', 'give-up'].includes(kind);

const createTransition =
  (recovery: Recovery) =>
  (state: PeerState, event: PeerEvent): PeerStep => {
    const { status, id, pending } = state;
    if (status === 'destroyed' || (status === 'disconnected' && isOfSession(event))) return [state, []];

    switch (event.kind) {
      case 'send':
        return say(state, event.message);
      case 'forget':
        return forget(state, event);
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
          : [state, [{ kind: 'hurry' }]];
      case 'destroy':
        return destroy(state, status === 'open' ? event.farewell.map(transmit) : []);
      case 'page-left':
        return status === 'disconnected' ? [state, [parted()]] : leavePage(state, event.farewell, recovery);
      case 'try':
        return [state, [{ kind: 'connect', id, attempt: 'again' }]];
      case 'give-up':
        return disconnect(state, [tell({ kind: 'error', error: event.error })]);
      case 'registered':
        return status === 'open'
          ? [state, []]
          : [
              { status: 'open', id: event.id, pending: [], failures: 0 },
              [tell({ kind: 'opened', id: event.id }), ...pending.map(transmit)],
            ];
      case 'message':
        return [state, [tell({ kind: 'message', message: event.message })]];
      case 'ended':
        return afterEnd(state, event, recovery);
    }
  };

/** The machine of one Peer, which connects under `id`, if it has one. */
export const peerMachine = (
  id: string | undefined,
  recovery: Recovery = 'by-reconnect',
): Machine<PeerState, PeerEvent, PeerCommand> => ({
  initial: [{ status: 'connecting', id, pending: [], failures: 0 }, [{ kind: 'connect', id, attempt: 'first' }]],
  transition: createTransition(recovery),
  isFinal: ({ status }) => status === 'destroyed',
});
