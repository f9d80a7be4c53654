import type { Peer } from '../lib/peer.js';
import { NOTHING_HELD } from './support/fake-environment.js';
import { fakeStream } from './support/fake-peer-connection.js';
import { recordEvents, recordStreams } from './support/record.js';
import { virtually } from './support/virtual-time.js';
import { A_MOMENT, called, world } from './support/world.js';

describe('destroy()', () => {
  it(
    'closes all connections and calls, gives the server up, and is the last thing that happens',
    virtually((time) => {
      const { peer, server, end } = world();
      const bob = peer('bob');
      const ring = called(bob);
      const alice = peer('alice');
      const heard = recordEvents(alice, 'open', 'disconnected', 'close', 'error');
      const connections = [1, 2, 3, 4, 5].map(() => alice.connect('bob'));
      const call = alice.call('bob', fakeStream('s', 'audio'));
      time.pass(A_MOMENT);
      ring.call.answer();
      time.pass(A_MOMENT);
      expect([...connections, call].every(({ open }) => open)).toBe(true);
      const all = [...connections, call].map((connection) => recordStreams({ close: connection.close$ }));
      const theirs = Object.values(bob.connections)
        .flat()
        .map((connection) => recordStreams({ close: connection.close$ }));
      alice.destroy();
      expect(all).toEqual(all.map(() => ['close', 'close |']));
      expect([alice.destroyed, alice.disconnected, alice.open, alice.id]).toEqual([true, true, false, undefined]);
      expect(Object.keys(alice.connections)).toEqual([]);
      time.pass(A_MOMENT);
      expect(theirs).toHaveLength(6);
      expect(theirs).toEqual(theirs.map(() => ['close', 'close |']));
      expect(server.ids).toEqual(['bob']);
      expect(heard).toEqual(['open alice', 'disconnected alice', 'close']);
      alice.destroy();
      alice.disconnect();
      expect(heard).toHaveLength(3);
      end(time);
    }),
  );

  it(
    'leaves nothing behind after a hundred Peers',
    virtually((time) => {
      const { peer, machine, end } = world();
      peer('bob');
      for (let n = 0; n < 100; n += 1) {
        const one = peer(`peer${String(n)}`);
        one.connect('bob');
        one.connect('nobody');
        time.pass(n % 8);
        one.destroy();
        expect(machine(one).held).toEqual(NOTHING_HELD);
      }
      end(time);
    }),
  );
});

describe('reconnect() in a listener of `disconnected`', () => {
  // The line that applications on PeerJS have.
  const comesBack = (peer: Peer): unknown[] => {
    const thrown: unknown[] = [];
    peer.on('disconnected', () => {
      try {
        peer.reconnect();
      } catch (error) {
        thrown.push(error); // the page would be told
      }
    });
    return thrown;
  };

  it(
    'is too late, but no error, where the Peer is destroyed',
    virtually((time) => {
      const { peer, server, end } = world();
      const alice = peer('alice');
      const thrown = comesBack(alice);
      const heard = recordEvents(alice, 'open', 'disconnected', 'close', 'error');
      time.pass(A_MOMENT);
      alice.destroy();
      time.pass(A_MOMENT);
      expect(thrown).toEqual([]);
      expect(heard).toEqual(['open alice', 'disconnected alice', 'close']);
      expect(server.ids).toEqual([]);
      expect(() => {
        alice.reconnect();
      }).toThrow(/destroyed/);
      end(time);
    }),
  );

  it(
    'is too late, but no error, where an error destroys the Peer',
    virtually((time) => {
      const { peer, end } = world();
      peer('alice');
      time.pass(A_MOMENT);
      const other = peer('alice');
      const thrown = comesBack(other);
      const heard = recordEvents(other, 'open', 'disconnected', 'close', 'error');
      time.pass(A_MOMENT);
      expect(thrown).toEqual([]);
      expect(heard).toEqual(['error unavailable-id', 'disconnected alice', 'close']);
      end(time);
    }),
  );
});

describe('LEAVE', () => {
  it(
    'closes all connections with that peer, and no other',
    virtually((time) => {
      const { peer, server, end } = world();
      peer('bob');
      peer('carol');
      const alice = peer('alice');
      const gone = [1, 2, 3, 4].map(() => alice.connect('bob'));
      gone.push(alice.connect('bob', { reliable: true }));
      const call = alice.call('bob');
      const stays = alice.connect('carol');
      time.pass(A_MOMENT);
      server.say('alice', { type: 'LEAVE', src: 'bob' });
      time.pass(1);
      expect(gone.map(({ open }) => open)).toEqual([false, false, false, false, false]);
      expect([call._state.endedBy, stays.open]).toEqual(['other-side', true]);
      expect(gone[0]?._state.endedBy).toBe('other-side');
      expect(Object.keys(alice.connections)).toEqual(['carol']);
      end(time);
    }),
  );

  it(
    'of somebody unknown harms nobody',
    virtually((time) => {
      const { peer, server, end } = world();
      const alice = peer('alice');
      time.pass(A_MOMENT);
      const heard = recordEvents(alice, 'error', 'close');
      for (const src of ['nobody', 'constructor', '__proto__']) server.say('alice', { type: 'LEAVE', src });
      time.pass(1);
      expect(heard).toEqual([]);
      end(time);
    }),
  );
});

describe('EXPIRE', () => {
  it(
    'comes on the Peer and on the connection that waits, which closes; not on one that is answered',
    virtually((time) => {
      const { peer, server, end } = world();
      peer('bob');
      const alice = peer('alice');
      const answered = alice.connect('bob');
      time.pass(A_MOMENT);
      const [waiting, call] = [alice.connect('nobody'), alice.call('nobody')];
      const heard = {
        alice: recordEvents(alice, 'error', 'close', 'disconnected'),
        answered: recordEvents(answered, 'error', 'close'),
        waiting: recordEvents(waiting, 'error', 'close'),
        call: recordEvents(call, 'error', 'close'),
      };
      const errors: unknown[] = [];
      waiting.error$.subscribe(({ peer: id, connectionId }) => errors.push([id, connectionId]));
      time.pass(5_000 + A_MOMENT);
      server.say('alice', { type: 'EXPIRE', src: 'bob' });
      time.pass(1);
      expect(heard).toEqual({
        alice: ['error peer-unavailable'], // the other one concerns nobody any more
        answered: [],
        waiting: ['error peer-unavailable', 'close'],
        call: ['error peer-unavailable', 'close'],
      });
      expect(errors).toEqual([['nobody', waiting.connectionId]]);
      expect([answered.open, alice.open]).toEqual([true, true]);
      end(time);
    }),
  );
});
