import { EMPTY, NEVER } from 'rxjs';
import { askServer, bodyOf } from '../../lib/signalling/ask-server.js';
import { answered, FakeHttp, unreachable } from '../support/fake-http.js';
import { marbles } from '../support/marbles.js';
import { serverOptions } from '../support/server-options.js';

const ask = (fake: FakeHttp, what: 'id' | 'peers' = 'id') =>
  askServer(what, {
    options: serverOptions(),
    environment: { http: fake.http, randomBytes: (count) => Uint8Array.from({ length: count }, (_, index) => index) },
  });

describe('askServer', () => {
  it('never asks twice in the same words', () => {
    const fake = new FakeHttp(() => answered(''));
    ask(fake).subscribe();
    ask(fake, 'peers').subscribe();
    expect(fake.requests.map(({ url }) => url)).toEqual([
      'http://localhost:9000/peerjs/id?ts=01234567&version=1.5.5',
      'http://localhost:9000/peerjs/peers?ts=01234567&version=1.5.5',
    ]);
  });

  it(
    'waits, takes the first answer whatever its status, or says that there was none',
    marbles(({ cold, expectObservable }) => {
      expectObservable(ask(new FakeHttp(() => NEVER)), '^---!').toBe('');
      expectObservable(ask(new FakeHttp(() => EMPTY))).toBe('#', undefined, new Error('there was no answer'));
      expectObservable(ask(new FakeHttp(unreachable))).toBe('#', undefined, new TypeError('Failed to fetch'));
      const values = { a: { status: 500, body: 'x' }, b: { status: 200, body: 'y' } };
      expectObservable(ask(new FakeHttp(() => cold('-ab|', values)))).toBe('-(a|)', values);
    }),
  );

  it('holds no request that nobody waits for', () => {
    const fake = new FakeHttp();
    const subscription = ask(fake).subscribe();
    expect(fake.pending).toBe(1);
    subscription.unsubscribe();
    expect(fake.pending).toBe(0);
  });
});

describe('bodyOf', () => {
  it('is the body of a good answer', () => {
    expect(bodyOf({ status: 200, body: 'x' })).toBe('x');
  });

  it('throws at any other', () => {
    expect(() => bodyOf({ status: 204, body: '' })).toThrow('the status is 204');
  });
});
