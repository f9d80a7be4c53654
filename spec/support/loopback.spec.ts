import { merge, mergeMap, NEVER, of, Subject } from 'rxjs';
import { openConnection } from '../../lib/open-connection.js';
import { Peer } from '../../lib/peer.js';
import type { SocketEvent } from '../../lib/ports/socket.js';
import { NOTHING_HELD } from './fake-environment.js';
import { loopback, type LoopbackOptions } from './loopback.js';
import { virtually } from './virtual-time.js';

interface Url {
  readonly id?: string;
  readonly token?: string;
  readonly key?: string;
  readonly protocol?: 'ws' | 'wss';
}

/** A world with sockets that tell what they hear, each event with its time. */
const world = (now: () => number, options?: LoopbackOptions) => {
  const { environment, server } = loopback(options);
  const { openSocket, http } = environment();
  const open = ({ id = 'a', token = 't', key = 'peerjs', protocol = 'ws' }: Url = {}) => {
    const send$ = new Subject<object>();
    const heard: unknown[] = [];
    const outgoing$ = send$.pipe(mergeMap((message) => of(JSON.stringify(message))));
    const tell = (event: SocketEvent): unknown =>
      event.kind === 'socket-text' ? JSON.parse(event.text) : event.kind === 'socket-closed' ? event.code : event.kind;
    const socket = openSocket(
      `${protocol}://localhost:9000/peerjs?key=${key}&id=${id}&token=${token}&version=1`,
      merge(outgoing$, NEVER),
    ).subscribe({
      next: (event) => heard.push([now(), tell(event)]),
      complete: () => heard.push('complete'),
    });
    return { heard, socket, send: (message: object) => send$.next(message) };
  };
  const get = (path: string, answer: 'readable' | 'opaque' = 'readable') => {
    const heard: unknown[] = [];
    http({ url: path, answer, referrerPolicy: 'origin' }).subscribe({
      next: (response) => heard.push([now(), response.status, response.body]),
      error: () => heard.push('unreachable'),
    });
    return heard;
  };
  return { open, get, server };
};

const OPEN = [
  [2, 'socket-open'],
  [2, { type: 'OPEN' }],
];

describe('loopback', () => {
  it(
    'joins two Peers, and everything is given back in the end',
    virtually(({ pass, now, timers }) => {
      const { environment, server } = loopback();
      const worlds = [environment(), environment()] as const;
      const alice = new Peer('alice', { environment: worlds[0] });
      const bob = new Peer('bob', { environment: worlds[1] });
      const heard: unknown[] = [];
      alice.open$.subscribe(() => heard.push('open', now()));
      bob.connection$.pipe(mergeMap(({ data$ }) => data$)).subscribe((data) => heard.push(data, now()));
      openConnection(alice, 'bob').subscribe((connection) => {
        heard.push('connected', now());
        connection.send('Hello');
      });
      pass(50);
      expect(heard).toEqual(['open', 2, 'connected', 7, 'Hello', 8]);
      expect(server.received.map(({ type }) => type)).toEqual(['OFFER', 'CANDIDATE', 'ANSWER']);
      expect(worlds[0].held).toEqual({
        sockets: 1,
        requests: 0,
        peerConnections: 1,
        spares: 1,
        subscriptions: 4,
        watched: 1,
      });
      alice.destroy();
      bob.destroy();
      pass(50);
      expect(worlds.map(({ held }) => held)).toEqual([NOTHING_HELD, NOTHING_HELD]);
      expect(timers()).toBe(0);
      expect(server.ids).toEqual([]);
    }),
  );

  it(
    'gives every environment random bytes of its own, the same in every run',
    virtually(() => {
      const first = loopback();
      const second = loopback();
      const bytes = first.environment().randomBytes(10);
      expect(second.environment().randomBytes(10)).toEqual(bytes);
      expect(first.environment().randomBytes(10)).not.toEqual(bytes);
    }),
  );
});

describe('The server of the loopback', () => {
  it(
    'registers an id until the socket is let go',
    virtually(({ pass, now }) => {
      const { open, server } = world(now);
      const { heard, socket } = open();
      pass(10);
      expect(heard).toEqual(OPEN);
      expect(server.ids).toEqual(['a']);
      socket.unsubscribe();
      pass(1);
      expect(server.ids).toEqual([]);
    }),
  );

  it.each([
    [{ token: 'other' }, { type: 'ID-TAKEN', payload: { msg: 'ID is taken' } }],
    [
      { id: 'b', key: 'wrong' },
      { type: 'ERROR', payload: { msg: 'Invalid key provided' } },
    ],
    [{ id: '' }, { type: 'ERROR', payload: { msg: 'No id, token, or key supplied to websocket server' } }],
  ])('refuses %j, and closes without a status', (url, message) => {
    virtually(({ pass, now }) => {
      const { open } = world(now);
      open();
      const { heard } = open(url);
      pass(10);
      expect(heard).toEqual([[2, 'socket-open'], [2, message], [2, 1_005], 'complete']);
    })();
  });

  it(
    'greets nobody twice: no OPEN for the same id and token while it holds the old socket',
    virtually(({ pass, now }) => {
      const { open, server } = world(now);
      const first = open();
      pass(2);
      server.cut('a', 'still-holds-the-socket');
      pass(8);
      const second = open();
      pass(5);
      expect(first.heard).toEqual([...OPEN, [3, 1_006], 'complete']);
      expect(second.heard).toEqual([[12, 'socket-open']]);
      second.send({ type: 'CANDIDATE', dst: 'a' });
      pass(5);
      expect(second.heard.at(-1)).toEqual([17, { type: 'CANDIDATE', src: 'a', dst: 'a' }]);
    }),
  );

  it(
    'forgets whom it notices to be gone',
    virtually(({ pass, now }) => {
      const { open, server } = world(now);
      open();
      pass(2);
      server.cut('a');
      expect(server.ids).toEqual([]);
      expect(() => {
        server.cut('a');
      }).toThrow('No a is registered.');
    }),
  );

  it(
    'relays five types with src and nothing else, also to oneself',
    virtually(({ pass, now }) => {
      const { open } = world(now);
      const [a, b] = [open(), open({ id: 'b' })];
      pass(2);
      for (const type of ['HEARTBEAT', 'OFFER', 'ANSWER', 'CANDIDATE', 'LEAVE', 'EXPIRE', 'NONSENSE'])
        a.send({ type, dst: 'b', src: 'forged', payload: { x: 1 }, extra: 1 });
      a.send({ type: 'OFFER', dst: 'a', payload: 1 });
      pass(2);
      const relayed = (type: string) => [4, { type, src: 'a', dst: 'b', payload: { x: 1 } }];
      expect(b.heard).toEqual([...OPEN, ...['OFFER', 'ANSWER', 'CANDIDATE', 'LEAVE', 'EXPIRE'].map(relayed)]);
      expect(a.heard).toEqual([...OPEN, [4, { type: 'OFFER', src: 'a', dst: 'a', payload: 1 }]]);
    }),
  );

  it(
    'keeps messages for those who are not there yet, and expires them once for a pair of ids',
    virtually(({ pass, now }) => {
      const { open } = world(now);
      const a = open();
      pass(2);
      for (const dst of ['b', 'b', 'c', 'c']) a.send({ type: 'CANDIDATE', dst });
      a.send({ type: 'LEAVE', dst: 'b' });
      pass(4_000);
      const b = open({ id: 'b' });
      pass(2_000);
      const kept = { type: 'CANDIDATE', src: 'a', dst: 'b' };
      expect(b.heard).toEqual([
        [4_004, 'socket-open'],
        [4_004, { type: 'OPEN' }],
        [4_004, kept],
        [4_004, kept],
      ]);
      expect(a.heard).toEqual([...OPEN, [5_004, { type: 'EXPIRE', src: 'c', dst: 'a' }]]);
    }),
  );

  it(
    'hears goodbyes',
    virtually(({ pass, now }) => {
      const { open, server } = world(now);
      const { send } = open();
      pass(2);
      send({ type: 'LEAVE' });
      pass(1);
      expect(server.ids).toEqual([]);
    }),
  );

  it(
    'assigns ids, lists peers where it may, and knows nothing else',
    virtually(({ pass, now }) => {
      const shy = world(now);
      const base = 'http://localhost:9000/peerjs';
      const answers = [shy.get(`${base}/id`), shy.get(`${base}/id`), shy.get(`${base}/peers`), shy.get(`${base}/x`)];
      const open = world(now, { allowDiscovery: true });
      open.open();
      pass(2);
      expect(answers.flat()).toEqual([
        [2, 200, 'assigned-1'],
        [2, 200, 'assigned-2'],
        [2, 401, 'Unauthorized'],
        [2, 404, 'Not found'],
      ]);
      const peers = open.get(`${base}/peers`);
      pass(2);
      expect(peers).toEqual([[4, 200, '["a"]']]);
    }),
  );

  it(
    'is out of reach when told so, and has no TLS when told so',
    virtually(({ pass, now }) => {
      const { open, get, server } = world(now, { tls: false });
      const heard = [get('https://h/', 'opaque'), get('http://h/', 'opaque')];
      const secure = open({ protocol: 'wss' });
      pass(2);
      server.setReachable(false);
      const late = get('http://h/', 'opaque');
      const closed = open();
      pass(2);
      expect(heard).toEqual([['unreachable'], [[2, 0, '']]]);
      expect(late).toEqual(['unreachable']);
      expect(secure.heard).toEqual([[1, 1_006], 'complete']);
      expect(closed.heard).toEqual([[3, 1_006], 'complete']);
    }),
  );
});
