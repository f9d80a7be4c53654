import { NEVER, type Observable } from 'rxjs';
import { networkLost } from '../../lib/core/errors.js';
import type { PageLife } from '../../lib/ports/environment.js';
import type { SocketEvent } from '../../lib/ports/socket.js';
import { echoMessage, heartbeatMessage } from '../../lib/signalling/messages.js';
import { session, type SessionEvent } from '../../lib/signalling/session.js';
import { FakeSocket } from '../support/fake-socket.js';
import { marbles } from '../support/marbles.js';
import { serverOptions } from '../support/server-options.js';

const said = (message: object): SocketEvent => ({ kind: 'socket-text', text: JSON.stringify(message) });

/** What the server does. */
const server = {
  o: { kind: 'socket-open' },
  O: said({ type: 'OPEN' }),
  E: said({ ...echoMessage('alice'), src: 'alice' }),
  L: said({ type: 'LEAVE', src: 'bob' }),
} satisfies Record<string, SocketEvent>;

/** What the session tells. */
const told = {
  r: { kind: 'registered', id: 'alice' },
  l: { kind: 'message', message: { kind: 'leave', peer: 'bob' } },
  n: { kind: 'ended', error: networkLost('ws://localhost:9000/') },
} satisfies Record<string, SessionEvent>;

/** What is sent. */
const sent = { h: heartbeatMessage(), e: echoMessage('alice') };

/** Has no id yet. */
const NOBODY = '';

const run = (
  { openSocket }: FakeSocket,
  {
    pageLife$ = NEVER,
    pingInterval = 5_000,
    id = 'alice',
  }: { pageLife$?: Observable<PageLife>; pingInterval?: number; id?: string | undefined } = {},
) =>
  session({ id: id === NOBODY ? undefined : id, attempt: 'first' }, NEVER, {
    options: serverOptions({ pingInterval }),
    environment: { openSocket, http: () => NEVER, randomBytes: (count) => new Uint8Array(count), pageLife$ },
    log: { warn: () => undefined, error: () => undefined, info: () => undefined },
  });

describe('session that gets no answer', () => {
  it(
    'ends within two intervals and two seconds, where the server has given an echo before',
    marbles(({ cold, expectObservable }) => {
      const socket = new FakeSocket(cold('oOE', server));
      expectObservable(socket.sent$).toBe('e 4999ms (he) 4996ms (he)', sent);
      expectObservable(run(socket)).toBe('-r 11998ms (n|)', told);
    }),
  );

  // Milliseconds between two beats, and what the server does.
  it.each([
    ['a network that stalls for 2.5 s now and then', 500, 'oOE 2997ms E 2999ms E 2999ms E 2999ms E 2999ms E'],
    ['a proxy that hands texts on in fours', 1_000, 'oOE 3997ms (EEEE) 3996ms (EEEE) 3996ms (EEEE)'],
    ['a way that takes as long as one beat', 5_000, 'oO 9988ms E 5019ms E 4989ms E'],
  ])('goes on with %s', (_name, pingInterval, script) => {
    marbles(({ cold, expectObservable }) => {
      expectObservable(run(new FakeSocket(cold(script, server)), { pingInterval }), '^ 17s !').toBe('-r', told);
    })();
  });

  it.each([
    [500, '-r 7498ms (n|)'],
    [1_000, '-r 7998ms (n|)'],
    [4_900, '-r 16698ms (n|)'],
    [30_000, '-r 61998ms (n|)'],
  ])('waits for one beat, and for 5 s of beats, and 2 s: with one each %d ms', (pingInterval, expected) => {
    marbles(({ cold, expectObservable }) => {
      expectObservable(run(new FakeSocket(cold('oOE', server)), { pingInterval })).toBe(expected, told);
    })();
  });

  it(
    'goes on where the server says anything at all',
    marbles(({ cold, expectObservable }) => {
      const socket = new FakeSocket(cold('oOE 5s L 5s L', server));
      expectObservable(run(socket), '^ 14s !').toBe('-r- 5s l 5s l', told);
    }),
  );

  it(
    'goes on with a server that has never given one',
    marbles(({ cold, expectObservable }) => {
      expectObservable(run(new FakeSocket(cold('oO', server))), '^ 1m !').toBe('-r', told);
    }),
  );

  it(
    'asks at once when the page is awake again, and gives a whole interval for the answer',
    marbles(({ cold, hot, expectObservable }) => {
      const socket = new FakeSocket(cold('oOE', server));
      const pageLife$ = hot<PageLife>('4s (lw)', { l: 'leave', w: 'wake' });
      expectObservable(socket.sent$).toBe('e 3999ms (he) 4996ms (he)', sent);
      expectObservable(run(socket, { pageLife$ })).toBe('-r 10998ms (n|)', told);
    }),
  );

  it.each([
    ['while it lasts', '         oO----', '^-----!', '-r----', '   ^-----!'],
    ['to its end', '             oO-c--', '       ', '-r-(n|)', '  ^--!'],
  ])('listens to the page, and to its socket, %s', (_name, script, left, expected, heard) => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const script$ = cold<SocketEvent>(script, { ...server, c: { kind: 'socket-closed', code: 1006, reason: '' } });
      const pageLife$ = hot<PageLife>('------');
      expectObservable(run(new FakeSocket(script$), { pageLife$ }), left.trim() || null).toBe(expected, told);
      expectSubscriptions(pageLife$.subscriptions).toBe(heard);
      expectSubscriptions(script$.subscriptions).toBe(heard);
    })();
  });

  it(
    'ends where the server takes the socket and then does not take us',
    marbles(({ cold, expectObservable }) => {
      for (const script of ['o', '-'])
        expectObservable(run(new FakeSocket(cold(script, server)))).toBe('20s (n|)', told);
    }),
  );

  it(
    'ends where there is no answer to the question for an id',
    marbles(({ expectObservable }) => {
      expectObservable(run(new FakeSocket(), { id: NOBODY })).toBe('20s (n|)', told);
    }),
  );
});
