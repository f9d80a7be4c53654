import { from, map, of } from 'rxjs';
import { fromFetch } from 'rxjs/fetch';
import type { Environment } from '../ports/environment.js';

/** An HTTP GET that is aborted, whatever has come of it by then, when nobody waits for it any more. */
export const http: Environment['http'] = ({ url, referrerPolicy, answer }) =>
  fromFetch(url, {
    referrerPolicy,
    cache: 'no-store',
    mode: answer === 'opaque' ? 'no-cors' : 'cors',
    selector: (response) =>
      answer === 'opaque'
        ? of({ status: response.status, body: '' })
        : from(response.text()).pipe(map((body) => ({ status: response.status, body }))),
  });
