import { Happenings } from './happenings.js';
import type { AnyConnection, AnyPeer, CreatePeer } from './library.js';
import { picture } from './picture.js';

const CONNECTION_EVENTS = ['open', 'data', 'stream', 'iceStateChanged', 'error', 'close'];
/** The name for what nobody has caught. */
const UNCAUGHT = 'uncaught';
const PEER_EVENTS = ['open', 'disconnected', 'error', 'close'];

/**
 * What spec/tabs/tab.mjs calls: Peers by their ids, connections by the id of this end and the name that whoever opened it has
 * given, as in `alice/chat`. Everything they tell is kept, with its time.
 */
export class Tab {
  readonly happenings = new Happenings();
  readonly #create: CreatePeer;
  readonly #peers = new Map<string, AnyPeer>();
  readonly #connections = new Map<string, AnyConnection>();
  #stream: MediaStream | undefined;

  constructor(create: CreatePeer) {
    this.#create = create;
    // The only way to know when a page was left: by the page's own word.
    addEventListener('pagehide', () => navigator.sendBeacon('/left', String(Date.now())));
    // Asked here: drivers take what a browser prints for an error of the page.
    addEventListener('error', ({ error, message }) => this.happenings.record(UNCAUGHT, 'error', error ?? message));
    addEventListener('unhandledrejection', ({ reason }) => this.happenings.record(UNCAUGHT, 'rejection', reason));
  }

  /** A Peer that takes every connection and every call. */
  make(id: string, options: object): void {
    const peer = this.#create(id, options);
    this.#peers.set(id, peer);
    for (const event of PEER_EVENTS) peer.on(event, (value) => this.happenings.record(id, event, value));
    peer.on('connection', (connection) => this.#watch(id, connection as AnyConnection));
    peer.on('call', (call) => {
      this.#watch(id, call as AnyConnection);
      (call as AnyConnection).answer?.(this.#media());
    });
  }

  connect(id: string, other: string, name: string): void {
    this.#watch(id, this.peer(id).connect(other, { label: name, reliable: true }));
  }

  call(id: string, other: string, name: string): void {
    this.#watch(id, this.peer(id).call(other, this.#media(), { metadata: name }));
  }

  send(connection: string, value: unknown): void {
    void this.connection(connection).send?.(value);
  }

  sendAll(connection: string, values: readonly unknown[]): void {
    for (const value of values) this.send(connection, value);
  }

  closeConnection(connection: string, options?: object): void {
    this.connection(connection).close(options);
  }

  /** A method of a Peer that takes nothing. */
  tell(id: string, method: 'disconnect' | 'reconnect' | 'destroy'): void {
    this.peer(id)[method]();
  }

  flagsOf(id: string): { open: boolean; disconnected: boolean; destroyed: boolean } {
    const { open, disconnected, destroyed } = this.peer(id);
    return { open, disconnected, destroyed };
  }

  isOpen(connection: string): boolean {
    return this.connection(connection).open;
  }

  peer(id: string): AnyPeer {
    const peer = this.#peers.get(id);
    if (!peer) throw new Error(`there is no Peer ${id}`);
    return peer;
  }

  connection(name: string): AnyConnection {
    const connection = this.#connections.get(name);
    if (!connection) throw new Error(`there is no connection ${name}`);
    return connection;
  }

  #media(): MediaStream {
    return (this.#stream ??= picture());
  }

  #watch(id: string, connection: AnyConnection): void {
    const name = `${id}/${String(connection.type === 'media' ? connection.metadata : connection.label)}`;
    this.#connections.set(name, connection);
    this.happenings.record(name, 'made');
    for (const event of CONNECTION_EVENTS) {
      connection.on(event, (value) => this.happenings.record(name, event, value));
    }
  }
}

declare global {
  interface Window {
    tab: Tab;
  }
}

/** Puts a library at the disposal of the specs. */
export const serveTab = (create: CreatePeer): Tab => (window.tab = new Tab(create));
