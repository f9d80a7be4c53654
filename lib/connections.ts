import { filter, map, merge, type MonoTypeOperatorFunction, type Observable, of, startWith } from 'rxjs';
import { RECENT_CONNECTIONS } from './core/constants.js';
import { isWebrtc, type PeerError, peerUnavailable, unknownSerialization } from './core/errors.js';
import { randomToken } from './core/ids.js';
import type { Log } from './core/log.js';
import { emitEach } from './core/operators/emit-each.js';
import { ofKind, type Tagged } from './core/operators/of-kind.js';
import type { CallOptions, CompleteServerOptions, ConnectOptions } from './core/options.js';
import { Recent } from './core/recent.js';
import { type ConnectionName, Registry } from './core/registry.js';
import { DataConnection } from './data-connection.js';
import {
  dataEnd,
  type End,
  invitedEnd,
  type Invited,
  isFor,
  mediaEnd,
  toCandidateMessage,
  toCloseMessage,
  toConnectionSignal,
  toDescriptionMessage,
} from './end.js';
import { farewellOf } from './farewell-of.js';
import { MediaConnection } from './media-connection.js';
import type { ConnectionSignal } from './pipelines/connection-signal.js';
import { dataPipeline } from './pipelines/data-pipeline.js';
import { mediaPipeline } from './pipelines/media-pipeline.js';
import type { NegotiationClock } from './pipelines/open-in-time.js';
import type { ConnectionOutput } from './pipelines/output.js';
import type { PeerOutput } from './pipelines/peer-pipeline.js';
import type { Remote } from './pipelines/remote.js';
import type { ConnectionDeps } from './pipelines/run-connection.js';
import type { Environment } from './ports/environment.js';
import type { Codec } from './serialization/codec.js';
import { findCodec, type Found, type Serializers } from './serialization/registry.js';
import { type ClientMessage, closeMessage, type Extensions, leaveMessage, type Signal } from './signalling/messages.js';
import { SpareConnection } from './spare-connection.js';

type AnyConnection = DataConnection | MediaConnection;

/** Of what happens to a Peer, what its connections listen to. */
export type ConnectionNews = Extract<PeerOutput, { readonly kind: 'signal' | 'unavailable' }>;

/** What the connections of a Peer need of it. */
export interface ConnectionsDeps {
  readonly options: CompleteServerOptions;
  readonly serializers: Serializers;
  readonly environment: Environment;
  readonly log: Log;
  readonly news$: Observable<ConnectionNews>;
  readonly send: (message: ClientMessage) => void;
  /** Whether there can be new ones: the Peer has its server. */
  readonly isOpen: () => boolean;
  /** The connection is closed: what it still wanted to send is void. `farewell` is for the other side, if it has heard of it. */
  readonly forget: (connection: ConnectionName, farewell: ClientMessage | undefined) => void;
  /** Whether the server can be asked for anything: while it cannot, nobody is late. */
  readonly clock$: Observable<NegotiationClock>;
  /** The Peer reports this error too. */
  readonly complain: (error: PeerError<'webrtc'>) => void;
}

const remoteOf = ({ version }: Extensions): Remote => (version === undefined ? 'peerjs' : 'rxpeer');

/** Of one end, for `Recent`: connection ids are only unique between two peers. */
const nameOf = ({ peer, connectionId }: End): string => JSON.stringify([peer, connectionId]);

const answersSame = ({ _role: current }: AnyConnection, { role: offered }: End): boolean =>
  current.kind === 'answers' && offered.kind === 'answers' && current.offer.sdp === offered.offer.sdp;

/** Makes the connections of one Peer, routes signals to and from them, and knows which of them live. */
export class Connections {
  readonly #deps: ConnectionsDeps;
  readonly #live = new Registry<AnyConnection>();
  readonly #spare: SpareConnection;
  /** Of others, and over. */
  readonly #over = new Recent(RECENT_CONNECTIONS);

  constructor(deps: ConnectionsDeps) {
    this.#deps = deps;
    this.#spare = new SpareConnection(
      (config) => deps.environment.createPeerConnection(config),
      () => deps.options.config,
    );
  }

  /** Opens a data connection; one that is refused fails by itself. */
  connect(peer: string, options: ConnectOptions, refusal: PeerError | undefined): DataConnection {
    const end = dataEnd(peer, this.#token(), options, refusal);
    return this.#data(end, this.#codec(end));
  }

  /** Places a call; one that is refused fails by itself. */
  call(
    peer: string,
    stream: MediaStream | undefined,
    options: CallOptions,
    refusal: PeerError | undefined,
  ): MediaConnection {
    return this.#media(mediaEnd(peer, this.#token(), options, refusal), stream);
  }

  /** Takes an offer in. A second one for a connection that lives replaces it, as in PeerJS, unless it is the same once more. */
  accept(invited: Invited): AnyConnection | undefined {
    const end = invitedEnd(invited);
    const current = this.get(end.peer, end.connectionId);
    if (current ? answersSame(current, end) : this.#over.has(nameOf(end))) {
      this.#deps.log.warn(
        `An OFFER of ${end.peer} for ${end.connectionId} is dropped: it is a duplicate, or the connection is over.`,
      );
      return undefined;
    }
    const found = this.#codec(end);
    if (end.kind === 'data' && !found.codec) {
      const error = unknownSerialization(end.serialization, found.cause);
      const refusal = toCloseMessage(end, error.message);
      this.#deps.log.error(`${end.connectionId} from ${end.peer} refused:`, error);
      if (refusal) this.#deps.send(refusal);
      return undefined;
    }
    current?._end('other-side');
    return end.kind === 'data' ? this.#data(end, found) : this.#media(end, undefined);
  }

  /** Gets ready for the next connection, if there can be one. */
  prepare(): void {
    if (this.#deps.isOpen()) this.#spare.prepareSoon();
    else this.#spare.release();
  }

  get(peer: string, connectionId: string): AnyConnection | undefined {
    return this.#live.get(peer, connectionId);
  }

  hasOpen(): boolean {
    return this.#live.all().some(({ open }) => open);
  }

  /** Whether somebody waits for this peer to answer. */
  isAwaited(peer: string): boolean {
    return this.#live.of(peer).some(({ _role, _state }) => _role.kind === 'offers' && _state.phase !== 'open');
  }

  /** Ends all connections, with an error where one has ended the Peer. */
  endAll(error: PeerError | undefined): void {
    for (const connection of this.#live.all()) connection._end('this-side', error);
  }

  /** What there is to say to the others when all connections end. The server keeps offers for who is not there, but no LEAVE. */
  farewell(): readonly ClientMessage[] {
    const offered = this.#live
      .all()
      .filter(({ _role, _state }) => _role.kind === 'offers' && _state.phase === 'described');
    return [
      ...offered.map(({ peer, connectionId }) => closeMessage(peer, connectionId, undefined)),
      ...this.#live.peers().map(leaveMessage),
    ];
  }

  /** The other peer has left: all connections with it are over. */
  endAllWith(peer: string): void {
    for (const connection of this.#live.of(peer)) connection._end('other-side');
  }

  toObject(): Record<string, AnyConnection[]> {
    return this.#live.toObject();
  }

  #data(end: End, { codec, cause }: Found): DataConnection {
    const refusal = end.refusal ?? (codec ? undefined : unknownSerialization(end.serialization, cause));
    const connection: DataConnection = new DataConnection({
      ...end,
      earlyLimit: this.#deps.options.limits.early,
      tooLate: this.#tooLate(end.connectionId),
      run: (intent$, value$) =>
        dataPipeline(intent$, value$, this.#signal$(end), {
          ...this.#connectionDeps(end, refusal),
          label: end.label,
          ordered: end.reliable || codec?.framing === 'stream', // pieces of a stream make no sense in another order
          serialization: end.serialization,
          codec: codec as Codec, // without one the connection fails before it is used
          messageLimit: this.#deps.options.limits.message,
        }).pipe(this.#attend(end, () => connection)),
    });
    this.#live.add(connection);
    return connection;
  }

  /** Made here, because a closed connection keeps it: what is in reach where it is made, such as a codec, it keeps too. */
  #tooLate(connectionId: string): () => void {
    const { log } = this.#deps;
    return () => {
      log.error(`${connectionId}: nothing can be sent any more, the connection is closed.`);
    };
  }

  #media(end: End, stream: MediaStream | undefined): MediaConnection {
    const connection: MediaConnection = new MediaConnection({
      ...end,
      localStream: stream,
      run: (intent$) =>
        mediaPipeline(intent$, this.#signal$(end), { ...this.#connectionDeps(end, end.refusal), stream }).pipe(
          this.#attend(end, () => connection),
        ),
    });
    this.#live.add(connection);
    return connection;
  }

  #connectionDeps(end: End, refusal: PeerError | undefined): ConnectionDeps {
    const { role, peer, connectionId, sdpTransform } = end;
    return {
      remote$: this.#remote$(end),
      liveness: this.#deps.options.liveness,
      clock$: this.#deps.clock$,
      role,
      peer,
      connectionId,
      sdpTransform,
      createPeerConnection: () => {
        if (refusal) throw refusal;
        return end.kind === 'data' ? this.#spare.take() : this.#spare.takeNew();
      },
    };
  }

  /** Does what a connection's outputs ask of the Peer, before the connection itself tells them. */
  #attend<Output extends Tagged>(end: End, self: () => AnyConnection): MonoTypeOperatorFunction<Output> {
    return emitEach((told, emit) => {
      const output = told as Tagged as ConnectionOutput; // what a subclass tells besides asks nothing of the Peer
      this.#deps.log.info(end.connectionId, output);
      switch (output.kind) {
        case 'described':
          this.#deps.send(toDescriptionMessage(end, output.description));
          break;
        case 'candidate':
          this.#deps.send(toCandidateMessage(end, output.candidate));
          break;
        case 'error':
        case 'failed':
          this.#deps.log.error(`${end.connectionId}:`, output.error);
          if (isWebrtc(output.error)) this.#deps.complain(output.error);
          break;
        case 'opened':
          this.prepare();
          break;
        case 'closed':
          this.#live.remove(self());
          if (end.role.kind === 'answers') this.#over.add(nameOf(end));
          this.#deps.forget(end, farewellOf(end, self(), output));
          this.prepare();
          break;
        default:
      }
      emit(told);
    });
  }

  /** What the other side signals for this end. */
  #theirs$(end: End): Observable<Signal> {
    // One step, since each signal passes here for every connection there is.
    return this.#deps.news$.pipe(
      emitEach((news, emit) => {
        if (news.kind === 'signal' && isFor(end, news.signal)) emit(news.signal);
      }),
    );
  }

  #signal$(end: End): Observable<ConnectionSignal> {
    return merge(
      this.#theirs$(end).pipe(map(toConnectionSignal), startWith(...end.early.map(toConnectionSignal))),
      this.#deps.news$.pipe(
        ofKind('unavailable'),
        filter(({ peer }) => peer === end.peer),
        map(({ peer }): ConnectionSignal => ({ kind: 'remote-unavailable', error: peerUnavailable(peer) })),
      ),
    );
  }

  #remote$(end: End): Observable<Remote> {
    return end.role.kind === 'answers'
      ? of(remoteOf(end.extensions))
      : this.#theirs$(end).pipe(
          ofKind('answer'),
          map(({ extensions }) => remoteOf(extensions)),
        );
  }

  #codec({ kind, serialization }: End): Found {
    return kind === 'data' ? findCodec(serialization, this.#deps.serializers) : {};
  }

  #token(): string {
    return randomToken(this.#deps.environment.randomBytes);
  }
}
