import { map, type Observable } from 'rxjs';
import { type PeerError, type PeerFailureType, peerUnavailable } from './core/errors.js';
import { ofKind } from './core/operators/of-kind.js';
import type { DataConnection } from './data-connection.js';
import { holdIncoming } from './hold-incoming.js';
import type { MediaConnection } from './media-connection.js';
import type { ShellOutput } from './peer-state.js';

/** What a Peer tells of that does not replay. */
export interface PeerStreams {
  readonly connection$: Observable<DataConnection>;
  readonly call$: Observable<MediaConnection>;
  readonly disconnected$: Observable<string | undefined>;
  readonly error$: Observable<PeerError<PeerFailureType>>;
}

/**
 * The streams of a Peer's events, out of what its shell tells.
 *
 * @param complain - told where more connections or calls come than are held for the first listener
 */
export const peerStreams = (
  output$: Observable<ShellOutput>,
  complain: (error: PeerError<PeerFailureType>) => void,
): PeerStreams => ({
  connection$: holdIncoming(
    'connection',
    output$.pipe(
      ofKind('connection'),
      map(({ connection }) => connection),
    ),
    complain,
  ),
  call$: holdIncoming(
    'call',
    output$.pipe(
      ofKind('call'),
      map(({ call }) => call),
    ),
    complain,
  ),
  disconnected$: output$.pipe(
    ofKind('disconnected'),
    map(({ id }) => id),
  ),
  error$: output$.pipe(
    ofKind('error', 'unavailable'),
    map((output): PeerError<PeerFailureType> =>
      output.kind === 'error' ? output.error : peerUnavailable(output.peer),
    ),
  ),
});
