import type { PeerError } from '../core/errors.js';
import type { SdpTransform } from '../negotiation/transform-sdp.js';
import type { EndedBy } from './output.js';

/** A value to be sent. There are so many of them that they have a stream of their own. */
export interface SendIntent {
  readonly kind: 'value';
  readonly value: unknown;
  /** What becomes of it is told with the same one. */
  readonly ticket?: unknown;
}

/** What the application asks of any connection. */
export type ConnectionIntent =
  /**
   * Ends the connection at once; `by` says who wants it: the application, or the other side by way of the server; `reason`, why.
   * `error`: the Peer has failed, and its connections with it.
   */
  | {
      readonly kind: 'close';
      readonly by: EndedBy;
      readonly reason?: string | undefined;
      readonly error?: PeerError | undefined;
    }
  /** The shell itself has something to report on `error$`. */
  | { readonly kind: 'complain'; readonly error: PeerError };

export type DataIntent =
  | ConnectionIntent
  /** Ends the connection when everything that was sent is delivered. */
  | { readonly kind: 'flush'; readonly reason?: string | undefined };

export type MediaIntent =
  | ConnectionIntent
  | {
      readonly kind: 'answer';
      readonly stream: MediaStream | undefined;
      readonly sdpTransform: SdpTransform | undefined;
    };
