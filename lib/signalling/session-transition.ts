import {
  invalidKey,
  networkLost,
  type PeerError,
  type PeerErrorType,
  serverError,
  socketClosed,
  unavailableId,
} from '../core/errors.js';
import type { Step } from '../core/operators/run-machine.js';
import type { SocketEvent } from '../ports/socket.js';
import type { Silence } from './notice-silence.js';
import { isEcho, type PeerMessage, type ServerMessage } from './messages.js';
import { parseServerMessage } from './parse-server-message.js';

/** What a session with the server tells. */
export type SessionEvent =
  /** The server knows us under this id. */
  | { readonly kind: 'registered'; readonly id: string }
  | { readonly kind: 'message'; readonly message: PeerMessage }
  /** The last event, once. */
  | { readonly kind: 'ended'; readonly error: PeerError<PeerErrorType> };

/** What is to be done about what the socket told: an event for the outside, or work at the edge. */
export type SessionCommand =
  | SessionEvent
  /** The socket never opened; find out why, and end. */
  | { readonly kind: 'explain'; readonly error: PeerError<'network'> }
  | { readonly kind: 'log-refused'; readonly reason: string };

/** What a session goes by: its socket, and a clock. */
export type SocketHappening =
  | SocketEvent
  | Silence
  /** The server has had its time to take us. */
  | { readonly kind: 'overdue' };

/** `greeting`: the socket is open, and the server has not said yet whether it takes us. */
export type SessionState = 'connecting' | 'greeting' | 'registered' | 'ended';

/** What does not change during a session. */
export interface SessionContext {
  readonly id: string;
  /** `again`: an attempt before may have registered this id. */
  readonly attempt: 'first' | 'again';
  readonly key: string;
  /** Of the server, for error messages. */
  readonly address: string;
}

type SessionStep = Step<SessionState, SessionCommand>;

/** What PeerServer says in an ERROR about a key it does not know. */
const WRONG_KEY = 'Invalid key provided';

/** What the browser says where no close frame came (RFC 6455, section 7.1.5): nobody closed this, the way to the server is gone. */
export const ABNORMAL = 1_006;

const end = (error: PeerError<PeerErrorType>): SessionStep => ['ended', [{ kind: 'ended', error }]];

const register = (state: SessionState, id: string): SessionStep =>
  state === 'registered' ? [state, []] : ['registered', [{ kind: 'registered', id }]];

const afterText = ({ id, key }: SessionContext, state: SessionState, message: ServerMessage): SessionStep => {
  // A stock server sends no OPEN where it still holds our old socket, also one of a page before, whose token we were given;
  // that it hands our echo back says the same.
  if (isEcho(message, id)) return register(state, id);
  switch (message.kind) {
    case 'open':
      return register(state, id);
    case 'error':
      return end(message.message === WRONG_KEY ? invalidKey(key) : serverError(message.message));
    case 'id-taken':
      return end(unavailableId(id));
    case 'invalid-key':
      return end(invalidKey(key));
    case 'refused':
      return [state, [{ kind: 'log-refused', reason: message.reason }]];
    case 'leave':
    case 'expire':
    case 'offer':
    case 'answer':
    case 'candidate':
    case 'close':
      return [state, [{ kind: 'message', message }]];
  }
};

/** The life of one socket to the server. Nothing follows an end: the close after an ERROR is not a second error. */
export const sessionTransition =
  (context: SessionContext) =>
  (state: SessionState, event: SocketHappening): SessionStep => {
    if (state === 'ended') return [state, []];
    switch (event.kind) {
      case 'socket-open':
        return [state === 'connecting' ? 'greeting' : state, []];
      case 'socket-text':
        return afterText(context, state, parseServerMessage(event.text));
      case 'overdue':
        return state === 'registered' ? [state, []] : end(networkLost(context.address));
      case 'socket-silent':
        return end(networkLost(context.address));
      case 'socket-closed': {
        const lost = networkLost(context.address);
        if (state === 'connecting') return ['ended', [{ kind: 'explain', error: lost }]];
        return end(
          state === 'greeting' && context.attempt === 'first' && event.code !== ABNORMAL
            ? socketClosed(event.code, event.reason)
            : lost,
        );
      }
    }
  };
