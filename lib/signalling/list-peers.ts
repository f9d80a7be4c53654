import { catchError, map, type Observable, takeUntil, throwIfEmpty } from 'rxjs';
import { CLOUD_HOST, SESSION_PATIENCE } from '../core/constants.js';
import { messageOf, serverError } from '../core/errors.js';
import { patience } from '../core/patience.js';
import type { HttpResponse } from '../ports/environment.js';
import { askServer, type AskServerDeps, bodyOf } from './ask-server.js';

/** HTTP status of a stock server that does not run with `allow_discovery`. */
const UNAUTHORIZED = 401;

const notAllowed = (host: string): string =>
  host === CLOUD_HOST
    ? 'the cloud server lists no peers; ask team@peerjs.com to enable it for your API key, or run your own PeerServer'
    : 'the server lists no peers; run your PeerServer with `allow_discovery`';

const isListOfIds = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((id) => typeof id === 'string');

const peersIn = (response: HttpResponse, host: string): readonly string[] => {
  if (response.status === UNAUTHORIZED) throw new Error(notAllowed(host));
  const peers: unknown = JSON.parse(bodyOf(response));
  if (!isListOfIds(peers)) throw new Error('the answer is no list of ids');
  return peers;
};

/** The ids of all peers on the server, once. Errors with a `server-error`, which concerns nobody but the one who asked. */
export const listPeers = (deps: AskServerDeps): Observable<readonly string[]> =>
  askServer('peers', deps).pipe(
    takeUntil(patience(SESSION_PATIENCE)),
    throwIfEmpty(() => new Error(`it has not answered within ${SESSION_PATIENCE} ms`)),
    map((response) => peersIn(response, deps.options.host)),
    catchError((cause: unknown): never => {
      throw serverError(`Could not list the peers of the server: ${messageOf(cause)}.`, cause);
    }),
  );
