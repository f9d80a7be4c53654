import { map, type Observable } from 'rxjs';
import { coldConnection } from './cold-connection.js';
import { DEFAULT_OPEN_TIMEOUT } from './core/constants.js';
import type { ConnectOptions } from './core/options.js';
import type { DataConnection } from './data-connection.js';
import type { Peer } from './peer.js';

/** What goes with `openConnection()`. */
export interface OpenConnectionOptions extends ConnectOptions {
  /**
   * Milliseconds that the connection may take to open, those included in which there is no server. Default 30,000. `Infinity`
   * waits for the server for ever; with it there no connection takes longer than 30 s. 0 does not wait at all.
   */
  readonly timeout?: number;
}

/**
 * A data connection as a resource: subscribing opens it, unsubscribing closes it. So
 * `openConnection(peer, 'bob').pipe(retry({ delay: 1_000 }))` is a connection that comes back.
 *
 * Emits the connection once it is open. Errors with the `PeerError` that stopped or ended it: `peer-unavailable`;
 * `negotiation-failed`, also when it takes too long; `connection-closed` when the other side closes it, refuses it or falls
 * silent; `disconnected`, `not-serializable` or `webrtc` where it cannot begin; or what ends the Peer, `network` where the page
 * is left.
 * Completes when this side closes it.
 */
export const openConnection = <In = unknown, Out = unknown>(
  peer: Peer,
  id: string,
  { timeout = DEFAULT_OPEN_TIMEOUT, ...options }: OpenConnectionOptions = {},
): Observable<DataConnection<In, Out>> =>
  coldConnection<DataConnection, DataConnection>(
    () => peer.connect(id, options),
    (connection) => connection.open$.pipe(map(() => connection)),
    timeout,
  ) as Observable<DataConnection<In, Out>>;
