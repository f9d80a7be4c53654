import { catchError, EMPTY, of, Subject } from 'rxjs';
import { PeerError } from '../../lib/core/errors.js';
import type { ServerOptions } from '../../lib/core/options.js';
import type { HttpResponse } from '../../lib/ports/environment.js';
import { listPeers } from '../../lib/signalling/list-peers.js';
import { asleep } from '../support/asleep.js';
import { captures } from '../support/captures.js';
import { answered, FakeHttp, unreachable } from '../support/fake-http.js';
import { marbles } from '../support/marbles.js';
import { serverOptions } from '../support/server-options.js';

const setup = (fake: FakeHttp, options: ServerOptions = {}) => ({
  options: serverOptions(options),
  environment: { http: fake.http, randomBytes: (count: number) => new Uint8Array(count).fill(255) },
});

/** The answer of the real server. */
const captured = (status: number) => {
  const capture = captures.find((record) => record.request?.endsWith('/peers') && record.status === status);
  return answered(capture?.body ?? '', status);
};

describe('listPeers', () => {
  const outcome = (fake: FakeHttp, options: ServerOptions = {}) => {
    const heard: unknown[] = [];
    listPeers(setup(fake, options)).subscribe({
      next: (peers) => heard.push(peers),
      error: (error) => heard.push(error),
      complete: () => heard.push('complete'),
    });
    return heard;
  };

  it('asks the server for its peers', () => {
    const fake = new FakeHttp(() => captured(200));
    expect(outcome(fake)).toEqual([['disc1'], 'complete']);
    expect(fake.requests).toEqual([
      {
        url: 'http://localhost:9000/peerjs/peers?ts=255255255255255255255255&version=1.5.5',
        referrerPolicy: 'strict-origin-when-cross-origin',
        answer: 'readable',
      },
    ]);
  });

  it('may find nobody', () => {
    expect(outcome(new FakeHttp(() => answered('[]')))).toEqual([[], 'complete']);
  });

  it.each([
    ['a server of one’s own', {}, 'allow_discovery'],
    ['the cloud', { host: '0.peerjs.com' }, 'team@peerjs.com'],
  ])('says what to do where %s lists no peers', (_name, options, advice) => {
    const [error] = outcome(new FakeHttp(() => captured(401)), options);
    expect(error).toMatchObject({ type: 'server-error', message: expect.stringContaining(advice) });
  });

  it.each([
    ['says 404', answered('', 404), 'the status is 404'],
    ['sends no JSON', answered('<html>'), 'JSON'],
    ['sends no list', answered('{"0":"a"}'), 'no list of ids'],
    ['sends null', answered('null'), 'no list of ids'],
    ['lists other things than ids', answered('["a",1]'), 'no list of ids'],
    ['says nothing', EMPTY, 'there was no answer'],
    ['is not there', unreachable(), 'Failed to fetch'],
  ])('fails where the server %s', (_name, answer$, reason) => {
    const [error] = outcome(new FakeHttp(() => answer$));
    expect(error).toBeInstanceOf(PeerError);
    expect(error).toMatchObject({ type: 'server-error', message: expect.stringContaining(reason) });
    expect((error as PeerError).cause).toBeInstanceOf(Error);
  });

  it(
    'gives a server 20 s that takes the request and says nothing',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const answer$ = cold<HttpResponse>('-');
      const reason$ = listPeers(setup(new FakeHttp(() => answer$))).pipe(
        catchError((error: PeerError) => of([error.type, error.message])),
      );
      const reason = 'Could not list the peers of the server: it has not answered within 20000 ms.';
      expectObservable(reason$).toBe('20s (r|)', { r: ['server-error', reason] });
      expectSubscriptions(answer$.subscriptions).toBe('^ 19999ms !');
    }),
  );

  it(
    'hears the answer that waits when the page wakes',
    asleep(({ wake }) => {
      const [answer$, heard] = [new Subject<HttpResponse>(), [] as unknown[]];
      listPeers(setup(new FakeHttp(() => answer$))).subscribe((peers) => heard.push(peers));
      wake();
      answer$.next({ status: 200, body: '["x"]' });
      expect(heard).toEqual([['x']]);
      answer$.complete();
    }),
  );

  it(
    'takes one answer, and gives the request up when unsubscribed',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const answer$ = cold('--a-', { a: { status: 200, body: '["x"]' } });
      expectObservable(listPeers(setup(new FakeHttp(() => answer$)))).toBe('--(x|)', { x: ['x'] });
      expectObservable(listPeers(setup(new FakeHttp(() => answer$))), '^!').toBe('');
      expectSubscriptions(answer$.subscriptions).toBe(['^-!', '^!']);
    }),
  );
});
