import { Peer, type PeerOptions } from 'rxpeer';
import { FakeEnvironment } from '../support/fake-environment.js';
import { virtually } from '../support/virtual-time.js';
import { stage } from './stage.js';

/** What a Peer makes of its options. It is gone at once: a test without virtual time leaves nothing waiting. */
const optionsOf = (options: PeerOptions, environment = new FakeEnvironment()): Peer['options'] => {
  const peer = new Peer('alice', { ...options, environment });
  peer.destroy();
  return peer.options;
};

/** The address that a Peer looks for its server at. */
const addressOf = (options: PeerOptions, environment = new FakeEnvironment()): URL => {
  optionsOf(options, environment);
  return new URL(environment.socket.urls[0] ?? '');
};

describe('The id of a Peer', () => {
  it.each(['a', 'Z', '7', 'alice', 'a-b', 'a_b', 'a--b', 'a__b', 'a-_-b', '0-9'])('may be %s', (id) => {
    virtually(({ pass }) => {
      const peer = stage().peer(id);
      expect(peer.id).toBe(id);
      pass(10);
      expect(peer.open).toBe(true);
    })();
  });

  it.each(['-a', 'a-', '_a', 'a_', '-', 'ä', 'a.b', 'a/b', 'a?b', 'a\nb', '名'])('may not be %j', (id) => {
    virtually(({ pass }) => {
      const peer = stage().peer(id);
      const types: string[] = [];
      peer.on('error', ({ type }) => types.push(type));
      pass(10);
      expect(types).toEqual(['invalid-id']);
      expect(peer.destroyed).toBe(true);
    })();
  });

  it(
    'is assigned by the server where there is none',
    virtually(({ pass }) => {
      const peer = stage().peer();
      const ids: string[] = [];
      peer.on('open', (id) => ids.push(id));
      expect(peer.id).toBeUndefined();
      pass(10);
      expect(ids).toEqual(['assigned-1']);
      expect(peer.id).toBe('assigned-1');
    }),
  );

  it(
    'is the one by which other peers connect',
    virtually(({ pass }) => {
      const { peer } = stage();
      peer('bob');
      const connection = peer('alice').connect('bob');
      pass(20);
      expect(connection.open).toBe(true);
    }),
  );
});

describe('The options of a Peer', () => {
  it('lead to 0.peerjs.com, port 443, path /, with TLS, where they are left out', () => {
    const { protocol, host, port, pathname } = addressOf({});
    expect([protocol, host, port || '443', pathname]).toEqual(['wss:', '0.peerjs.com', '443', '/peerjs']);
    expect(optionsOf({})).toMatchObject({
      host: '0.peerjs.com',
      port: 443,
      path: '/',
      secure: true,
    });
  });

  it('key: goes to the server in the address', () => {
    expect(addressOf({ key: 'mine' }).searchParams.get('key')).toBe('mine');
    expect(addressOf({}).searchParams.get('key')).toBe('peerjs');
  });

  it('host and port: lead to a server elsewhere', () => {
    expect(addressOf({ host: 'example.org', port: 9000 }).host).toBe('example.org:9000');
  });

  it('host: / is the host of the page', () => {
    const page = { hostname: 'page.example', secure: false };
    expect(addressOf({ host: '/', port: 9000 }, new FakeEnvironment({ page })).host).toBe('page.example:9000');
  });

  it.each(['app', '/app', 'app/', '/app/'])('path: %s is /app/', (path) => {
    expect(addressOf({ host: 'localhost', path }).pathname).toBe('/app/peerjs');
  });

  it.each([
    [true, 'wss:'],
    [false, 'ws:'],
  ])('secure: %j is %s', (secure, protocol) => {
    expect(addressOf({ host: 'localhost', secure }).protocol).toBe(protocol);
  });

  it.each([
    [{}, 5_000],
    [{ pingInterval: 700 }, 700],
  ])('pingInterval: with %j a HEARTBEAT every %i ms', (options, interval) => {
    virtually(({ pass }) => {
      const { server, peer } = stage();
      peer('alice', options);
      const heartbeats = (): number => server.received.filter(({ type }) => type === 'HEARTBEAT').length;
      pass(10 + interval - 20);
      expect(heartbeats()).toBe(0);
      pass(20);
      expect(heartbeats()).toBe(1);
      pass(9 * interval);
      expect(heartbeats()).toBe(10);
    })();
  });

  const ownConfig = { iceServers: [{ urls: 'turn:turn.example', username: 'u', credential: 'c' }] };

  it.each([
    [
      'the public STUN server',
      {},
      { iceServers: [{ urls: 'stun:stun.l.google.com:19302' }], sdpSemantics: 'unified-plan' },
    ],
    ['that of the application', { config: ownConfig }, ownConfig],
  ])('config: every RTCPeerConnection gets %s', (_name, options, config) => {
    virtually(({ pass }) => {
      const { peer, machine } = stage();
      const [alice, bob] = [peer('alice', options), peer('bob', options)];
      bob.on('call', (call) => {
        call.answer();
      });
      alice.connect('bob');
      alice.call('bob');
      pass(50);
      // And the ones that wait for the next connection.
      expect(machine(alice).configurations).toEqual([config, config, config]);
      expect(machine(bob).configurations).toEqual([config, config, config]);
    })();
  });

  it.each([
    [undefined, []],
    [0, []],
    [1, [1]],
    [2, [1, 2]],
    [3, [1, 2, 3]],
  ])('debug: %j prints the levels %j', (debug, levels) => {
    virtually(({ pass }) => {
      const { peer, server, machine } = stage();
      const alice = peer('alice', debug === undefined ? {} : { debug });
      pass(10);
      server.say('alice', { type: 'NONSENSE' }); // a warning
      alice.connect('alice'); // an error
      pass(10);
      const printed = machine(alice).printed.map(([level]) => level);
      expect([...new Set(printed)].sort()).toEqual(levels);
    })();
  });
});
