import { merge, type Observable, ReplaySubject } from 'rxjs';
import type { Bench } from './bench.js';
import { Breach, demandResult } from './breach.js';
import type {
  DocumentedCall,
  DocumentedData,
  DocumentedOptions,
  DocumentedPeer,
  Emitter,
  Library,
} from './libraries.js';
import { options as serverOptions, peerServer, serverUrl, uniqueId } from './page.js';
import * as wait from './wait.js';

/** What events told, in order, by name. */
export const record = (target: Emitter, ...events: readonly string[]): string[] => {
  const heard: string[] = [];
  for (const event of events) target.on(event, () => heard.push(event));
  return heard;
};

/** What an event brings from now on, also for those who look later: the libraries keep nothing for them. */
const kept = <T>(target: Emitter, event: string): Observable<T> => {
  const kept$ = new ReplaySubject<T>();
  target.on(event, (value) => {
    kept$.next(value as T);
  });
  return kept$;
};

/** The next turn of the event loop: what this one had to tell has been told. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** An error as the reference describes it. */
export type DocumentedError = Error & { readonly type: string };

/** Milliseconds that anything may take on a busy machine. */
const PATIENCE = 15_000;
/** Milliseconds after which what a library is known not to do has not come. It never will: this only shows it sooner. */
const KNOWN_BETTER = 500;

/** Where a row is played: one library, and the servers of the run. */
export class Stage {
  readonly bench: Bench;
  readonly #library: Library;
  readonly #belief: 'keeps-its-word' | 'breaks-it';

  /** @param belief - what is known of the library as to the sentence that is played */
  constructor(library: Library, bench: Bench, belief: 'keeps-its-word' | 'breaks-it') {
    this.#library = library;
    this.bench = bench;
    this.#belief = belief;
  }

  /** A Peer at the real server, unless told otherwise. */
  peer(id = uniqueId('documented'), options: Partial<DocumentedOptions> = {}): DocumentedPeer {
    return this.#keep(new this.#library.Peer(id, { ...this.#server, ...options }));
  }

  /** A Peer whose id the server assigns. */
  nameless(options: Partial<DocumentedOptions> = {}): DocumentedPeer {
    return this.#keep(new this.#library.Peer(undefined, { ...this.#server, ...options }));
  }

  peerWithoutWebRtc(): DocumentedPeer {
    return this.#keep(this.#library.withoutWebRtc(uniqueId('documented'), this.#server));
  }

  /** The next time that an event comes, and what it brings. */
  event<T = unknown>(target: Emitter, event: string): Promise<T> {
    return this.#orBreach(wait.next(kept<T>(target, event), PATIENCE), event);
  }

  /** The same, where this event is what the sentence is about. */
  promised<T = unknown>(target: Emitter, event: string): Promise<T> {
    return this.#orBreach(
      wait.next(kept<T>(target, event), this.#belief === 'breaks-it' ? KNOWN_BETTER : PATIENCE),
      event,
    );
  }

  /** The next so many times that an event comes. */
  events<T = unknown>(target: Emitter, event: string, count: number): Promise<T[]> {
    return this.#orBreach(wait.nextMany(kept<T>(target, event), count, PATIENCE), `${String(count)} times ${event}`);
  }

  /** What no event tells of. */
  async until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
    await this.#orBreach(wait.until(isSo, PATIENCE), what);
  }

  /** What is below is closed. */
  async allClosed(...natives: readonly (RTCPeerConnection | null | undefined)[]): Promise<void> {
    await this.#orBreach(wait.allClosed(...natives), 'that what is below is closed');
  }

  /** The error that a Peer or a connection tells of. */
  error(target: Emitter): Promise<DocumentedError> {
    return this.event<DocumentedError>(target, 'error');
  }

  /** The id of a Peer that was just made, once it is open. */
  open(peer: DocumentedPeer): Promise<string> {
    return this.event<string>(peer, 'open');
  }

  /** Opens a data connection. */
  connect(peer: DocumentedPeer, ...args: Parameters<DocumentedPeer['connect']>): DocumentedData {
    return demandResult('connect()', () => peer.connect(...args));
  }

  /** Places a call. */
  call(peer: DocumentedPeer, ...args: Parameters<DocumentedPeer['call']>): DocumentedCall {
    return demandResult('call()', () => peer.call(...args));
  }

  /** A Peer that takes an id as soon as the server lets go of it. Never, where somebody keeps it. */
  async claim(id: string): Promise<DocumentedPeer> {
    const peer = this.peer(id);
    await this.#orBreach(wait.next(merge(kept(peer, 'open'), kept(peer, 'close')), PATIENCE), 'open or close');
    return peer.destroyed ? this.claim(id) : peer;
  }

  /** Who the server knows. */
  async ids(): Promise<readonly string[]> {
    const response = await fetch(serverUrl('http', `${peerServer.key}/peers`));
    return (await response.json()) as string[];
  }

  /** Waits until the server has let go of an id. */
  async isForgotten(id: string): Promise<void> {
    await this.until('that the server forgets the id', async () => !(await this.ids()).includes(id));
  }

  get #server(): DocumentedOptions {
    const { host = '', port = 0, path = '/', key = 'peerjs', config = {} } = serverOptions;
    return { host, port, path, key, config, secure: false };
  }

  #keep(peer: DocumentedPeer): DocumentedPeer {
    this.bench.after(() => {
      // One by one: PeerJS forgets some when it is destroyed, which then fail on a page that belongs to another spec.
      for (const connection of Object.values(peer.connections).flat()) connection.close();
      peer.destroy();
    });
    return peer;
  }

  #orBreach<T>(coming: Promise<T>, what: string): Promise<T> {
    const outcome = coming.catch((thrown: unknown) => {
      throw thrown instanceof wait.Late ? new Breach(`${what} does not come`) : thrown;
    });
    outcome.catch(() => undefined); // a row may break off before it comes to this
    return outcome;
  }
}
