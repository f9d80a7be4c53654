import type { Observable } from 'rxjs';

/** What a socket to the server tells. */
export type SocketEvent =
  | { readonly kind: 'socket-open' }
  | { readonly kind: 'socket-text'; readonly text: string }
  /** The other end closed, or the network did. Nothing follows. `code` as in RFC 6455, section 7.4.1. */
  | { readonly kind: 'socket-closed'; readonly code: number; readonly reason: string };

/**
 * Opens a WebSocket when subscribed, closes it when unsubscribed. Sends the texts of `outgoing$`, which it subscribes to
 * when it is open. Completes after `socket-closed`; errors where the socket itself fails (a URL that cannot be, a text
 * that cannot be sent).
 */
export type OpenSocket = (url: string, outgoing$: Observable<string>) => Observable<SocketEvent>;
