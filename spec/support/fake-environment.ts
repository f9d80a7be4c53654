import { defer, finalize, type Observable, Subject } from 'rxjs';
import type {
  Capabilities,
  Environment,
  HttpRequest,
  HttpResponse,
  LogLevel,
  OpenSocket,
  PageAddress,
  PageLife,
} from 'rxpeer';
import { answered, FakeHttp } from './fake-http.js';
import { FakePeerConnection } from './fake-peer-connection.js';
import { FakeSocket } from './fake-socket.js';
import { Random } from './random.js';

/** What an environment is made of; all of it has a default that does nothing by itself. */
export interface FakeEnvironmentParts {
  readonly page: PageAddress;
  readonly capabilities: Capabilities;
  readonly socket: FakeSocket;
  readonly http: FakeHttp;
  /** In place of `socket`. */
  readonly openSocket: OpenSocket;
  /** May throw. */
  readonly createPeerConnection: (config: RTCConfiguration) => FakePeerConnection;
  /** Environments with different seeds have different random bytes; one seed repeats. */
  readonly seed: number;
}

/** What is held of the outside world, by number. */
export interface Held {
  readonly sockets: number;
  readonly requests: number;
  /** Those that connections use. */
  readonly peerConnections: number;
  /** Those that wait for a connection. */
  readonly spares: number;
  /** Streams of peer connections that somebody listens to. */
  readonly subscriptions: number;
  /** Pages whose life somebody listens to. */
  readonly watched: number;
}

/** What is held when everything has been given back. */
export const NOTHING_HELD: Held = {
  sockets: 0,
  requests: 0,
  peerConnections: 0,
  spares: 0,
  subscriptions: 0,
  watched: 0,
};

/**
 * The outside world without a world: fakes for everything, that the test drives. It keeps what it has handed out and what
 * was printed, and can say what of it is still held.
 */
export class FakeEnvironment implements Environment {
  readonly #parts: Partial<FakeEnvironmentParts>;
  readonly #random: Random;
  readonly #pageLife$ = new Subject<PageLife>();
  #sockets = 0;
  #watchers = 0;

  readonly socket: FakeSocket;
  readonly fakeHttp: FakeHttp;
  readonly #made: FakePeerConnection[] = [];
  /** The configuration of each of them. */
  readonly configurations: RTCConfiguration[] = [];
  /** Every line printed so far: its level, then what it says. */
  readonly printed: [level: LogLevel, ...rest: unknown[]][] = [];

  constructor(parts: Partial<FakeEnvironmentParts> = {}) {
    this.#parts = parts;
    this.#random = new Random(parts.seed ?? 1);
    this.socket = parts.socket ?? new FakeSocket();
    this.fakeHttp = parts.http ?? new FakeHttp(() => answered('assigned'));
  }

  readonly pageLife$: Observable<PageLife> = defer(() => {
    this.#watchers += 1;
    return this.#pageLife$.pipe(
      finalize(() => {
        this.#watchers -= 1;
      }),
    );
  });

  readonly page = (): PageAddress => this.#parts.page ?? { hostname: 'localhost', secure: false };

  readonly capabilities = (): Capabilities => this.#parts.capabilities ?? { data: true, audioVideo: true };

  readonly openSocket: OpenSocket = (url, outgoing$) =>
    defer(() => {
      this.#sockets += 1;
      return (this.#parts.openSocket ?? this.socket.openSocket)(url, outgoing$).pipe(
        finalize(() => {
          this.#sockets -= 1;
        }),
      );
    });

  readonly http = (request: HttpRequest): Observable<HttpResponse> => this.fakeHttp.http(request);

  readonly createPeerConnection = (config: RTCConfiguration): FakePeerConnection => {
    const peerConnection = (this.#parts.createPeerConnection ?? (() => new FakePeerConnection()))(config);
    this.configurations.push(config);
    this.#made.push(peerConnection);
    return peerConnection;
  };

  readonly randomBytes = (count: number): Uint8Array =>
    Uint8Array.from({ length: count }, () => this.#random.next(256));

  readonly print = (level: LogLevel, ...rest: unknown[]): void => {
    this.printed.push([level, ...rest]);
  };

  /** Something becomes of the page. */
  live(life: PageLife): void {
    this.#pageLife$.next(life);
  }

  /** Every peer connection that was taken so far, in the order of creation; not those that wait to be. */
  get peerConnections(): readonly FakePeerConnection[] {
    return this.#made.filter(({ use }) => use === 'taken');
  }

  /** The peer connection that was taken last. */
  get peerConnection(): FakePeerConnection {
    const peerConnection = this.peerConnections.at(-1);
    if (!peerConnection) throw new Error('No peer connection was taken.');
    return peerConnection;
  }

  /** What of this world is still held. */
  get held(): Held {
    return {
      sockets: this.#sockets,
      requests: this.fakeHttp.pending,
      peerConnections: this.peerConnections.filter(({ closes }) => closes === 0).length,
      spares: this.#made.filter(({ use, closes }) => use === 'spare' && closes === 0).length,
      subscriptions: this.#made.reduce((sum, { subscriptions }) => sum + subscriptions, 0),
      watched: this.#watchers > 0 ? 1 : 0,
    };
  }
}
