import { map, type Observable, Subject } from 'rxjs';
import { messageOf, type PeerError } from './core/errors.js';
import { type EventMap, type EventStreams, EventSurface } from './core/event-surface.js';
import { Hub } from './core/hub.js';
import { ofKind, type Tagged } from './core/operators/of-kind.js';
import type { Role } from './negotiation/vocabulary.js';
import type { ConnectionIntent } from './pipelines/intent.js';
import type { ConnectionOutput, EndedBy } from './pipelines/output.js';

/** What a connection is at one moment. */
export interface ConnectionState {
  /** `described`: the other side has been told of it, or is about to be. */
  readonly phase: 'opening' | 'described' | 'open' | 'closed';
  /** Who ended it, once it is over. */
  readonly endedBy?: EndedBy;
  /** How far it had come when it was closed. */
  readonly closedWhile?: 'opening' | 'described' | 'open';
  readonly closeReason?: string;
  /** What ended it, if it did not end in good order. */
  readonly failure?: PeerError;
  readonly peerConnection?: RTCPeerConnection;
  readonly channel?: RTCDataChannel;
  readonly iceState?: RTCIceConnectionState;
}

/** The part of the state that both kinds of connection share. A closed connection holds on to nothing. */
export const reduceConnection = (state: ConnectionState, output: ConnectionOutput): ConnectionState => {
  switch (output.kind) {
    case 'peer-connection':
      return { ...state, peerConnection: output.native };
    case 'channel':
      return { ...state, channel: output.native };
    case 'ice-state':
      return { ...state, iceState: output.state };
    case 'described':
      return state.phase === 'opening' ? { ...state, phase: 'described' } : state;
    case 'opened':
      return { ...state, phase: 'open' };
    case 'failed':
      return { ...state, failure: output.error };
    case 'closed':
      return {
        phase: 'closed',
        endedBy: output.by,
        ...(state.phase !== 'closed' && { closedWhile: state.phase }),
        ...(output.reason !== undefined && { closeReason: output.reason }),
        ...(state.failure && { failure: state.failure }),
      };
    default:
      return state;
  }
};

/** Events of any connection. */
export interface ConnectionEvents {
  /** The connection is over, whoever ended it. Exactly once, always, and last. */
  close: () => void;
  /** Something went wrong on this connection. (A method, so that listeners for PeerJS's error types compile.) */
  error(error: PeerError): void;
  /** PeerJS's name for what `iceState$` tells. */
  iceStateChanged: (state: RTCIceConnectionState) => void;
}

/** How a connection is to be closed. */
export interface CloseOptions {
  /** Why: told to an RxPeer at the other end where the connection is not open yet. At most 1,024 characters of it. */
  readonly reason?: string;
}

/** The reason as text, whatever it is: who catches an error hands that in. */
export const reasonOf = (options: { readonly reason?: unknown } | null | undefined): string | undefined =>
  options?.reason == null ? undefined : messageOf(options.reason);

/** Who a connection is with, and what it is called. */
export interface ConnectionIdentity {
  readonly peer: string;
  readonly connectionId: string;
  readonly label: string;
  readonly metadata: unknown;
  readonly options: object;
  readonly role: Role;
}

/** What a connection is made of: its identity and its pipeline, a function from intents to outputs. */
export interface ConnectionSetup<Intent, Output> extends ConnectionIdentity {
  readonly run: (intent$: Observable<Intent>) => Observable<Output>;
}

/**
 * What data connections and calls have in common: a shell over a pipeline. Intents go in, outputs come out through a hub,
 * and everything public is read from there. What is RxPeer's own begins with an underscore, because applications hang things
 * of theirs on a connection: `connection.role = 'host'`.
 */
export abstract class Connection<
  Events extends EventMap<Events> & ConnectionEvents,
  State extends ConnectionState,
  Intent,
  Output extends Tagged,
> extends EventSurface<Events> {
  /** Id of the peer at the other end. */
  readonly peer: string;
  /** Id of this connection, the same at both ends. */
  readonly connectionId: string;
  /** Label of the connection: given by whoever opened it, else random. */
  readonly label: string;
  /** Whatever the peer that opened the connection wanted to tell with it. */
  readonly metadata: unknown;
  /** The options that the connection was made with, here or at the other end. */
  readonly options: object;

  /** Emits once when the connection is over, whoever ended it, also to a late subscriber; then completes. */
  readonly close$: Observable<void>;
  /** What goes wrong on this connection, as values. Does not repeat the past. */
  readonly error$: Observable<PeerError>;
  /** State of ICE (W3C WebRTC, section 4.3.4, RTCIceConnectionState), from the current one on. */
  readonly iceState$: Observable<RTCIceConnectionState>;

  /** Which side of the offer this end is on. @internal */
  readonly _role: Role;
  /** @internal */
  protected readonly _hub: Hub<State, Output>;
  /** @internal */
  protected readonly _intent$ = new Subject<Intent | ConnectionIntent>();

  protected constructor(identity: ConnectionIdentity, initial: State, reduce: (state: State, output: Output) => State) {
    super();
    this.peer = identity.peer;
    this.connectionId = identity.connectionId;
    this.label = identity.label;
    this.metadata = identity.metadata;
    this.options = identity.options;
    this._role = identity.role;
    this._hub = new Hub(initial, reduce);
    this.close$ = this._hub.when(({ phase }) => phase === 'closed');
    this.error$ = this.common$.pipe(
      ofKind('error', 'failed'),
      map(({ error }) => error),
    );
    this.iceState$ = this._hub.whileDefined(({ iceState }) => iceState);
  }

  /** Whether the connection is up: opened and not closed. */
  get open(): boolean {
    return this._hub.state.phase === 'open';
  }

  /** @internal */
  get _state(): ConnectionState {
    return this._hub.state;
  }

  /** Whether the other side learns by itself that this one closes. @internal */
  get _isLinked(): boolean {
    return this.open;
  }

  /** The platform's connection underneath, while there is one. */
  get peerConnection(): RTCPeerConnection | undefined {
    return this._hub.state.peerConnection;
  }

  /** The platform's data channel underneath, while there is one. */
  get dataChannel(): RTCDataChannel | undefined {
    return this._hub.state.channel;
  }

  /** Why it was closed, once it is: the `reason` that this side gave, or that the other one gave before it was open, if any. */
  get closeReason(): string | undefined {
    return this._hub.state.closeReason;
  }

  /** The Peer ends it: because the other side has, as the server says, or with itself, and then maybe with an error. @internal */
  _end(by: EndedBy, error?: PeerError): void {
    this._intent$.next({ kind: 'close', by, error });
  }

  /** The streams behind the common events, without replay. @internal */
  protected get _commonEvents(): EventStreams<ConnectionEvents> {
    return {
      close: this.common$.pipe(
        ofKind('closed'),
        map(() => undefined),
      ),
      error: this.error$,
      iceStateChanged: this.common$.pipe(
        ofKind('ice-state'),
        map(({ state }) => state),
      ),
    };
  }

  /** Outputs seen as what every connection tells; the kinds of a subclass pass by. */
  private get common$(): Observable<ConnectionOutput> {
    return this._hub.output$ as Observable<Tagged> as Observable<ConnectionOutput>;
  }
}
