import type { PeerOptions } from 'rxpeer';

interface ServerAddress {
  readonly host: string;
  readonly port: number;
}

/** What karma.conf.js hands to the page. */
interface ClientConfig {
  readonly peerServer: ServerAddress & { readonly path: string; readonly key: string };
  readonly rogueServer: ServerAddress;
  /** True in `npm run soak`: loops are ten times as long. */
  readonly soak: boolean;
  /** Another in each run, unless `RXPEER_SEED` says which. */
  readonly seed: number;
}

declare global {
  interface Window {
    readonly __karma__: { readonly config: ClientConfig };
  }
}

const config = window.__karma__.config;

/** Past the ports that systems hand out by themselves, so nobody listens there. */
const CLOSED_PORT = 65_431;

/** No STUN server can be reached; on one machine none is needed. */
const LOCAL_ICE: RTCConfiguration = { iceServers: [] };

/** Which browser this is; the specs run in no other. */
export const thisBrowser: 'chrome' | 'firefox' = navigator.userAgent.includes('Firefox/') ? 'firefox' : 'chrome';

export const isSoak = config.soak;

/** For what is random in the specs. */
export const { seed } = config;

export const peerServer = config.peerServer;

/** Options for the real PeerServer of the run. */
export const options: PeerOptions = { ...config.peerServer, secure: false, config: LOCAL_ICE };

/** Options for the server that misbehaves, and how it does: see spec/support/rogue-server-process.mjs. */
export const rogueOptions = (key: string): PeerOptions => ({
  ...config.rogueServer,
  key,
  secure: false,
  config: LOCAL_ICE,
});

/** Options for a server that is not there. */
export const closedPortOptions: PeerOptions = { ...options, port: CLOSED_PORT };

/** The address of something at the real PeerServer. */
export const serverUrl = (scheme: 'http' | 'ws', rest: string, port = peerServer.port): string =>
  `${scheme}://${peerServer.host}:${String(port)}${peerServer.path}${rest}`;

export const closedUrl = (scheme: 'http' | 'ws'): string => serverUrl(scheme, '', CLOSED_PORT);

export const rogueUrl = (key: string): string =>
  `ws://${config.rogueServer.host}:${String(config.rogueServer.port)}/peerjs?key=${key}`;

/** An id that nobody else has, also not in another browser at the same server. */
export const uniqueId = (name: string): string => `${name}-${crypto.randomUUID()}`;
