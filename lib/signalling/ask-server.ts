import { defer, type Observable } from 'rxjs';
import { firstOf } from '../core/operators/first-of.js';
import type { CompleteServerOptions } from '../core/options.js';
import type { Environment, HttpResponse } from '../ports/environment.js';
import { endpoint } from './endpoint.js';

export interface AskServerDeps {
  readonly options: CompleteServerOptions;
  readonly environment: Pick<Environment, 'http' | 'randomBytes'>;
}

/** Bytes of randomness in `ts`: 64 bits, so that no two requests are alike and no cache answers instead of the server. */
const CACHE_BUSTER_BYTES = 8;

/** Asks the server's HTTP side for a new id, or for the ids of all peers. One answer, whatever its status; errors where there is none. */
export const askServer = (what: 'id' | 'peers', { options, environment }: AskServerDeps): Observable<HttpResponse> =>
  defer(() => {
    const { idUrl, peersUrl } = endpoint(options);
    const ts = environment.randomBytes(CACHE_BUSTER_BYTES).join('');
    return environment.http({
      url: what === 'id' ? idUrl(ts) : peersUrl(ts),
      referrerPolicy: options.referrerPolicy,
      answer: 'readable',
    });
  }).pipe(firstOf(() => new Error('there was no answer')));

/** The body of an answer. Throws unless its status is 200. */
export const bodyOf = ({ status, body }: HttpResponse): string => {
  if (status !== 200) throw new Error(`the status is ${status}`);
  return body;
};
