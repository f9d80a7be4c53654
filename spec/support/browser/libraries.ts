import { Peer as PeerJs, util } from 'peerjs';
import { Peer, type PeerOptions } from 'rxpeer';
import { browserEnvironment } from '../../../lib/browser/environment.js';
import { peerJsRaces } from './peerjs.js';
import type { Tolerate } from './bench.js';

/** Whatever has events. */
export interface Emitter {
  on(event: string, listener: (value?: unknown) => void): unknown;
}

/** What the reference says of either kind of connection. */
interface DocumentedConnection extends Emitter {
  readonly open: boolean;
  readonly peer: string;
  readonly metadata: unknown;
  readonly type: string;
  readonly peerConnection: RTCPeerConnection | null | undefined;
  readonly dataChannel: RTCDataChannel | null | undefined;
  close(): void;
}

/** What the reference says of a DataConnection. */
export interface DocumentedData extends DocumentedConnection {
  readonly label: string;
  readonly serialization: string;
  readonly reliable: boolean;
  readonly bufferSize: number;
  send(data: unknown): unknown;
}

/** What the reference says of a MediaConnection. */
export interface DocumentedCall extends DocumentedConnection {
  answer(stream?: MediaStream): void;
}

interface DocumentedConnectOptions {
  readonly label?: string;
  readonly metadata?: unknown;
  readonly serialization?: string;
  readonly reliable?: boolean;
}

/** What the reference says of a Peer. */
export interface DocumentedPeer extends Emitter {
  readonly id: string | null | undefined;
  readonly connections: Readonly<Record<string, readonly DocumentedConnection[]>>;
  readonly disconnected: boolean;
  readonly destroyed: boolean;
  connect(peer: string, options?: DocumentedConnectOptions): DocumentedData | undefined;
  call(
    peer: string,
    stream: MediaStream,
    options?: { readonly metadata?: unknown; readonly sdpTransform?: (sdp: string) => string },
  ): DocumentedCall | undefined;
  disconnect(): void;
  reconnect(): void;
  destroy(): void;
}

/** Documented options that the specs use, by one name in both libraries. */
export type DocumentedOptions = Pick<
  PeerOptions,
  'host' | 'port' | 'path' | 'key' | 'secure' | 'config' | 'pingInterval'
>;

/** One implementation of the reference. */
export interface Library {
  readonly name: 'RxPeer' | 'peerjs';
  readonly Peer: new (id: string | undefined, options: DocumentedOptions) => DocumentedPeer;
  /** A Peer in a browser without WebRTC: the one thing that the reference gives no way to ask for. */
  readonly withoutWebRtc: (id: string, options: DocumentedOptions) => DocumentedPeer;
  /** What of its own it throws without anybody being to blame. */
  readonly tolerate: Tolerate;
}

/**
 * Besides its races in signalling, which `peerJsRaces` knows: a channel or a track that comes after the connection was
 * closed meets a connection that `getConnection` does not find any more.
 */
const peerJsFaults: Tolerate = (thrown) =>
  peerJsRaces(thrown) ||
  (thrown instanceof TypeError && /null/.test(thrown.message) && /ondatachannel|ontrack/.test(thrown.stack ?? ''));

const NO_WEBRTC = { audioVideo: false, data: false };

/** Its types say that `connections` is any object, and nothing of `bufferSize`, which is there. */
const DocumentedPeerJs = PeerJs as unknown as Library['Peer'];

export const LIBRARIES: readonly Library[] = [
  {
    name: 'RxPeer',
    Peer,
    withoutWebRtc: (id, options) =>
      new Peer(id, { ...options, environment: { ...browserEnvironment, capabilities: () => NO_WEBRTC } }),
    tolerate: () => false,
  },
  {
    name: 'peerjs',
    Peer: DocumentedPeerJs,
    withoutWebRtc: (id, options) => {
      const { audioVideo, data } = util.supports; // found out once, when the page has loaded it
      Object.assign(util.supports, NO_WEBRTC);
      try {
        return new DocumentedPeerJs(id, options);
      } finally {
        Object.assign(util.supports, { audioVideo, data });
      }
    },
    tolerate: peerJsFaults,
  },
];
