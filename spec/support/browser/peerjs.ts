import { type DataConnection, type MediaConnection, Peer as PeerJs, type PeerConnectOption } from 'peerjs';
import { fromEvent, type Observable, ReplaySubject } from 'rxjs';
import type { DataConnection as RxConnection, Peer, PeerOptions } from 'rxpeer';
import type { Bench, Tolerate } from './bench.js';
import { options, uniqueId } from './page.js';
import { next, opened } from './wait.js';

/** Methods of PeerJS 1.5.5 in which it forgets that the connection may have closed meanwhile. */
const PEERJS_METHODS = /handleCandidate|handleSDP|_makeOffer|_makeAnswer|ondatachannel/;

/**
 * PeerJS rejects promises that it hands to nobody: a candidate or a description that comes for a connection that has closed
 * in the meantime meets `this.connection.provider` or `.emitError` of null; a channel meets no connection to initialize.
 * Nothing else is tolerated.
 */
export const peerJsRaces: Tolerate = (thrown) =>
  thrown instanceof TypeError &&
  /null/.test(thrown.message) &&
  /emitError|provider|peerConnection|_initializeDataChannel/.test(thrown.message) &&
  PEERJS_METHODS.test(thrown.stack ?? '');

type PeerJsOptions = ConstructorParameters<typeof PeerJs>[1] & object;

/** A PeerJS at the real server; destroyed after the spec. */
export const peerJs = (bench: Bench, id = uniqueId('peerjs'), more: PeerJsOptions = {}): PeerJs => {
  const { host, port, path, key, secure, config } = options;
  const peer = new PeerJs(id, { host, port, path, key, secure, config, debug: 0, ...more } as PeerJsOptions);
  bench.after(() => {
    peer.destroy();
  });
  return peer;
};

/** The id of a PeerJS, once it is open. */
export const openPeerJs = async (peer: PeerJs): Promise<string> => {
  if (!peer.open) await next(fromEvent(peer, 'open'));
  return peer.id;
};

/** What happens on something of PeerJS. */
export const on = <T = unknown>(emitter: DataConnection | MediaConnection | PeerJs, event: string): Observable<T> =>
  fromEvent(emitter as unknown as Parameters<typeof fromEvent>[0], event) as Observable<T>;

/** The same from now on, also for those who subscribe later: PeerJS keeps nothing for them. */
export const kept = <T = unknown>(emitter: DataConnection | MediaConnection | PeerJs, event: string): Observable<T> => {
  const kept$ = new ReplaySubject<T>();
  on<T>(emitter, event).subscribe(kept$);
  return kept$;
};

/** An open connection between RxPeer and PeerJS, and everything that PeerJS hears of it. */
export interface Interop {
  readonly rx: RxConnection;
  readonly js: DataConnection;
  readonly rxPeer: Peer;
  readonly jsPeer: PeerJs;
  readonly jsData$: Observable<unknown>;
  readonly jsClose$: Observable<unknown>;
}

/** Who opens the connection. */
export type Opener = 'RxPeer' | 'PeerJS';

const openedJs = async (connection: DataConnection): Promise<DataConnection> => {
  if (!connection.open) await next(on(connection, 'open'));
  return connection;
};

/** What the two Peers are made with, besides where the server is. */
export interface InteropOptions {
  readonly rx?: PeerOptions;
  readonly js?: PeerJsOptions;
}

/** Connects the two, whoever opens. */
export const interop = async (
  bench: Bench,
  opener: Opener,
  connect: PeerConnectOption = {},
  { rx: rxOptions = {}, js: jsOptions = {} }: InteropOptions = {},
): Promise<Interop> => {
  const [rxPeer, jsPeer] = [bench.peer(rxOptions), peerJs(bench, undefined, jsOptions)];
  const [rxId, jsId] = await Promise.all([next(rxPeer.open$), openPeerJs(jsPeer)]);
  const watched = (js: DataConnection) => ({ js, jsData$: kept(js, 'data'), jsClose$: kept(js, 'close') });
  if (opener === 'RxPeer') {
    const incoming = new Promise<ReturnType<typeof watched>>((resolve) => {
      jsPeer.on('connection', (connection) => {
        resolve(watched(connection));
      });
    });
    const rx = await opened(rxPeer.connect(jsId, connect));
    const there = await incoming;
    await openedJs(there.js);
    return { rx, rxPeer, jsPeer, ...there };
  }
  const incoming = next(rxPeer.connection$);
  const there = watched(jsPeer.connect(rxId, connect));
  await openedJs(there.js);
  return { rx: await opened(await incoming), rxPeer, jsPeer, ...there };
};
