import { catchError, defaultIfEmpty, defer, map, type Observable, of, switchMap, take, takeUntil, timer } from 'rxjs';
import { type PeerError, sslUnavailable } from '../core/errors.js';
import type { CompleteServerOptions } from '../core/options.js';
import type { Environment } from '../ports/environment.js';
import { endpoint } from './endpoint.js';

/** Milliseconds that a server gets to answer a probe. One that is there answers in a tenth of it. */
const PROBE_TIMEOUT = 3_000;

export interface ExplainFailureDeps {
  readonly options: CompleteServerOptions;
  readonly environment: Pick<Environment, 'http'>;
}

/**
 * Why the server cannot be reached: `ssl-unavailable` where TLS was asked for and only plain HTTP is answered at the same
 * host and port, otherwise the error given. Many servers answer plain HTTP on a port of TLS too, if only to complain, so
 * where that is answered the other way is tried too.
 */
export const explainFailure = <Failure>(
  otherwise: Failure,
  { options, environment }: ExplainFailureDeps,
): Observable<Failure | PeerError<'ssl-unavailable'>> => {
  if (!options.secure) return of(otherwise);
  const { plainProbeUrl, secureProbeUrl } = endpoint(options);
  const answers = (url: string): Observable<boolean> =>
    defer(() => environment.http({ url, referrerPolicy: options.referrerPolicy, answer: 'opaque' })).pipe(
      take(1),
      map(() => true),
      takeUntil(timer(PROBE_TIMEOUT)),
      defaultIfEmpty(false),
      catchError(() => of(false)),
    );
  return answers(plainProbeUrl).pipe(
    switchMap((plain) => (plain ? answers(secureProbeUrl) : of(true))),
    map((secure) => (secure ? otherwise : sslUnavailable(options.host, options.port))),
  );
};
