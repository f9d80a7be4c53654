import { concat, NEVER, type Observable, Subject } from 'rxjs';
import { networkLost, serverError, socketClosed, socketError, unavailableId } from '../../lib/core/errors.js';
import type { ServerOptions } from '../../lib/core/options.js';
import type { SocketEvent } from '../../lib/ports/socket.js';
import {
  type ClientMessage,
  candidateMessage,
  echoMessage,
  heartbeatMessage,
  offerMessage,
} from '../../lib/signalling/messages.js';
import { session, type SessionEvent, type SessionSetup } from '../../lib/signalling/session.js';
import { FakeHttp } from '../support/fake-http.js';
import { FakeSocket } from '../support/fake-socket.js';
import { marbles } from '../support/marbles.js';
import { serverOptions } from '../support/server-options.js';

const said = (message: unknown): SocketEvent => ({ kind: 'socket-text', text: JSON.stringify(message) });
const overHeard = (id: string): SocketEvent => said({ ...JSON.parse(JSON.stringify(echoMessage(id))), src: id });

/** What the server does. */
const server = {
  o: { kind: 'socket-open' },
  O: said({ type: 'OPEN' }),
  E: overHeard('alice'),
  L: said({ type: 'LEAVE', src: 'bob' }),
  X: said({ type: 'EXPIRE', src: 'bob' }),
  N: said({ type: 'NONSENSE' }),
  T: said({ type: 'ID-TAKEN', payload: { msg: 'ID is taken' } }),
  F: said({ type: 'ERROR', payload: { msg: 'full' } }),
  c: { kind: 'socket-closed', code: 1005, reason: '' },
  b: { kind: 'socket-closed', code: 1006, reason: '' },
} satisfies Record<string, SocketEvent>;

const lost = networkLost('ws://localhost:9000/');
const ended = (error: Extract<SessionEvent, { kind: 'ended' }>['error']): SessionEvent => ({ kind: 'ended', error });

/** What the session tells. */
const told = {
  r: { kind: 'registered', id: 'alice' },
  l: { kind: 'message', message: { kind: 'leave', peer: 'bob' } },
  x: { kind: 'message', message: { kind: 'expire', peer: 'bob' } },
  n: ended(lost),
  c: ended(socketClosed(1005, '')),
  t: ended(unavailableId('alice')),
  f: ended(serverError('full')),
  e: ended(socketError(new Error('boom'))),
} satisfies Record<string, SessionEvent>;

const candidate = (name: string): ClientMessage =>
  candidateMessage({ dst: 'bob', connection: 'data', connectionId: 'dc_1', candidate: { candidate: name } });

/** What is sent. */
const sent = {
  h: heartbeatMessage(),
  e: echoMessage('alice'),
  '1': candidate('1'),
  '2': candidate('2'),
  '3': candidate('3'),
};

const run = (
  socket: { readonly openSocket: FakeSocket['openSocket'] },
  {
    setup = first,
    transmit$ = NEVER,
    options = { pingInterval: Infinity },
    http = new FakeHttp(),
    warn = () => undefined,
    error = () => undefined,
  }: {
    setup?: SessionSetup;
    transmit$?: Observable<ClientMessage>;
    options?: ServerOptions;
    http?: FakeHttp;
    warn?: (...rest: unknown[]) => void;
    error?: (...rest: unknown[]) => void;
  } = {},
) =>
  session(setup, transmit$, {
    options: serverOptions(options),
    environment: {
      openSocket: socket.openSocket,
      http: http.http,
      randomBytes: (count) => new Uint8Array(count),
      pageLife$: NEVER,
    },
    log: { warn, error, info: () => undefined },
  });

const first = { id: 'alice', attempt: 'first' } as const;
const again = { id: 'alice', attempt: 'again' } as const;

describe('session', () => {
  it(
    'is registered when the server says OPEN, and tells what other peers say',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const script$ = cold('-o-O-L-X-', server);
      const socket = new FakeSocket(script$);
      expectObservable(run(socket), '^---------!').toBe('---r-l-x-', told);
      expectSubscriptions(script$.subscriptions).toBe('^---------!');
    }),
  );

  it('opens one socket, under its id and token, only when subscribed', () => {
    const socket = new FakeSocket();
    const session$ = run(socket);
    expect(socket.urls).toEqual([]);
    const subscription = session$.subscribe();
    expect(socket.urls).toEqual(['ws://localhost:9000/peerjs?key=peerjs&id=alice&token=token&version=1.5.5']);
    subscription.unsubscribe();
    expect(socket.held).toBe(0);
  });

  it(
    'is registered once, however often the server says OPEN',
    marbles(({ cold, expectObservable }) => {
      expectObservable(run(new FakeSocket(cold('-o-O-O-', server))), '^------!').toBe('---r', told);
    }),
  );

  it(
    'logs what is refused, and goes on',
    marbles(({ cold, expectObservable, flush }) => {
      const warn = jest.fn();
      expectObservable(run(new FakeSocket(cold('-o-O-N-L', server)), { warn }), '^-------!').toBe('---r---l', told);
      flush();
      expect(warn.mock.calls).toEqual([['A message from the server was refused:', 'type "NONSENSE" is unknown']]);
    }),
  );

  describe('sends', () => {
    it(
      'an echo when the socket opens, and a HEARTBEAT and an echo at every interval, to the end',
      marbles(({ cold, expectObservable }) => {
        const socket = new FakeSocket(cold('1s o 11s c', server));
        expectObservable(socket.sent$, '^ 30s !').toBe('1s e 4999ms (he) 4996ms (he)', sent);
        expectObservable(run(socket, { options: {} }), '^ 30s !').toBe('12001ms (c|)', told);
      }),
    );

    it(
      'no HEARTBEAT where the interval is none, and one echo',
      marbles(({ cold, expectObservable }) => {
        const socket = new FakeSocket(cold('oO', server));
        expectObservable(socket.sent$, '^ 1m !').toBe('e', sent);
        expectObservable(run(socket, { options: { pingInterval: 0 } }), '^ 1m !').toBe('-r', told);
      }),
    );

    it(
      'what is to be transmitted, while registered',
      marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
        const socket = new FakeSocket(cold('-o--O----c', server));
        const transmit$ = hot('1-2---3----1', sent);
        expectObservable(socket.sent$).toBe('-e----3', sent);
        expectObservable(run(socket, { transmit$ })).toBe('----r----(n|)', told);
        expectSubscriptions(transmit$.subscriptions).toBe('----^----!');
      }),
    );

    it(
      'what waited, once registered',
      marbles(({ cold, expectObservable }) => {
        const socket = new FakeSocket(cold('-o-O', server));
        expectObservable(socket.sent$).toBe('-e-(123)', sent);
        expectObservable(run(socket, { transmit$: cold('(123|)', sent) }), '^-------!').toBe('---r', told);
      }),
    );

    it('what somebody says the moment it is registered', () => {
      const socket = new FakeSocket();
      const transmit$ = new Subject<ClientMessage>();
      const subscription = run(socket, { transmit$ }).subscribe(({ kind }) => {
        if (kind === 'registered') transmit$.next(candidate('1'));
      });
      socket.open();
      socket.say({ type: 'OPEN' });
      expect(socket.sent).toEqual([echoMessage('alice'), candidate('1')]);
      subscription.unsubscribe();
      expect(transmit$.observed).toBe(false);
    });

    it('the rest, where one message cannot be written down', () => {
      const metadata: Record<string, unknown> = {};
      metadata['self'] = metadata;
      const cyclic = offerMessage({
        dst: 'bob',
        connection: 'data',
        connectionId: 'dc_2',
        description: { type: 'offer', sdp: 'v=0' },
        metadata,
        reliable: true,
      });
      const socket = new FakeSocket();
      const error = jest.fn();
      const subscription = run(socket, { transmit$: concat([cyclic], [candidate('1')], NEVER), error }).subscribe();
      socket.open();
      socket.say({ type: 'OPEN' });
      expect(socket.sent).toEqual([echoMessage('alice'), candidate('1')]);
      expect(error).toHaveBeenCalledWith('A message of type OFFER cannot be sent:', expect.any(TypeError));
      subscription.unsubscribe();
    });
  });

  describe.each([
    ['the first time', first],
    ['the second time', again],
  ])('%s', (_name, setup) => {
    it(
      'is registered when the echo comes back, since a stock server says no OPEN while it holds the old socket',
      marbles(({ cold, expectObservable }) => {
        const socket = new FakeSocket(cold('-o-E-L', server));
        expectObservable(socket.sent$).toBe('-e', sent);
        expectObservable(run(socket, { setup }), '^-----!').toBe('---r-l', told);
      }),
    );

    it(
      'is registered once, where OPEN comes too, and swallows its echo',
      marbles(({ cold, expectObservable }) => {
        expectObservable(run(new FakeSocket(cold('-o-O-E-L', server)), { setup }), '^-------!').toBe('---r---l', told);
        expectObservable(run(new FakeSocket(cold('-o-E-O-L', server)), { setup }), '^-------!').toBe('---r---l', told);
      }),
    );
  });

  describe('ends', () => {
    it.each<[string, string, string, SessionSetup]>([
      ['when the id is taken', '-o-Tc', '---(t|)', first],
      ['when the server reports an error', '-o-Fc', '---(f|)', first],
      ['when an error comes later', '-o-O-Fc', '---r-(f|)', first],
      ['when the socket closes before OPEN', '-o-c', '---(c|)', first],
      ['when the socket closes before OPEN, again', '-o-c', '---(n|)', again],
      ['when the socket breaks before OPEN', '-o-b', '---(n|)', first],
      ['when the socket just stops before OPEN', '-o-|', '---(n|)', first],
      ['when the socket closes', '-o-O-c', '---r-(n|)', first],
      ['when the socket closes, again', '-o-E-c', '---r-(n|)', again],
      ['when the socket never opens', '---c', '---(n|)', first],
      ['when the socket never opens, again', '---c', '---(n|)', again],
      ['when the socket fails', '-o-#', '---(e|)', first],
      ['when the socket fails later', '-o-O-#', '---r-(e|)', first],
      ['when the socket fails before it opens', '-#', '-(e|)', first],
      ['when the socket just stops', '-o-O-|', '---r-(n|)', first],
    ])('%s', (_name, script, expected, setup) => {
      marbles(({ cold, expectObservable, flush }) => {
        const socket = new FakeSocket(cold(script, server, new Error('boom')));
        expectObservable(run(socket, { setup })).toBe(expected, told);
        flush();
        expect(socket.held).toBe(0);
      })();
    });

    it(
      'where what is to be sent fails',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const [script$, transmit$] = [cold('-o-O', server), cold<ClientMessage>('--#', undefined, new Error('boom'))];
        expectObservable(run(new FakeSocket(script$), { transmit$ })).toBe('---r-(e|)', told);
        expectSubscriptions(script$.subscriptions).toBe('^----!');
        expectSubscriptions(transmit$.subscriptions).toBe('---^-!');
      }),
    );

    it(
      'with the socket closed at once, however long the server keeps it',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const script$ = cold('-o-T----c', server);
        expectObservable(run(new FakeSocket(script$))).toBe('---(t|)', told);
        expectSubscriptions(script$.subscriptions).toBe('^--!');
      }),
    );
  });
});
