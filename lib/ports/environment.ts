import type { Observable } from 'rxjs';
import type { LogFunction } from '../core/log.js';
import type { PageAddress } from '../core/options.js';
import type { PeerConnection } from './peer-connection.js';
import type { OpenSocket } from './socket.js';

/** An HTTP GET. */
export interface HttpRequest {
  /** Absolute, escaped. */
  readonly url: string;
  /** As in Fetch, section 2.2.5. */
  readonly referrerPolicy: ReferrerPolicy;
  /** `opaque`: it only matters whether anybody answers, so the answer may be unreadable (Fetch, mode `no-cors`). */
  readonly answer: 'readable' | 'opaque';
}

/** What came of an HTTP GET, whatever its status. */
export interface HttpResponse {
  /** Status code (RFC 9110, section 15); 0 where the answer is opaque. */
  readonly status: number;
  /** As text; empty where the answer is opaque. */
  readonly body: string;
}

/** What the environment can do. */
export interface Capabilities {
  /** Whether data channels work. */
  readonly data: boolean;
  /** Whether calls work. A Peer with neither fails with `browser-incompatible`. */
  readonly audioVideo: boolean;
}

/**
 * What becomes of the page. `leave`: it goes, and whatever is to be said has to be said now. `wake`: it can be looked at
 * again, or the network is back, so that whoever waits for either should look at once.
 */
export type PageLife = 'leave' | 'wake';

/**
 * The outside world of a Peer: everything that is not arithmetic. The default is the browser's; specs and Node bring their
 * own. Time is not in it: waits are RxJS timers.
 */
export interface Environment {
  /** Where defaults of the options come from. */
  readonly page: () => PageAddress;
  /** Asked once, when a Peer is made. */
  readonly capabilities: () => Capabilities;
  /** Opens a socket to the server. */
  readonly openSocket: OpenSocket;
  /** One answer, then completes; errors where nobody answers. */
  readonly http: (request: HttpRequest) => Observable<HttpResponse>;
  /** May throw what the platform throws, for instance at a wrong configuration. */
  readonly createPeerConnection: (config: RTCConfiguration) => PeerConnection;
  /** Random bytes fit for secrets. */
  readonly randomBytes: (count: number) => Uint8Array;
  /** Hot, deaf to the past, and never errors. Where there is no page it never emits. */
  readonly pageLife$: Observable<PageLife>;
  /** Where log lines go unless `logFunction` is set. */
  readonly print: LogFunction;
}
