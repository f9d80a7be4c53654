import { defer, finalize, NEVER, type Observable, of, throwError } from 'rxjs';
import type { HttpRequest, HttpResponse } from 'rxpeer';

/** The HTTP port without a network: a function answers, and the requests are kept. */
export class FakeHttp {
  readonly #answer: (request: HttpRequest) => Observable<HttpResponse>;

  /** Every request so far. */
  readonly requests: HttpRequest[] = [];
  /** Requests that are neither answered nor given up. */
  pending = 0;

  /** @param answer - by default nobody ever answers */
  constructor(answer: (request: HttpRequest) => Observable<HttpResponse> = () => NEVER) {
    this.#answer = answer;
  }

  readonly http = (request: HttpRequest): Observable<HttpResponse> =>
    defer(() => {
      this.requests.push(request);
      this.pending += 1;
      return this.#answer(request).pipe(
        finalize(() => {
          this.pending -= 1;
        }),
      );
    });
}

/** An answer at once, with status 200 unless given. */
export const answered = (body: string, status = 200): Observable<HttpResponse> => of({ status, body });

/** Nobody is there: what `fetch` throws. */
export const unreachable = (): Observable<never> => throwError(() => new TypeError('Failed to fetch'));
