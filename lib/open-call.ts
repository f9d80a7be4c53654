import type { Observable } from 'rxjs';
import { coldConnection } from './cold-connection.js';
import type { CallOptions } from './core/options.js';
import type { Peer } from './peer.js';

/** What goes with `openCall()`. */
export interface OpenCallOptions extends CallOptions {
  /** Milliseconds until the other side's first stream must be there; default `Infinity`: a person may take their time. */
  readonly timeout?: number;
}

/**
 * A call as a resource: subscribing calls, unsubscribing hangs up.
 *
 * Emits each stream of the other side. Errors with the `PeerError` that stopped or ended the call (`negotiation-failed`,
 * also when it takes too long, `connection-closed` when the other side hung up). Completes when this side hangs up.
 *
 * @param stream - what to send; left out, the call only listens
 */
export const openCall = (
  peer: Peer,
  id: string,
  stream?: MediaStream,
  { timeout = Infinity, ...options }: OpenCallOptions = {},
): Observable<MediaStream> =>
  coldConnection(
    () => peer.call(id, stream, options),
    (call) => call.stream$,
    timeout,
  );
