import type { PeerError, PeerErrorType } from './core/errors.js';
import type { DataConnection } from './data-connection.js';
import type { MediaConnection } from './media-connection.js';

/** Events of a Peer. */
export interface PeerEvents {
  /** The server has accepted this peer, under this id. */
  open: (id: string) => void;
  /** Another peer has opened a data connection. */
  connection: (connection: DataConnection) => void;
  /** Another peer calls; `answer()` takes the call. */
  call: (call: MediaConnection) => void;
  /** The Peer is destroyed. Exactly once, and last. */
  close: () => void;
  /**
   * The Peer has no server any more; the id it had there, if the server had given it one. Connections live on. (A method, so
   * that listeners written for PeerJS, which takes an id for granted, compile.)
   */
  disconnected(id: string | undefined): void;
  /**
   * Something went wrong. Most errors are fatal and destroy the Peer; the README says which. (A method for the same reason, and
   * of PeerJS's types, so that handlers for these compile. `early-buffer-full`, which `error$` has besides, comes here too.)
   */
  error(error: PeerError<PeerErrorType>): void;
}
