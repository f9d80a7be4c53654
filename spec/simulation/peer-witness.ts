import type { Observable } from 'rxjs';
import type { PeerError } from '../../lib/core/errors.js';
import type { DataConnection } from '../../lib/data-connection.js';
import type { MediaConnection } from '../../lib/media-connection.js';
import type { Peer } from '../../lib/peer.js';
import type { PeerStatus } from '../../lib/pipelines/peer-machine.js';
import type { Chronicle } from './chronicle.js';
import type { ReactsTo } from './scenario.js';
import type { StreamWitness } from './stream-witness.js';
import { watchStream } from './watch-stream.js';

export interface PeerDeps {
  readonly machine: number;
  readonly chronicle: Chronicle;
  readonly occasion: (event: ReactsTo) => void;
  readonly invited: (connection: DataConnection | MediaConnection) => void;
}

/** A time without a server. */
export interface Gap {
  readonly from: number;
  readonly to: number;
  /** What the Peer was at the end of it. */
  readonly status: PeerStatus;
}

/** A Peer as its user sees it. */
export class PeerWitness {
  readonly peer: Peer;
  readonly machine: number;
  readonly errors: PeerError[] = [];
  readonly streams = new Map<string, StreamWitness<unknown>>();
  /** Since when its user listens for what others open, by what they open. */
  readonly listensSince = new Map<'data' | 'media', number>();
  /** What it said it was, and since when. */
  readonly statuses: { readonly status: PeerStatus; readonly at: number }[] = [];
  /** When `disconnected` was told. */
  readonly disconnections: number[] = [];
  closedAt: number | undefined;
  /** The last one that it had. */
  lastId: string | undefined;
  readonly #deps: PeerDeps;

  constructor(peer: Peer, deps: PeerDeps) {
    this.peer = peer;
    this.machine = deps.machine;
    this.#deps = deps;
    this.#watch('status$', peer.status$, (status) => {
      this.#note(() => status);
      this.statuses.push({ status, at: deps.chronicle.now });
    });
    this.#watch('open$', peer.open$);
    this.#watch('close$', peer.close$);
    this.#watch('error$', peer.error$);
    this.#watch('disconnected$', peer.disconnected$);
    peer.on('open', (id) => {
      this.#happened(`open as ${id}`);
      this.lastId = id;
      deps.occasion('open');
    });
    peer.on('disconnected', () => {
      this.#happened('disconnected');
      this.disconnections.push(deps.chronicle.now);
      deps.occasion('disconnected');
    });
    peer.on('error', (error) => {
      this.#happened(`error ${error.type}: ${error.message}`);
      this.errors.push(error);
      deps.occasion('error');
    });
    peer.on('close', () => {
      this.#happened('close');
      deps.chronicle.trouble('end', [deps.machine]);
      this.closedAt = deps.chronicle.now;
    });
  }

  get name(): string {
    return `machine ${String(this.machine)}`;
  }

  get status(): PeerStatus {
    return this.statuses.at(-1)?.status ?? 'connecting';
  }

  /** What it said it was at a time, or was just becoming. */
  statusAt(time: number): PeerStatus | undefined {
    return this.statuses.filter(({ at }) => at <= time).at(-1)?.status;
  }

  /** Whether it was open all the time. */
  wasOpen(from: number, to: number): boolean {
    const within = this.statuses.filter(({ at }) => at > from && at <= to);
    return this.statusAt(from) === 'open' && within.every(({ status }) => status === 'open');
  }

  /** The times in which it was not open, each with what it was in the end. */
  gaps(from: number, to: number): readonly Gap[] {
    const changes = [
      { status: this.statusAt(from) ?? 'connecting', at: from },
      ...this.statuses.filter(({ at }) => at > from),
    ];
    const gaps: Gap[] = [];
    for (const [place, { status, at }] of changes.entries()) {
      const until = Math.min(changes[place + 1]?.at ?? to, to);
      const last = gaps.at(-1);
      if (status === 'open' || at > to) continue;
      // Two without a time between them are two, where it was there for an instant.
      if (last && last.to === at && changes[place - 1]?.status !== 'open')
        gaps.splice(-1, 1, { ...last, to: until, status });
      else gaps.push({ from: at, to: until, status });
    }
    return gaps;
  }

  listenTo(what: 'connections' | 'calls'): void {
    const { peer } = this;
    if (what === 'connections') this.#receive('data', 'connection$', peer.connection$, 'invited');
    else this.#receive('media', 'call$', peer.call$, 'called');
  }

  #receive(
    type: 'data' | 'media',
    name: string,
    stream$: Observable<DataConnection | MediaConnection>,
    event: ReactsTo,
  ): void {
    if (this.listensSince.has(type)) return;
    this.listensSince.set(type, this.#deps.chronicle.now);
    this.#watch(name, stream$, (connection) => {
      this.#note(() => `${name} ${connection.connectionId} from ${connection.peer}`);
      this.#deps.invited(connection);
      this.#deps.occasion(event);
    });
  }

  #watch<T>(name: string, stream$: Observable<T>, next?: (value: T) => void): void {
    watchStream(this, this.#deps.chronicle, name, stream$, next);
  }

  #happened(what: string): void {
    this.#note(() => what);
    if (this.closedAt !== undefined)
      this.#deps.chronicle.breach('close is last', `${this.name}: ${what} after its close`);
  }

  #note(what: () => string): void {
    this.#deps.chronicle.note(() => `${this.name}: ${what()}`);
  }
}
