import { distinctUntilChanged, map, type Observable, ReplaySubject, Subject, takeUntil } from 'rxjs';
import { browserEnvironment } from './browser/environment.js';
import { Connections } from './connections.js';
import type { PeerError, PeerErrorType, PeerFailureType } from './core/errors.js';
import { type EventStreams, EventSurface } from './core/event-surface.js';
import { Hub } from './core/hub.js';
import { randomToken } from './core/ids.js';
import { createLog, type Log } from './core/log.js';
import { emitAll } from './core/operators/emit-all.js';
import { ofKind } from './core/operators/of-kind.js';
import { type CallOptions, completeOptions, type CompleteServerOptions, type ConnectOptions } from './core/options.js';
import type { DataConnection } from './data-connection.js';
import type { MediaConnection } from './media-connection.js';
import type { PeerEvents } from './peer-events.js';
import { type PeerOptions, readArguments } from './peer-options.js';
import {
  clockOf,
  notToReconnect,
  type PublishedState,
  reducePeer,
  refusalOf,
  type ShellOutput,
  unreachable,
} from './peer-state.js';
import { peerStreams } from './peer-streams.js';
import { type PeerIntent, peerMachine, type PeerState, type PeerStatus, visibleId } from './pipelines/peer-machine.js';
import { type PeerOutput, peerPipeline } from './pipelines/peer-pipeline.js';
import type { Environment } from './ports/environment.js';
import { createBackoff } from './signalling/backoff.js';
import { listPeers } from './signalling/list-peers.js';

/**
 * This end: registered with a PeerServer under an id, it opens connections and calls to other peers, and is handed theirs.
 * It may be used before it is `open`: what is meant for the server waits until then.
 */
export class Peer extends EventSurface<PeerEvents> {
  /** Every option but `serializers` and `environment`, with its default where none was given. */
  readonly options: CompleteServerOptions;

  /** The id, when the server has accepted this peer, and to a late subscriber while it does; again after `reconnect()`. */
  readonly open$: Observable<string>;
  /** Data connections that other peers open. What comes before the first listener is held for it. */
  readonly connection$: Observable<DataConnection>;
  /** Calls of other peers, to be answered. What comes before the first listener is held for it. */
  readonly call$: Observable<MediaConnection>;
  /** The id that this peer had, when it has no server any more. Does not repeat the past. */
  readonly disconnected$: Observable<string | undefined>;
  /** Emits once when the Peer is destroyed, also to a late subscriber; then completes. */
  readonly close$: Observable<void>;
  /** What goes wrong, as values. Does not repeat the past. */
  readonly error$: Observable<PeerError<PeerFailureType>>;
  /** What the Peer is towards its server, from the current status on. */
  readonly status$: Observable<PeerStatus>;

  /** @internal */
  protected readonly _events: EventStreams<PeerEvents>;

  readonly #environment: Environment;
  readonly #log: Log;
  readonly #connections: Connections;
  readonly #intent$ = new Subject<PeerIntent>();
  readonly #hub = new Hub<PublishedState, ShellOutput>({ status: 'connecting', id: undefined }, reducePeer);
  /** The truth at once, also while listeners are being told of something older. */
  #state: PeerState;

  /** @param options - how to find the server and how to behave; the server assigns an id */
  constructor(options?: PeerOptions);
  /**
   * @param id - letters and digits, with `-`, `_` and spaces in between, else `invalid-id`; left out, the server assigns one
   * @param options - how to find the server and how to behave
   */
  constructor(id: string | undefined, options?: PeerOptions);
  constructor(first?: string | number | PeerOptions | null, second?: PeerOptions) {
    super();
    const { id, given } = readArguments(first, second);
    const environment = given.environment ?? browserEnvironment;
    this.#environment = environment;
    this.options = completeOptions(given, {
      page: environment.page(),
      token: randomToken(environment.randomBytes),
      logFunction: environment.print,
      backoff: createBackoff(environment.randomBytes)(),
    });
    this.#log = createLog(this.options.debug, this.options.logFunction);
    const complain = (error: PeerError<PeerFailureType>): void => {
      this.#intent$.next({ kind: 'complain', error });
    };
    this.#connections = new Connections({
      options: this.options,
      serializers: given.serializers ?? {},
      environment,
      log: this.#log,
      news$: this.#hub.output$.pipe(ofKind('signal', 'unavailable')),
      send: (message) => {
        this.#intent$.next({ kind: 'send', message });
      },
      forget: ({ peer, connectionId }, farewell) => {
        this.#intent$.next({ kind: 'forget', peer, connectionId, farewell });
      },
      clock$: this.#hub.whileDefined(({ status }) => status).pipe(map(clockOf), distinctUntilChanged()),
      isOpen: () => this.open,
      complain,
    });

    const output$ = this.#hub.output$;
    this.open$ = this.#hub.whileDefined(({ status, id: own }) => (status === 'open' ? own : undefined));
    this.status$ = this.#hub.whileDefined(({ status }) => status);
    this.close$ = this.#hub.when(({ status }) => status === 'destroyed');
    const streams = peerStreams(output$, complain);
    this.error$ = streams.error$;
    this.disconnected$ = streams.disconnected$;
    this.connection$ = streams.connection$;
    this.call$ = streams.call$;
    this._events = {
      open: output$.pipe(
        ofKind('opened'),
        map(({ id: own }) => own),
      ),
      connection: this.connection$,
      call: this.call$,
      close: output$.pipe(
        ofKind('closed'),
        map(() => undefined),
      ),
      disconnected: this.disconnected$,
      error: this.error$ as Observable<PeerError<PeerErrorType>>, // see PeerEvents
    };

    [this.#state] = peerMachine(id).initial;
    this.#hub.run(
      peerPipeline(this.#intent$, {
        id,
        refused: refusalOf(id, this.options, environment),
        options: this.options,
        environment,
        log: this.#log,
        isKnown: (peer, connectionId) => this.#connections.get(peer, connectionId) !== undefined,
        hasOpenConnections: () => this.#connections.hasOpen(),
        farewell: () => this.#connections.farewell(),
        observe: (state) => {
          this.#state = state;
        },
      }).pipe(emitAll((output) => this.#handle(output))),
    );
  }

  /** The id of this peer: its own from the start, an assigned one from `open` on; `undefined` without a server. */
  get id(): string | undefined {
    return visibleId(this.#state);
  }

  /** Whether the server has accepted this peer and the connection to it stands. */
  get open(): boolean {
    return this.#state.status === 'open';
  }

  /** Whether this peer has given its server up, or lost it. False while it tries again, by itself or after `reconnect()`: `status$` tells. */
  get disconnected(): boolean {
    return this.#state.status === 'disconnected' || this.destroyed;
  }

  /** Whether this peer is over for good. */
  get destroyed(): boolean {
    return this.#state.status === 'destroyed';
  }

  /** What destroyed it, if the application did not. @internal */
  get _failure(): PeerError | undefined {
    return this.#hub.state.failure;
  }

  /** All live connections, by the id of the other peer. */
  get connections(): Record<string, (DataConnection | MediaConnection)[]> {
    return this.#connections.toObject();
  }

  /** PeerJS's own name for them, which applications count and go through, as a copy. @internal */
  get _connections(): ReadonlyMap<string, readonly (DataConnection | MediaConnection)[]> {
    return new Map(Object.entries(this.connections));
  }

  /**
   * Opens a data connection to another peer. Always returns one: what goes wrong (`disconnected`, `peer-unavailable`,
   * `negotiation-failed`, `connection-closed`, `not-serializable`, `webrtc`, or what ends the Peer, `network` where the page is
   * left) comes on its `error$`, then it closes.
   *
   * @param peer - id of the other peer
   * @param options - label, metadata, serialization (default `binary`), reliable (default false)
   */
  connect<In = unknown, Out = unknown>(peer: string, options?: ConnectOptions | null): DataConnection<In, Out>;
  /** As PeerJS has it, so that what is written for that fits: a subclass that overrides it, a stand-in. */
  connect(peer: string, options?: ConnectOptions | null): DataConnection;
  connect<In, Out>(peer: string, options?: ConnectOptions | null): DataConnection<In, Out> {
    return this.#connections.connect(peer, options ?? {}, this.#refusal(peer)) as DataConnection<In, Out>;
  }

  /**
   * Calls another peer. Always returns a call: what goes wrong (as with `connect`) comes on its `error$`, then it closes.
   *
   * @param peer - id of the other peer
   * @param stream - what to send; left out, the call only listens
   * @param options - metadata, sdpTransform
   */
  call(peer: string, stream?: MediaStream | null, options?: CallOptions | null): MediaConnection {
    return this.#connections.call(peer, stream ?? undefined, options ?? {}, this.#refusal(peer));
  }

  /** One live connection, or `null`. */
  getConnection(peer: string, connectionId: string): DataConnection | MediaConnection | null {
    return this.#connections.get(peer, connectionId) ?? null;
  }

  /** Gives the server up. Connections live on; new ones need `reconnect()`. */
  disconnect(): void {
    this.#intent$.next({ kind: 'disconnect' });
  }

  /**
   * Registers again, under the old id and with the same token. With a `reconnect` policy it cuts a wait short.
   *
   * @throws PeerError `disconnected` on a Peer that is destroyed or still has its server
   */
  reconnect(): void {
    const error = notToReconnect(this.#state, this.#hub.state);
    if (error) throw error;
    const { status } = this.#state;
    if (status === 'disconnected' || status === 'reconnecting') this.#intent$.next({ kind: 'reconnect' });
    else this.#log.error(`There is nothing to reconnect: this Peer is ${status}.`);
  }

  /** Closes all connections, gives the server up, and frees everything. Cannot be undone. */
  destroy(): void {
    this.#intent$.next({ kind: 'destroy', farewell: this.#connections.farewell() });
  }

  /**
   * Asks the server for the ids of all its peers; a server answers only where discovery is allowed. What goes wrong is told
   * to the caller only, as an error `server-error` of the stream. One of a destroyed Peer completes without a list.
   * @param callback - called with the ids, as in PeerJS
   */
  listAllPeers(callback?: (peers: string[]) => void): Observable<readonly string[]> {
    const answer$ = new ReplaySubject<readonly string[]>(1);
    listPeers({ options: this.options, environment: this.#environment })
      .pipe(takeUntil(this.close$))
      .subscribe(answer$);
    answer$.subscribe({
      next: (peers) => callback?.([...peers]),
      error: (error: unknown) => {
        this.#log.error('Listing peers failed:', error);
      },
    });
    return answer$.asObservable();
  }

  /** Turns offers into connections, and ends connections with whoever ends them. */
  #handle(output: PeerOutput): readonly ShellOutput[] {
    this.#log.info(output);
    switch (output.kind) {
      case 'invited': {
        const connection = this.#connections.accept(output);
        if (!connection) return [];
        return connection.type === 'data' ? [{ kind: 'connection', connection }] : [{ kind: 'call', call: connection }];
      }
      case 'opened':
      case 'reconnecting':
      case 'disconnected':
        this.#connections.prepare();
        break;
      case 'unavailable':
        // Else it was a late word, for a connection that is open, or closed.
        return this.#connections.isAwaited(output.peer) ? [output] : [];
      case 'left':
        this.#connections.endAllWith(output.peer);
        break;
      case 'parted':
      case 'closed':
        this.#connections.endAll(output.error);
        break;
      case 'error':
        this.#log.error(output.error);
        break;
      default:
    }
    return [output];
  }

  /** Why there can be no connection with this peer, if so. The Peer says so too, and so will the connection. */
  #refusal(peer: string): PeerError | undefined {
    const error = unreachable(peer, this.#state);
    if (error) this.#intent$.next({ kind: 'complain', error });
    return error;
  }
}
