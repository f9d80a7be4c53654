import { WIRE_VERSION } from '../core/constants.js';
import type { CompleteServerOptions } from '../core/options.js';

/** What of the options says where the server is. */
export type ServerAddress = Pick<CompleteServerOptions, 'secure' | 'host' | 'port' | 'path' | 'key'>;

/** The addresses of a PeerServer. */
export interface Endpoint {
  /** For messages to humans: no key, no id, no token. */
  readonly address: string;
  /** Answers a new id. `ts` keeps caches from answering instead of the server. */
  readonly idUrl: (ts: string) => string;
  /** Answers the ids of all peers. */
  readonly peersUrl: (ts: string) => string;
  /** The same host and port without TLS. */
  readonly plainProbeUrl: string;
  /** The same host and port with TLS. */
  readonly secureProbeUrl: string;
  readonly socketUrl: (id: string, token: string) => string;
}

/** Halves of surrogate pairs have no UTF-8, and `encodeURI` throws at them: they become U+FFFD, as in the URL standard. */
const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\uFFFD');

const escapePart = (text: string): string => encodeURIComponent(wellFormed(text));

/** What `URL` would make of a path: servers match paths as they are written, and one may be escaped already. */
const escapePath = (path: string): string =>
  encodeURI(wellFormed(path))
    .replace(/%25(?=[0-9A-F]{2})/gi, '%')
    .replace(/[?#]/g, encodeURIComponent);

/** An IPv6 address stands in brackets (RFC 3986, section 3.2.2), whether or not it was given with them. */
const hostPart = (host: string): string => {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  return bare.includes(':') ? `[${escapePart(bare).replaceAll('%3A', ':')}]` : escapePart(bare);
};

/** Where everything is on the server that the options name. */
export const endpoint = ({ secure, host, port, path, key }: ServerAddress): Endpoint => {
  const authority = `${hostPart(host)}:${port}`;
  const base = `${authority}${escapePath(path)}`;
  const http = secure ? 'https' : 'http';
  const ws = secure ? 'wss' : 'ws';
  const query = (fields: Readonly<Record<string, string>>): string =>
    Object.entries(fields)
      .map(([name, value]) => `${name}=${escapePart(value)}`)
      .join('&');
  const api =
    (method: string) =>
    (ts: string): string =>
      `${http}://${base}${escapePart(key)}/${method}?${query({ ts, version: WIRE_VERSION })}`;
  return {
    address: `${ws}://${base}`,
    idUrl: api('id'),
    peersUrl: api('peers'),
    plainProbeUrl: `http://${base}`,
    secureProbeUrl: `https://${base}`,
    socketUrl: (id, token) => `${ws}://${base}peerjs?${query({ key, id, token, version: WIRE_VERSION })}`,
  };
};
