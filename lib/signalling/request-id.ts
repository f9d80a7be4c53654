import { catchError, map, type Observable, of } from 'rxjs';
import { CLOUD_HOST } from '../core/constants.js';
import { messageOf, type PeerError, type PeerErrorType, serverError } from '../core/errors.js';
import { isPeerId, isValidId } from '../core/ids.js';
import type { HttpResponse } from '../ports/environment.js';
import { askServer, type AskServerDeps, bodyOf } from './ask-server.js';

/** Turns "nobody answers" into the error that says why. */
type Explain = (error: PeerError<'server-error'>) => Observable<PeerError<PeerErrorType>>;

/**
 * Servers may make ids of their own (`generateClientId`) that the reference does not allow: `_abc`, `user@host`, `a.b`. What
 * would be something else in a URL, a page, or a text that says what is wrong, is none.
 */
const isAssignedId = (text: string): boolean =>
  isValidId(text) || (isPeerId(text) && /^[\w.~@:+=-]*[A-Za-z0-9][\w.~@:+=-]*$/.test(text));

const idIn = (response: HttpResponse): string => {
  const id = bodyOf(response).trim();
  if (!isAssignedId(id)) throw new Error('the answer is no id');
  return id;
};

/**
 * Asks the server for an id that nobody has, once. Errors with a `server-error`.
 *
 * @param explain - asked for a better error where nobody answers
 */
export const requestId = (deps: AskServerDeps, explain: Explain = (error) => of(error)): Observable<string> => {
  const { path, host } = deps.options;
  const hint =
    path === '/' && host !== CLOUD_HOST
      ? ' If your PeerServer runs under a `path`, pass that same path when creating a new Peer.'
      : '';
  const failure = (cause: unknown): PeerError<'server-error'> =>
    serverError(`Could not get an ID from the server: ${messageOf(cause)}.${hint}`, cause);
  return askServer('id', deps).pipe(
    catchError((cause: unknown) =>
      explain(failure(cause)).pipe(
        map((error): never => {
          throw error;
        }),
      ),
    ),
    map((response) => {
      try {
        return idIn(response);
      } catch (cause) {
        throw failure(cause);
      }
    }),
  );
};
