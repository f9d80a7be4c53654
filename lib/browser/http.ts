import { defer, finalize } from 'rxjs';
import type { Environment } from '../ports/environment.js';

/** An HTTP GET that is aborted, whatever has come of it by then, when nobody waits for it any more. */
export const http: Environment['http'] = ({ url, referrerPolicy, answer }) =>
  defer(() => {
    const abort = new AbortController();
    const mode = answer === 'opaque' ? 'no-cors' : 'cors';
    return defer(async () => {
      const response = await fetch(url, { referrerPolicy, cache: 'no-store', mode, signal: abort.signal });
      return { status: response.status, body: answer === 'opaque' ? '' : await response.text() };
    }).pipe(
      finalize(() => {
        abort.abort();
      }),
    );
  });
