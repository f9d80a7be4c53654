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
  it('asks for an id, or for the ids of all peers, in words with something random in them', () => {
    const fake = new FakeHttp(() => answered(''));
    ask(fake).subscribe();
    ask(fake, 'peers').subscribe();
    expect(fake.requests.map(({ url }) => url)).toEqual([
      'http://localhost:9000/peerjs/id?ts=01234567&version=1.5.5',
      'http://localhost:9000/peerjs/peers?ts=01234567&version=1.5.5',
    ]);
  });

  it('never asks twice in the same words, though it is the same who asks', () => {
    const fake = new FakeHttp(() => answered(''));
    const drawn = { times: 0 };
    const answer$ = askServer('id', {
      options: serverOptions(),
      environment: { http: fake.http, randomBytes: (count) => new Uint8Array(count).fill((drawn.times += 1)) },
    });
    for (let n = 0; n < 2; n += 1) answer$.subscribe();
    expect(fake.requests.map(({ url }) => new URL(url).searchParams.get('ts'))).toEqual(['11111111', '22222222']);
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

  it.each([
    ['never', '     -----', '^--!', '---- ', ' ^--!'],
    ['empty', '     --|--', '    ', '--#  ', ' ^-!'],
    ['an error', '  --#--', '    ', '--e  ', ' ^-!'],
    ['one', '       --a--', '    ', '--(a|)', '^-!'],
    ['many', '      -ab--', '    ', '-(a|)', ' ^!'],
  ])('holds its request until it is answered, or nobody waits: %s', (_name, answer, left, expected, held) => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const answers = { a: { status: 200, body: 'a' }, b: { status: 200, body: 'b' } };
      const answer$ = cold(answer, answers, 'refused');
      const isRefused = expected.includes('e');
      expectObservable(ask(new FakeHttp(() => answer$)), left.trim() || null).toBe(
        expected.replace('e', '#'),
        answers,
        isRefused ? 'refused' : new Error('there was no answer'),
      );
      expectSubscriptions(answer$.subscriptions).toBe(held);
    })();
  });

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
