import type { Observable } from 'rxjs';
import type { ConnectionEvents } from '../../lib/connection.js';
import type { PeerError } from '../../lib/core/errors.js';
import type { EventSurface } from '../../lib/core/event-surface.js';
import { DataConnection } from '../../lib/data-connection.js';
import type { MediaConnection } from '../../lib/media-connection.js';
import type { Chronicle } from './chronicle.js';
import { numberedMessage, numberOf } from './numbered-message.js';
import type { ReactsTo } from './scenario.js';
import type { StreamWitness } from './stream-witness.js';
import { watchStream } from './watch-stream.js';

/** How a user has closed an end, and when. */
export interface UserClose {
  readonly at: number;
  readonly how: 'at-once' | 'flush' | 'reason';
}

export interface EndDeps {
  /** The machine that this end is on. */
  readonly machine: number;
  readonly role: 'offers' | 'answers';
  readonly chronicle: Chronicle;
  /** Something has happened to it, and the user may do something about it. */
  readonly occasion: (event: ReactsTo, end: EndWitness) => void;
}

/** How many characters of a connection's id tell it apart. */
const SHORT = 8;

/** One end of a connection as its user sees it, and everything that this user has done with it. */
export class EndWitness {
  readonly connection: DataConnection | MediaConnection;
  readonly machine: number;
  readonly role: EndDeps['role'];
  /** When the user got hold of it. */
  readonly since: number;
  /** It was open, or closed, before that: what can be told by hearsay only. */
  readonly bornOpen: boolean;
  readonly bornClosed: boolean;
  readonly sent: number[] = [];
  readonly received: number[] = [];
  readonly errors: PeerError[] = [];
  readonly streams = new Map<string, StreamWitness<unknown>>();
  openedAt: number | undefined;
  closedAt: number | undefined;
  answeredAt: number | undefined;
  userClose: UserClose | undefined;
  readonly #deps: EndDeps;
  #numbers = 0;

  constructor(connection: DataConnection | MediaConnection, deps: EndDeps) {
    this.connection = connection;
    this.machine = deps.machine;
    this.role = deps.role;
    this.#deps = deps;
    this.since = deps.chronicle.now;
    this.bornOpen = connection.open;
    this.#watch('close$', connection.close$);
    this.bornClosed = this.streams.get('close$')?.values === 1;
    this.#watch('error$', connection.error$);
    this.#watch('iceState$', connection.iceState$, (state) => {
      this.#note(() => `ice ${state}`);
      if (state === 'connected' && connection.type === 'media') this.#opened(); // calls have no event for it
    });
    if (connection instanceof DataConnection) {
      this.#watch('open$', connection.open$);
      this.#watch('bufferSize$', connection.bufferSize$);
      this.#watch('bufferedBytes$', connection.bufferedBytes$);
    } else {
      this.#watch('stream$', connection.stream$);
    }
    this.#listen();
  }

  get name(): string {
    const { connectionId } = this.connection;
    return `machine ${String(this.machine)}, ${connectionId.slice(0, SHORT)}`;
  }

  /** What it is, as far as its user can tell. */
  get phase(): 'opening' | 'open' | 'closed' {
    if (this.closedAt !== undefined || this.bornClosed) return 'closed';
    return this.connection.open ? 'open' : 'opening';
  }

  /** A call of theirs that nobody has answered, or one of ours that they have not. */
  get rings(): boolean {
    return this.connection.type === 'media' && this.phase === 'opening' && this.answeredAt === undefined;
  }

  read(): void {
    if (!(this.connection instanceof DataConnection) || this.streams.has('data$')) return;
    this.#watch('data$', this.connection.data$, (message) => {
      this.#receive(message);
    });
  }

  answer(stream: MediaStream | undefined): void {
    if (this.connection instanceof DataConnection || this.role === 'offers') return;
    this.answeredAt ??= this.#deps.chronicle.now;
    this.connection.answer(stream);
  }

  /** Sends so many numbered messages. Those count that go into an open connection. */
  send(count: number, bytes: number): void {
    const { connection } = this;
    if (!(connection instanceof DataConnection)) return;
    for (let left = count; left > 0; left -= 1) {
      const number = (this.#numbers += 1);
      if (connection.open && !this.userClose) this.sent.push(number);
      connection.send(numberedMessage(number, bytes, connection.serialization));
    }
  }

  close(how: UserClose['how']): void {
    const before = this.userClose;
    const inHaste = !before || before.how === 'flush' ? how : before.how; // whoever closes at once flushes no longer
    if (this.phase !== 'closed') this.userClose = { at: before?.at ?? this.#deps.chronicle.now, how: inHaste };
    if (how === 'reason') this.connection.close({ reason: 'enough' });
    else if (how === 'flush' && this.connection instanceof DataConnection) this.connection.close({ flush: true });
    else this.connection.close();
  }

  #watch<T>(name: string, stream$: Observable<T>, next?: (value: T) => void): void {
    watchStream(this, this.#deps.chronicle, name, stream$, next);
  }

  #listen(): void {
    const { connection } = this;
    const common = connection as unknown as EventSurface<ConnectionEvents>; // which both kinds are
    common.on('close', () => {
      this.#happened('close');
      this.closedAt = this.#deps.chronicle.now;
      this.#deps.occasion('closed', this);
    });
    common.on('error', (error) => {
      this.#happened(`error ${error.type}: ${error.message}`);
      this.errors.push(error);
      this.#deps.occasion('error', this);
    });
    if (!(connection instanceof DataConnection)) return;
    connection.on('open', () => {
      this.#happened('open');
      this.#opened();
    });
  }

  #opened(): void {
    if (this.openedAt !== undefined) return;
    this.openedAt = this.#deps.chronicle.now;
    this.#deps.occasion('connected', this);
  }

  #receive(message: unknown): void {
    const number = numberOf(message);
    this.#note(() => `data ${String(number)}`);
    if (number === undefined || Number.isNaN(number))
      this.#deps.chronicle.breach('data arrives', `${this.name}: damaged`);
    else this.received.push(number);
    this.#deps.occasion('data', this);
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
