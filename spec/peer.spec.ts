import { Peer } from '../lib/peer.js';
import type { PeerError } from '../lib/core/errors.js';
import { FakeEnvironment, NOTHING_HELD } from './support/fake-environment.js';
import { answered, FakeHttp } from './support/fake-http.js';
import { recordEvents, recordStreams } from './support/record.js';
import { virtually } from './support/virtual-time.js';
import { A_MOMENT, called, incoming, world } from './support/world.js';

const serverless = { pingInterval: Infinity };

const circular: unknown[] = [];
circular.push(circular);

/** What PeerJS takes, and types do not allow. */
type Loose = new (id?: unknown, options?: unknown) => Peer;

describe('Peer', () => {
  it.each([
    ['an id and options', (environment: FakeEnvironment) => new Peer('alice', { environment, port: 1 }), 'alice', 1],
    ['options only', (environment: FakeEnvironment) => new Peer({ environment, port: 2 }), undefined, 2],
    ['no id', (environment: FakeEnvironment) => new Peer(undefined, { environment, port: 3 }), undefined, 3],
    ['an empty id', (environment: FakeEnvironment) => new Peer('', { environment, port: 4 }), undefined, 4],
    ['null', (environment: FakeEnvironment) => new (Peer as Loose)(null, { environment, port: 5 }), undefined, 5],
    ['a number', (environment: FakeEnvironment) => new (Peer as Loose)(42, { environment, port: 6 }), '42', 6],
  ])('is made of %s', (_name, make, id, port) => {
    const peer = make(new FakeEnvironment({ http: new FakeHttp() }));
    expect([peer.id, peer.options.port]).toEqual([id, port]);
    peer.destroy();
  });

  it('has the defaults of the reference', () => {
    const environment = new FakeEnvironment({ http: new FakeHttp() });
    const peer = new Peer({ environment });
    expect(peer.options).toEqual({
      key: 'peerjs',
      host: '0.peerjs.com',
      port: 443,
      pingInterval: 5_000,
      liveness: 10_000,
      reconnect: false,
      path: '/',
      secure: true,
      config: { iceServers: [{ urls: 'stun:stun.l.google.com:19302' }], sdpSemantics: 'unified-plan' },
      debug: 0,
      token: expect.stringMatching(/^[a-z0-9]{20}$/),
      referrerPolicy: 'strict-origin-when-cross-origin',
      logFunction: environment.print,
      limits: { message: 256 * 1024 * 1024, early: 16 * 1024 * 1024 },
    });
    peer.destroy();
  });

  it('finds the server as it is told, and guards its id with its token', () => {
    const environment = new FakeEnvironment({ page: { hostname: 'my.page', secure: true } });
    const options = { host: '/', port: 9_000, path: 'my/app', key: 'k', token: 't', pingInterval: Infinity };
    const peer = new Peer('a b', { environment, ...options });
    expect(environment.socket.urls).toEqual(['wss://my.page:9000/my/app/peerjs?key=k&id=a%20b&token=t&version=1.5.5']);
    peer.destroy();
  });

  it.each([
    [{ data: false, audioVideo: false }, ['error browser-incompatible']],
    [{ data: true, audioVideo: false }, []],
    [{ data: false, audioVideo: true }, []],
  ])('wants some of WebRTC: %j', (capabilities, errors) => {
    virtually(({ pass }) => {
      const peer = new Peer('alice', { environment: new FakeEnvironment({ capabilities }), ...serverless });
      const heard = recordEvents(peer, 'error');
      pass(0);
      expect(heard).toEqual(errors);
      peer.destroy();
    })();
  });

  it(
    'takes `null` for no options, and no stream, wherever PeerJS does',
    virtually((time) => {
      const { peer, end } = world();
      const [bob, alice] = [peer('bob'), peer('alice')];
      const [connection, ring] = [incoming(bob), called(bob)];
      const [data, call] = [alice.connect('bob', null), alice.call('bob', null, null)];
      time.pass(A_MOMENT);
      ring.call.answer(null, null);
      time.pass(A_MOMENT);
      expect([data.open, call.open, connection.connection.open, ring.call.open]).toEqual([true, true, true, true]);
      expect([call.localStream, ring.call.localStream]).toEqual([undefined, undefined]);
      data.close(null);
      call.close(null);
      expect([data.open, call.open]).toEqual([false, false]);
      time.pass(A_MOMENT);
      end(time);
    }),
  );

  it(
    'hands its configuration to every peer connection',
    virtually((time) => {
      const { peer, machine, end } = world();
      const config = { iceServers: [{ urls: 'stun:mine' }] };
      const alice = peer('alice', { config });
      alice.connect('bob');
      alice.call('bob');
      expect(machine(alice).configurations).toEqual([config, config]);
      end(time);
    }),
  );

  it(
    'knows its live connections, in an object that has nothing else in it',
    virtually((time) => {
      const { peer, end } = world();
      peer('bob');
      const alice = peer('alice');
      const connections = [alice.connect('bob'), alice.connect('bob'), alice.call('bob')];
      const other = alice.connect('carol');
      expect({ ...alice.connections }).toEqual({ bob: connections, carol: [other] });
      expect('constructor' in alice.connections).toBe(false);
      expect([...alice._connections]).toEqual([
        ['bob', connections],
        ['carol', [other]],
      ]);
      const [first] = connections;
      expect(alice.getConnection('bob', first?.connectionId ?? '')).toBe(first);
      expect(alice.getConnection('bob', 'dc_nope')).toBeNull();
      expect(alice.getConnection('dave', 'dc_nope')).toBeNull();
      other.close();
      expect(Object.keys(alice.connections)).toEqual(['bob']);
      end(time);
    }),
  );

  describe('connect() and call()', () => {
    it.each(['connect', 'call'] as const)('%s() returns a connection on a Peer without a server too', (method) => {
      virtually((time) => {
        const { peer, machine, end } = world();
        const alice = peer('alice');
        time.pass(A_MOMENT);
        for (const leave of ['disconnect', 'destroy'] as const) {
          alice[leave]();
          const onPeer = recordEvents(alice, 'error');
          const connection = alice[method]('bob');
          expect(connection.peer).toBe('bob');
          const heard = recordEvents(connection as ReturnType<Peer['call']>, 'error', 'close');
          time.pass(0);
          expect(heard).toEqual(['error disconnected', 'close']);
          expect(onPeer).toEqual(leave === 'disconnect' ? ['error disconnected'] : []);
          expect(connection.open).toBe(false);
          expect(Object.keys(alice.connections)).toEqual([]);
        }
        expect(machine(alice).held).toEqual(NOTHING_HELD);
        end(time);
      })();
    });

    it(
      'fails where what `serializers` has for it cannot be used, and says why; nothing takes its place',
      virtually((time) => {
        const boom = new Error('boom');
        const fails = () => {
          throw boom;
        };
        const { peer, end } = world();
        const bob = peer('bob', { serializers: { json: fails }, debug: 1 });
        const alice = peer('alice', { serializers: { json: fails } });
        const carol = peer('carol');
        const errors: PeerError[] = [];
        time.pass(A_MOMENT);
        for (const one of [alice, carol]) {
          one.connect('bob', { serialization: 'json' }).error$.subscribe((error) => errors.push(error));
        }
        time.pass(A_MOMENT);
        expect(errors.map(({ type }) => type)).toEqual(['not-serializable', 'connection-closed']);
        expect(errors[0]?.cause).toBe(boom);
        for (const { message } of errors)
          expect(message).toContain('`serializers` has for "json" cannot be used: boom');
        expect(bob.connections).toEqual({});
        end(time);
      }),
    );

    it.each([
      ['an unknown serialization', { serialization: 'nonsense' }],
      ['a serialization that is a name of objects', { serialization: 'constructor' }],
      ['metadata that holds itself', { metadata: circular }],
      ['metadata with a BigInt', { metadata: { n: 1n } }],
    ])('fails by its own error in the next turn, then closes: %s', (_name, options) => {
      virtually((time) => {
        const { peer, server, machine, end } = world();
        const alice = peer('alice');
        time.pass(A_MOMENT);
        const connection = alice.connect('bob', options);
        const heard = recordEvents(connection, 'error', 'close');
        const errors: PeerError[] = [];
        connection.error$.subscribe((error) => errors.push(error));
        expect(heard).toEqual([]);
        time.pass(0);
        expect(heard).toEqual(['error not-serializable', 'close']);
        expect([errors[0]?.peer, errors[0]?.connectionId]).toEqual(['bob', connection.connectionId]);
        time.pass(A_MOMENT);
        expect(server.received).toEqual([]);
        expect(machine(alice).peerConnections).toEqual([]);
        expect(alice.open).toBe(true);
        end(time);
      })();
    });

    it.each(['', 'alice'])('refuses to connect to %j, which is nobody else, and says why', (id) => {
      virtually((time) => {
        const { peer, end } = world();
        const alice = peer('alice');
        time.pass(A_MOMENT);
        const heard = recordEvents(alice.connect(id), 'error', 'close');
        time.pass(0);
        expect(heard).toEqual([expect.stringMatching(/^error /), 'close']);
        end(time);
      })();
    });
  });

  describe('listAllPeers()', () => {
    const BASE = { host: 'localhost', port: 9_000 };

    it(
      'gives the ids to the callback and to the stream, and asks once',
      virtually((time) => {
        const { peer, machine, end } = world({ allowDiscovery: true });
        const alice = peer('alice');
        peer('bob');
        time.pass(A_MOMENT);
        const called: unknown[] = [];
        const peers$ = alice.listAllPeers((peers) => called.push(peers));
        const heard = recordStreams({ peers: peers$ });
        time.pass(A_MOMENT);
        expect(called).toEqual([['alice', 'bob']]);
        expect(heard).toEqual(['peers alice,bob', 'peers |']);
        expect(recordStreams({ late: peers$ })).toEqual(['late alice,bob', 'late |']);
        expect(machine(alice).fakeHttp.requests).toHaveLength(1);
        end(time);
      }),
    );

    it(
      'fails for the caller only',
      virtually((time) => {
        const { peer, machine, end } = world();
        const alice = peer('alice', { debug: 1 });
        time.pass(A_MOMENT);
        const called: unknown[] = [];
        const onPeer = recordEvents(alice, 'error', 'disconnected', 'close');
        const heard = recordStreams({ peers: alice.listAllPeers((peers) => called.push(peers)) });
        time.pass(A_MOMENT);
        expect([called, onPeer, heard]).toEqual([[], [], ['peers ERRORED server-error']]);
        expect(machine(alice).printed.map(([level]) => level)).toEqual([1]);
        expect(alice.open).toBe(true);
        end(time);
      }),
    );

    it('is over when the Peer is destroyed', () => {
      const environment = new FakeEnvironment({ http: new FakeHttp() });
      const alice = new Peer('alice', { environment, ...BASE, ...serverless });
      const heard = recordStreams({ peers: alice.listAllPeers() });
      expect(environment.held.requests).toBe(1);
      alice.destroy();
      expect(environment.held).toEqual(NOTHING_HELD);
      expect(heard).toEqual(['peers |']);
      expect(recordStreams({ peers: alice.listAllPeers() })).toEqual(['peers |']);
    });
  });

  it.each([
    [0, []],
    [1, [1]],
    [2, [1, 2]],
    [3, [1, 2, 3]],
  ])('logs up to the level %d, each Peer by itself', (debug, levels) => {
    virtually(({ pass }) => {
      const own: unknown[] = [];
      const other = new FakeEnvironment();
      const environment = new FakeEnvironment({ http: new FakeHttp(() => answered('x')) });
      const loud = new Peer('loud', { environment, debug, logFunction: (level) => own.push(level), ...serverless });
      const quiet = new Peer('quiet', { environment: other, ...serverless });
      environment.socket.open();
      environment.socket.say('{');
      environment.socket.say({ type: 'OPEN' });
      loud.connect('x', { serialization: 'nonsense' });
      pass(0);
      expect([...new Set(own)].sort()).toEqual(levels);
      expect([environment.printed, other.printed]).toEqual([[], []]);
      loud.destroy();
      quiet.destroy();
    })();
  });
});
