import { EMPTY, map, NEVER, type Observable, of, Subject } from 'rxjs';
import { LOOKS } from '../../lib/core/constants.js';
import { PeerError } from '../../lib/core/errors.js';
import type { HttpResponse } from '../../lib/ports/environment.js';
import type { OpenSocket, SocketEvent } from '../../lib/ports/socket.js';
import { echoMessage } from '../../lib/signalling/messages.js';
import { session, type SessionEvent } from '../../lib/signalling/session.js';
import { answered, FakeHttp, unreachable } from '../support/fake-http.js';
import { FakeSocket } from '../support/fake-socket.js';
import { asleep } from '../support/asleep.js';
import { marbles } from '../support/marbles.js';
import { serverOptions } from '../support/server-options.js';

const OPEN: SocketEvent = { kind: 'socket-text', text: '{"type":"OPEN"}' };
const OPENED: SocketEvent = { kind: 'socket-open' };
const TAKEN: SocketEvent = { kind: 'socket-text', text: '{"type":"ID-TAKEN"}' };

const start = (
  openSocket: OpenSocket,
  {
    id,
    http = new FakeHttp(),
    secure = false,
    attempt = 'first',
    pingInterval = Infinity,
  }: { id?: string; http?: FakeHttp; secure?: boolean; attempt?: 'first' | 'again'; pingInterval?: number } = {},
) =>
  session({ id, attempt }, NEVER, {
    options: serverOptions({ secure, pingInterval }),
    environment: { openSocket, http: http.http, randomBytes: (count) => new Uint8Array(count), pageLife$: NEVER },
    log: { warn: () => undefined, error: () => undefined, info: () => undefined },
  });

const kindOf = (event: SessionEvent): string => (event.kind === 'ended' ? event.error.type : event.kind);

/** What happens before the next turn, and what has happened after it. */
const turns = (session$: ReturnType<typeof session>) => {
  jest.useFakeTimers();
  const heard: string[] = [];
  const subscription = session$.subscribe({
    next: (event) => heard.push(kindOf(event)),
    error: () => heard.push('an error!'),
    complete: () => heard.push('complete'),
  });
  const now = [...heard];
  jest.advanceTimersByTime(0);
  subscription.unsubscribe();
  jest.useRealTimers();
  return { now, then: heard };
};

describe('session, at its start', () => {
  describe('without an id', () => {
    it(
      'asks the server for one, then connects under it',
      marbles(({ cold, expectObservable, flush }) => {
        const script$ = cold<SocketEvent>('-o-O', { o: OPENED, O: OPEN });
        const socket = new FakeSocket(script$);
        const http = new FakeHttp(() => cold('--a|', { a: { status: 200, body: 'fresh' } }));
        expectObservable(start(socket.openSocket, { http }), '^------!').toBe('-----r', {
          r: { kind: 'registered', id: 'fresh' },
        });
        flush();
        expect(socket.urls).toEqual(['ws://localhost:9000/peerjs?key=peerjs&id=fresh&token=token&version=1.5.5']);
        expect(http.requests).toHaveLength(1);
      }),
    );

    it('gives the request up when unsubscribed, and opens no socket', () => {
      const socket = new FakeSocket();
      const http = new FakeHttp();
      const subscription = start(socket.openSocket, { http }).subscribe();
      expect(http.pending).toBe(1);
      subscription.unsubscribe();
      expect(http.pending).toBe(0);
      expect(socket.urls).toEqual([]);
    });

    it('asks for none where there is one', () => {
      const http = new FakeHttp();
      start(new FakeSocket().openSocket, { id: 'alice', http }).subscribe().unsubscribe();
      expect(http.requests).toHaveLength(0);
    });

    it.each([
      ['nobody answers', false, new FakeHttp(unreachable), 'server-error'],
      ['nobody answers, with TLS', true, new FakeHttp(unreachable), 'server-error'],
      ['the answer is no id', true, new FakeHttp(() => answered('<html>')), 'server-error'],
      [
        'only plain HTTP is answered',
        true,
        new FakeHttp(({ url }) => (url.startsWith('https:') ? unreachable() : answered('', 0))),
        'ssl-unavailable',
      ],
    ])('ends where %s', (_name, secure, http, type) => {
      const { now, then } = turns(start(new FakeSocket().openSocket, { http, secure }));
      expect(now).toEqual([]);
      expect(then).toEqual([type, 'complete']);
    });

    it('does not look for TLS the second time', () => {
      const http = new FakeHttp(({ url }) => (url.startsWith('https:') ? unreachable() : answered('', 0)));
      expect(turns(start(new FakeSocket().openSocket, { http, secure: true, attempt: 'again' })).then).toEqual([
        'server-error',
        'complete',
      ]);
    });
  });

  describe('that fails at once', () => {
    it.each<[string, OpenSocket, string]>([
      [
        'the constructor of the socket throws',
        () => {
          throw new SyntaxError('The URL is invalid.');
        },
        'socket-error',
      ],
      ['the socket is closed', () => of({ kind: 'socket-closed', code: 1006, reason: '' }), 'network'],
      ['the socket stops', () => EMPTY, 'network'],
      ['the id is taken', () => of(OPENED, TAKEN), 'unavailable-id'],
      [
        'the socket is closed before OPEN',
        () => of<SocketEvent[]>(OPENED, { kind: 'socket-closed', code: 1005, reason: '' }),
        'socket-closed',
      ],
      [
        'the socket breaks before OPEN',
        () => of<SocketEvent[]>(OPENED, { kind: 'socket-closed', code: 1006, reason: '' }),
        'network',
      ],
      ['the socket stops before OPEN', () => of(OPENED), 'network'],
    ])('ends in the next turn, when somebody listens: %s', (_name, openSocket, type) => {
      const { now, then } = turns(start(openSocket, { id: 'alice' }));
      expect(now).toEqual([]);
      expect(then).toEqual([type, 'complete']);
    });

    it('tells at once what is no end', () => {
      const { now, then } = turns(start(() => of(OPENED, OPEN), { id: 'alice' }));
      expect(now).toEqual(['registered']);
      expect(then).toEqual(['registered', 'network', 'complete']);
    });

    it('keeps the cause', () => {
      const cause = new SyntaxError('The URL is invalid.');
      const errors: PeerError[] = [];
      jest.useFakeTimers();
      start(
        () => {
          throw cause;
        },
        { id: 'alice' },
      ).subscribe((event) => {
        if (event.kind === 'ended') errors.push(event.error);
      });
      jest.advanceTimersByTime(0);
      jest.useRealTimers();
      expect(errors).toEqual([expect.objectContaining({ type: 'socket-error', cause })]);
    });

    it('says nothing once unsubscribed', () => {
      jest.useFakeTimers();
      const heard: SessionEvent[] = [];
      start(() => EMPTY, { id: 'alice' })
        .subscribe((event) => heard.push(event))
        .unsubscribe();
      jest.runAllTimers();
      jest.useRealTimers();
      expect(heard).toEqual([]);
    });
  });

  describe('while the page sleeps', () => {
    it(
      'hears what waits when it wakes: that the server has taken it',
      asleep(({ wake }) => {
        const [socket, heard] = [new FakeSocket(), [] as string[]];
        const subscription = start(socket.openSocket, { id: 'alice' }).subscribe((event) => heard.push(kindOf(event)));
        wake();
        socket.open();
        wake();
        socket.say({ type: 'OPEN' });
        for (let look = 0; look < 2 * LOOKS; look += 1) wake();
        expect(heard).toEqual(['registered']);
        subscription.unsubscribe();
      }),
    );

    it(
      'hears what waits when it wakes: its id',
      asleep(({ wake }) => {
        const [answer$, heard] = [new Subject<HttpResponse>(), [] as string[]];
        const http = new FakeHttp(() => answer$);
        const socket = new FakeSocket();
        const subscription = start(socket.openSocket, { http }).subscribe((event) => heard.push(kindOf(event)));
        wake();
        answer$.next({ status: 200, body: 'fresh' });
        expect(heard).toEqual([]);
        expect(socket.urls).toHaveLength(1);
        subscription.unsubscribe();
      }),
    );
  });

  it('lets the server be talked to by nobody once unsubscribed', () => {
    jest.useFakeTimers();
    const socket = new FakeSocket();
    const subscription = start(socket.openSocket, { id: 'alice', pingInterval: 5_000 }).subscribe();
    socket.open();
    jest.advanceTimersByTime(5_000);
    expect(socket.sent).toEqual([echoMessage('alice'), { type: 'HEARTBEAT' }, echoMessage('alice')]);
    subscription.unsubscribe();
    expect(socket.held).toBe(0);
    jest.advanceTimersByTime(60_000);
    expect(socket.sent).toHaveLength(3);
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  describe('that never opens its socket, with TLS', () => {
    const closed: SocketEvent = { kind: 'socket-closed', code: 1006, reason: '' };
    const plainOnly = () => new FakeHttp(({ url }) => (url.startsWith('https:') ? unreachable() : answered('', 0)));
    const told = { n: 'network', s: 'ssl-unavailable' };
    const types = (script$: Observable<SocketEvent>, http: FakeHttp, attempt: 'first' | 'again' = 'first') =>
      start(new FakeSocket(script$).openSocket, { id: 'alice', secure: true, http, attempt }).pipe(map(kindOf));

    it(
      'finds that there is none',
      marbles(({ cold, expectObservable }) => {
        expectObservable(types(cold('--c', { c: closed }), plainOnly())).toBe('--(s|)', told);
      }),
    );

    it(
      'finds nobody, and waits three seconds for that',
      marbles(({ cold, expectObservable, flush }) => {
        expectObservable(types(cold('--c', { c: closed }), new FakeHttp(unreachable))).toBe('--(n|)', told);
        const http = new FakeHttp();
        expectObservable(types(cold('--c', { c: closed }), http)).toBe('3002ms (n|)', told);
        flush();
        expect(http.pending).toBe(0);
      }),
    );

    it(
      'stops looking when unsubscribed',
      marbles(({ cold, expectObservable, flush }) => {
        const http = new FakeHttp();
        expectObservable(types(cold('--c', { c: closed }), http), '^---!').toBe('');
        flush();
        expect(http.requests).toHaveLength(1);
        expect(http.pending).toBe(0);
      }),
    );

    it(
      'does not look the second time, nor where the socket was open',
      marbles(({ cold, expectObservable, flush }) => {
        const http = plainOnly();
        expectObservable(types(cold('--c', { c: closed }), http, 'again')).toBe('--(n|)', told);
        const script$ = cold<SocketEvent>('-o-Oc', { o: OPENED, O: OPEN, c: closed });
        expectObservable(types(script$, http)).toBe('---r(n|)', { ...told, r: 'registered' });
        flush();
        expect(http.requests).toHaveLength(0);
      }),
    );
  });
});
