import { ALTERNATIVE_HOLD, SESSION_PATIENCE } from '../lib/core/constants.js';
import { Peer } from '../lib/peer.js';
import { FakeEnvironment, NOTHING_HELD } from './support/fake-environment.js';
import { recordEvents, recordStreams } from './support/record.js';
import { virtually } from './support/virtual-time.js';
import { A_MOMENT, incoming, world } from './support/world.js';

describe('Peer, disconnect() and reconnect()', () => {
  it(
    'gives the server up, once; its id is gone and may be taken',
    virtually((time) => {
      const { peer, server, end } = world();
      const alice = peer('alice');
      const heard = recordEvents(alice, 'open', 'disconnected', 'close', 'error');
      time.pass(A_MOMENT);
      alice.disconnect();
      alice.disconnect();
      expect([alice.id, alice.open, alice.disconnected, alice.destroyed]).toEqual([undefined, false, true, false]);
      time.pass(A_MOMENT);
      expect(heard).toEqual(['open alice', 'disconnected alice']);
      expect(server.ids).toEqual([]);
      end(time);
      expect(heard.slice(2)).toEqual(['close']);
    }),
  );

  it(
    'can be given up before it is open',
    virtually((time) => {
      const { peer, server, end } = world();
      const alice = peer('alice');
      const heard = recordEvents(alice, 'open', 'disconnected');
      alice.disconnect();
      time.pass(A_MOMENT);
      expect(heard).toEqual(['disconnected alice']);
      expect(server.ids).toEqual([]);
      alice.reconnect();
      time.pass(A_MOMENT);
      expect(heard).toEqual(['disconnected alice', 'open alice']);
      end(time);
    }),
  );

  it(
    'comes back under the same id with the same token, and connections live on',
    virtually((time) => {
      const { peer, machine, end } = world();
      const bob = incoming(peer('bob'));
      const alice = peer('alice');
      const connection = alice.connect('bob');
      time.pass(A_MOMENT);
      const heard = recordStreams({ status: alice.status$, open: alice.open$ });
      alice.disconnect();
      time.pass(A_MOMENT);
      expect([connection.open, bob.connection.open]).toEqual([true, true]);
      alice.reconnect();
      expect([alice.id, alice.disconnected]).toEqual(['alice', false]);
      time.pass(A_MOMENT);
      expect(heard).toEqual([
        'status open',
        'open alice',
        'status disconnected',
        'status reconnecting',
        'status open',
        'open alice',
      ]);
      expect(alice.connect('bob')).toBeDefined();
      time.pass(A_MOMENT);
      expect(alice.connections['bob']?.map(({ open }) => open)).toEqual([true, true]);
      expect(machine(alice).peerConnections).toHaveLength(2);
      end(time);
    }),
  );

  it(
    'comes back with an id that the server had assigned',
    virtually((time) => {
      const { peer, server, end } = world();
      const nobody = peer();
      time.pass(A_MOMENT);
      nobody.disconnect();
      time.pass(A_MOMENT);
      nobody.reconnect();
      time.pass(A_MOMENT);
      expect(nobody.id).toBe('assigned-1');
      expect(server.ids).toEqual(['assigned-1']);
      end(time);
    }),
  );

  it(
    'is open again although the server, which still holds the old socket, sends no OPEN',
    virtually((time) => {
      const { peer, server, end } = world();
      const alice = peer('alice');
      time.pass(A_MOMENT);
      const heard = recordEvents(alice, 'open', 'error', 'disconnected', 'close');
      server.cut('alice', 'still-holds-the-socket');
      time.pass(A_MOMENT);
      alice.reconnect();
      time.pass(A_MOMENT);
      expect(heard).toEqual(['error network', 'disconnected alice', 'open alice']);
      const bob = incoming(peer('bob'));
      alice.connect('bob');
      time.pass(A_MOMENT);
      expect(bob.connection.open).toBe(true);
      end(time);
    }),
  );

  it(
    'fails by the error that there is, and may try again',
    virtually((time) => {
      const { peer, server, end } = world();
      const alice = peer('alice', { secure: true });
      time.pass(A_MOMENT);
      const heard = recordEvents(alice, 'open', 'error', 'disconnected', 'close');
      server.setReachable(false);
      server.cut('alice');
      time.pass(A_MOMENT);
      alice.reconnect();
      time.pass(A_MOMENT);
      server.setReachable(true);
      alice.reconnect();
      time.pass(A_MOMENT);
      expect(heard).toEqual([
        'error network',
        'disconnected alice',
        'error network',
        'disconnected alice',
        'open alice',
      ]);
      end(time);
    }),
  );

  it.each([
    ['an open connection', 'disconnected'],
    ['no connection', 'destroyed'],
  ])('finds its id taken: with %s it is %s', (connected, fate) => {
    virtually((time) => {
      const { peer, end } = world();
      peer('bob');
      const alice = peer('alice');
      if (connected === 'an open connection') alice.connect('bob');
      time.pass(A_MOMENT);
      const heard = recordEvents(alice, 'error', 'close');
      alice.disconnect();
      time.pass(A_MOMENT);
      const thief = peer('alice');
      time.pass(A_MOMENT);
      alice.reconnect();
      time.pass(A_MOMENT);
      expect(thief.open).toBe(true);
      expect(alice.destroyed).toBe(fate === 'destroyed');
      expect(heard).toEqual(fate === 'destroyed' ? ['error unavailable-id', 'close'] : ['error unavailable-id']);
      end(time);
    })();
  });

  it(
    'sends what connections had to say meanwhile when it is back',
    virtually((time) => {
      const { peer, server, machine, end } = world();
      peer('bob');
      const alice = peer('alice');
      alice.connect('bob');
      time.pass(A_MOMENT);
      alice.disconnect();
      machine(alice).peerConnection.gather({ candidate: 'candidate:late', sdpMid: '0', sdpMLineIndex: 0 });
      time.pass(ALTERNATIVE_HOLD);
      expect(JSON.stringify(server.received)).not.toContain('candidate:late');
      alice.reconnect();
      time.pass(A_MOMENT);
      expect(JSON.stringify(server.received)).toContain('candidate:late');
      end(time);
    }),
  );

  it(
    'has nothing to reconnect while it is connecting, and says so in the log only',
    virtually(() => {
      const environment = new FakeEnvironment();
      const alice = new Peer('alice', { environment, debug: 1 });
      alice.reconnect();
      expect(environment.socket.urls).toHaveLength(1);
      environment.socket.open();
      environment.socket.say({ type: 'OPEN' });
      alice.disconnect();
      alice.reconnect();
      expect(environment.socket.urls).toHaveLength(2);
      expect(environment.printed.map(([level]) => level)).toEqual([1]);
      alice.destroy();
    }),
  );

  it(
    'begins anew where it is told so while an attempt hangs; the one before is given up',
    virtually(({ pass, timers }) => {
      const environment = new FakeEnvironment();
      const alice = new Peer('alice', { environment, debug: 1 });
      const { socket } = environment;
      const heard = recordEvents(alice, 'open', 'error', 'disconnected', 'close');
      alice.disconnect();
      alice.reconnect();
      pass(SESSION_PATIENCE - 1);
      alice.reconnect();
      expect([socket.urls.length, environment.held.sockets, environment.printed]).toEqual([3, 1, []]);
      pass(SESSION_PATIENCE - 1);
      socket.open();
      socket.say({ type: 'OPEN' });
      pass(SESSION_PATIENCE);
      expect(heard).toEqual(['disconnected alice', 'open alice']);
      alice.destroy();
      expect([environment.held, timers()]).toEqual([NOTHING_HELD, 0]);
    }),
  );

  it.each([undefined, 0])(
    'is open, made anew with its token, also where the server holds the socket of its former life (pingInterval: %s)',
    (pingInterval) => {
      virtually((time) => {
        const { peer, server, end } = world();
        const options = { token: 'mine', ...(pingInterval !== undefined && { pingInterval }) };
        const [former, bob] = [peer('alice', options), incoming(peer('bob'))];
        time.pass(A_MOMENT);
        server.cut('alice', 'still-holds-the-socket');
        former.destroy();
        time.pass(A_MOMENT);
        const alice = peer('alice', options);
        const heard = recordEvents(alice, 'open', 'error', 'disconnected');
        const connection = alice.connect('bob');
        time.pass(A_MOMENT);
        expect([heard, connection.open, bob.connection.open]).toEqual([['open alice'], true, true]);
        end(time);
      })();
    },
  );

  it(
    'throws where it makes no sense: on an open Peer, and on a destroyed one',
    virtually((time) => {
      const { peer, end } = world();
      const alice = peer('alice');
      time.pass(A_MOMENT);
      const reconnecting = (): void => {
        alice.reconnect();
      };
      expect(reconnecting).toThrow(
        expect.objectContaining({ type: 'disconnected', message: expect.stringContaining('alice') }),
      );
      alice.destroy();
      expect(reconnecting).toThrow(
        expect.objectContaining({ type: 'disconnected', message: expect.stringContaining('destroyed') }),
      );
      end(time);
    }),
  );
});
