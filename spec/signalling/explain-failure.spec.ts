import { EMPTY, map, NEVER, of, throwError, timer } from 'rxjs';
import { networkLost, sslUnavailable } from '../../lib/core/errors.js';
import type { HttpRequest } from '../../lib/ports/environment.js';
import { explainFailure } from '../../lib/signalling/explain-failure.js';
import { FakeHttp, unreachable } from '../support/fake-http.js';
import { marbles } from '../support/marbles.js';
import { serverOptions } from '../support/server-options.js';

const opaque = { status: 0, body: '' };
const lost = networkLost('wss://localhost:9000/');
const values = { n: lost, s: sslUnavailable('localhost', 9000) };

/** What answers with TLS, and what answers without. */
const server = (secure$: ReturnType<FakeHttp['http']>, plain$: ReturnType<FakeHttp['http']>) =>
  new FakeHttp(({ url }: HttpRequest) => (url.startsWith('https:') ? secure$ : plain$));

const explained = (fake: FakeHttp, secure = true) =>
  explainFailure(lost, { options: serverOptions({ secure }), environment: { http: fake.http } });

describe('explainFailure', () => {
  it(
    'finds a server that answers without TLS only',
    marbles(({ expectObservable }) => {
      const answer$ = timer(30).pipe(map(() => opaque));
      expectObservable(explained(server(unreachable(), answer$))).toBe('30ms (s|)', values);
    }),
  );

  it(
    'leaves the error as it is where nobody answers',
    marbles(({ expectObservable }) => {
      expectObservable(explained(server(unreachable(), unreachable()))).toBe('(n|)', values);
      expectObservable(explained(server(EMPTY, EMPTY))).toBe('(n|)', values);
      expectObservable(
        explained(
          new FakeHttp(() => {
            throw new Error('no fetch');
          }),
        ),
      ).toBe('(n|)', values);
    }),
  );

  it(
    'leaves the error as it is where TLS works too: servers complain about plain HTTP in plain HTTP',
    marbles(({ expectObservable }) => {
      expectObservable(explained(server(of(opaque), of(opaque)))).toBe('(n|)', values);
    }),
  );

  it(
    'waits three seconds and no longer',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const secure$ = cold<typeof opaque>('-');
      const plain$ = cold<typeof opaque>('-');
      expectObservable(explained(server(secure$, plain$))).toBe('3s (n|)', values);
      expectSubscriptions(plain$.subscriptions).toBe('^ 2999ms !');
      expectSubscriptions(secure$.subscriptions).toBe([]); // nobody is there
      expectObservable(explained(server(NEVER, of(opaque)))).toBe('3s (s|)', values);
    }),
  );

  it(
    'stops asking when unsubscribed',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const plain$ = cold<typeof opaque>('-');
      expectObservable(
        explained(
          server(
            throwError(() => 0),
            plain$,
          ),
        ),
        '^--!',
      ).toBe('');
      expectSubscriptions(plain$.subscriptions).toBe('^--!');
    }),
  );

  it('asks for nothing but an answer', () => {
    const fake = server(NEVER, of(opaque));
    explained(fake).subscribe().unsubscribe();
    expect(fake.requests).toEqual([
      { url: 'http://localhost:9000/', referrerPolicy: 'strict-origin-when-cross-origin', answer: 'opaque' },
      { url: 'https://localhost:9000/', referrerPolicy: 'strict-origin-when-cross-origin', answer: 'opaque' },
    ]);
    expect(fake.pending).toBe(0);
  });

  it(
    'asks nobody where TLS was not wanted',
    marbles(({ expectObservable }) => {
      const fake = new FakeHttp();
      expectObservable(explained(fake, false)).toBe('(n|)', values);
      expect(fake.requests).toHaveLength(0);
    }),
  );
});
