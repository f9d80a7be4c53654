import { EMPTY } from 'rxjs';
import { completeOptions, type CompleteServerOptions, type ServerOptions } from '../../lib/core/options.js';

/** Complete options of a server of one's own, on localhost without TLS, unless told otherwise. */
export const serverOptions = (options: ServerOptions = {}): CompleteServerOptions =>
  completeOptions(
    { host: 'localhost', port: 9000, ...options },
    {
      page: { hostname: 'localhost', secure: false },
      token: 'token',
      logFunction: () => undefined,
      backoff: () => EMPTY,
    },
  );
