import type { ObservableInput } from 'rxjs';
import {
  CLOUD_HOST,
  CLOUD_PORT,
  DEFAULT_CONFIG,
  DEFAULT_EARLY_LIMIT,
  DEFAULT_KEY,
  DEFAULT_LIVENESS,
  DEFAULT_MESSAGE_LIMIT,
  DEFAULT_PING_INTERVAL,
} from './constants.js';
import type { PeerError } from './errors.js';
import type { LogFunction } from './log.js';

/** The page that RxPeer runs in, as far as defaults depend on it. */
export interface PageAddress {
  /** Host name of the page, without a port: what `host: '/'` stands for. */
  readonly hostname: string;
  /** True where the page itself came over TLS. */
  readonly secure: boolean;
}

/** What one message, and what all messages before the first listener, may take. `Infinity` is no bound. */
export interface Limits {
  /** Largest message in bytes that is accepted from the other side. Default 256 MiB. */
  readonly message?: number;
  /** Bytes of messages that are held for the first listener of `data`. Default 16 MiB. */
  readonly early?: number;
}

/**
 * When to try again, and whether. What it returns emits when the next attempt is due; where it completes without a value, or
 * errors, there is none. `retry({ delay: policy })` of RxJS takes the same.
 *
 * @param error - why the last attempt failed; in a Peer always a `PeerError`
 * @param attempt - the number of the one that is due, from 1; begins anew after a success
 */
export type ReconnectPolicy = (error: PeerError, attempt: number) => ObservableInput<unknown>;

/** How a Peer finds its server and behaves; all of it has a default. */
export interface ServerOptions {
  /** API key of the PeerServer. Default `peerjs`. One with characters such as `/` and `?` is an error `invalid-key`. */
  key?: string;
  /** Host of the PeerServer. Default `0.peerjs.com`; `/` is the host of the page. */
  host?: string;
  /** Port of the PeerServer. Default 443. */
  port?: number;
  /** Milliseconds between two pings to the server. Default 5000; none where it is not a positive, finite number. */
  pingInterval?: number;
  /** Path that the PeerServer runs under, with or without slashes at its ends. Default `/`. */
  path?: string;
  /** Whether to use TLS. Always with the cloud server; else the default is whatever the page uses. */
  secure?: boolean;
  /** Handed to every RTCPeerConnection: ICE servers and the like (W3C WebRTC, RTCConfiguration). Default: Google's public STUN server. */
  config?: RTCConfiguration & { sdpSemantics?: string };
  /** What is logged: 0 nothing (default), 1 errors, 2 also warnings, 3 everything. */
  debug?: number;
  /** Proves to the server that the id is ours. Default: random. */
  token?: string;
  /** Referrer policy of the HTTP requests to the server. Default `strict-origin-when-cross-origin`. */
  referrerPolicy?: ReferrerPolicy;
  /** Where log lines go. Default: the console. */
  logFunction?: LogFunction;
  /**
   * Whether a Peer that has lost its server, or does not reach it, tries again by itself: `true` is `backoff()`. Default false,
   * as in PeerJS: it is `disconnected` until `reconnect()`.
   */
  reconnect?: boolean | ReconnectPolicy;
  /**
   * Milliseconds without a sign of life from the other side after which an open connection ends with an error
   * `connection-closed`; it may take an eighth longer. Default 10,000; `Infinity` or 0 waits until ICE gives up. Towards
   * PeerJS it is at least 10,000.
   */
  liveness?: number;
  /** Bounds on what others can make this peer hold in memory. What is no number, or negative, counts as left out. */
  limits?: Limits;
}

/** What goes with `peer.connect()`. */
export interface ConnectOptions {
  /** Name of the connection and of its channel, at most 65,535 bytes (RFC 8832, section 5.1). Default: random. */
  label?: string;
  /** Anything that JSON can say, for the other side to read before it opens. */
  metadata?: unknown;
  /** `binary` (default), `binary-utf8`, `json`, `none`, or one of the application's own `serializers`. */
  serialization?: string;
  /** Whether messages keep their order (W3C WebRTC, RTCDataChannelInit: `ordered`). None is lost either way. Default false. */
  reliable?: boolean;
}

/** What goes with `peer.call()`. */
export interface CallOptions extends AnswerOptions {
  /** Anything that JSON can say, for the other side to read before it answers. */
  metadata?: unknown;
}

/** What goes with `call.answer()`. */
export interface AnswerOptions {
  /** Changes the SDP before it is used; what it returns is used, unless it is empty. An error `webrtc` ends it if it throws. */
  sdpTransform?: (sdp: string) => string | undefined;
}

/** Options with nothing left open. */
export interface CompleteServerOptions extends Required<Omit<ServerOptions, 'limits' | 'logFunction' | 'reconnect'>> {
  /** As given, or `false`; `true` has become `backoff()`. */
  readonly reconnect: false | ReconnectPolicy;
  /** As given, or the defaults. */
  readonly limits: Required<Limits>;
  /** As given, or the `print` of the environment. */
  readonly logFunction: LogFunction;
}

/** What is known of the world when options are completed. */
export interface OptionDefaults {
  readonly page: PageAddress;
  readonly token: string;
  readonly logFunction: LogFunction;
  /** What `reconnect: true` stands for. */
  readonly backoff: ReconnectPolicy;
}

/** For options that are text: an application may give a number. */
const asText = (value: unknown): string => String(value);

/** For options that are numbers: an application may give text, from a form or the environment it runs in. */
const asNumber = (value: unknown): number => Number(asText(value));

const withSlashes = (path: string): string => `/${path.replace(/^\/+|\/+$/g, '')}/`.replace(/^\/\/$/, '/');

/** What is no number, or negative, counts as left out; so does a text without anything in it. */
const bound = (given: number | undefined, standard: number): number => {
  const bytes = asNumber(asText(given) || NaN);
  return bytes >= 0 ? bytes : standard;
};

/** Fills in every default of the reference. A key that is `undefined` counts as left out. */
export const completeOptions = (options: ServerOptions, defaults: OptionDefaults): CompleteServerOptions => {
  const host = options.host === '/' ? defaults.page.hostname : asText(options.host ?? CLOUD_HOST);
  return {
    key: asText(options.key ?? DEFAULT_KEY),
    host,
    port: options.port ?? CLOUD_PORT,
    pingInterval: asNumber(options.pingInterval ?? DEFAULT_PING_INTERVAL),
    path: withSlashes(asText(options.path ?? '/')),
    secure: host === CLOUD_HOST || (options.secure ?? defaults.page.secure),
    config: options.config ?? DEFAULT_CONFIG,
    debug: options.debug ?? 0,
    token: asText(options.token ?? defaults.token),
    referrerPolicy: options.referrerPolicy ?? 'strict-origin-when-cross-origin',
    logFunction: options.logFunction ?? defaults.logFunction,
    reconnect: options.reconnect === true ? defaults.backoff : (options.reconnect ?? false),
    liveness: asNumber(options.liveness ?? DEFAULT_LIVENESS),
    limits: {
      message: bound(options.limits?.message, DEFAULT_MESSAGE_LIMIT),
      early: bound(options.limits?.early, DEFAULT_EARLY_LIMIT),
    },
  };
};
