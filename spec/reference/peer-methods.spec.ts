import { PeerError } from 'rxpeer';
import { NOTHING_HELD } from '../support/fake-environment.js';
import { virtually } from '../support/virtual-time.js';
import { called, incoming, record, stage } from './stage.js';

describe('The methods of a Peer', () => {
  it(
    'disconnect: gives the id back, keeps all connections, and tells so once',
    virtually(({ pass }) => {
      const { peer, server, machine } = stage();
      const [alice, bob] = [peer('alice'), peer('bob')];
      bob.on('call', (call) => {
        call.answer();
      });
      const ends = [alice.connect('bob'), alice.call('bob')];
      pass(20);
      const heard = record(alice, 'disconnected', 'close', 'error');
      alice.disconnect();
      alice.disconnect();
      pass(20);
      expect(heard).toEqual([['disconnected', 'alice']]);
      expect([alice.disconnected, alice.open, alice.destroyed, alice.id]).toEqual([true, false, false, undefined]);
      expect(server.ids).toEqual(['bob']);
      expect(ends.map(({ open }) => open)).toEqual([true, true]);
      expect(machine(alice).held).toMatchObject({ sockets: 0, peerConnections: 2 });
    }),
  );

  it(
    'reconnect: takes the old id again',
    virtually(({ pass }) => {
      const { peer, server } = stage();
      for (const alice of [peer('alice'), peer()]) {
        pass(20);
        const { id } = alice;
        const heard = record(alice, 'open');
        alice.disconnect();
        pass(20);
        alice.reconnect();
        pass(20);
        expect(heard).toEqual([['open', id]]);
        expect([alice.open, alice.disconnected, alice.id]).toEqual([true, false, id]);
      }
      expect(server.ids).toEqual(['alice', 'assigned-1']);
    }),
  );

  it(
    'reconnect: is for disconnected Peers only, and not for destroyed ones',
    virtually(({ pass }) => {
      const { peer, server } = stage();
      const alice = peer('alice');
      const attempt = (): unknown => {
        try {
          alice.reconnect();
          return 'done';
        } catch (error) {
          return error instanceof PeerError ? error.type : error;
        }
      };
      pass(20);
      expect([attempt(), alice.open]).toEqual(['disconnected', true]);
      alice.destroy();
      expect(attempt()).toBe('disconnected');
      pass(20);
      expect([alice.destroyed, server.ids]).toEqual([true, []]);
    }),
  );

  it(
    'reconnect: where it fails there is an error, and the connections stay',
    virtually(({ pass }) => {
      const { peer, server } = stage();
      const [alice] = [peer('alice'), peer('bob')];
      const connection = alice.connect('bob');
      pass(20);
      server.cut('alice');
      const other = peer('alice');
      pass(20);
      const heard = record(alice, 'error', 'close');
      alice.reconnect();
      pass(20);
      expect(other.open).toBe(true);
      expect(heard).toEqual([['error', 'unavailable-id']]);
      expect([alice.disconnected, alice.destroyed, connection.open]).toEqual([true, false, true]);
    }),
  );

  it(
    'destroy: gives the id back, ends all connections, and leaves nothing',
    virtually(({ pass, timers }) => {
      const { peer, server, machine } = stage();
      const [alice, bob] = [peer('alice'), peer('bob')];
      bob.on('call', (call) => {
        call.answer();
      });
      const theirs = [incoming(bob), called(bob)] as const;
      const ends = [alice.connect('bob'), alice.connect('bob'), alice.call('bob')];
      const heard = record(alice, 'disconnected', 'close', 'error');
      const closes: string[] = [];
      for (const { close$, type } of ends)
        close$.subscribe(() => {
          closes.push(type);
        });
      pass(20);
      alice.destroy();
      expect(heard).toEqual([['disconnected', 'alice'], ['close']]);
      expect(closes).toEqual(['data', 'data', 'media']);
      expect([alice.destroyed, alice.disconnected, alice.open, alice.id]).toEqual([true, true, false, undefined]);
      pass(20);
      expect([theirs[0].connection.open, theirs[1].call.open]).toEqual([false, false]);
      expect(machine(alice).held).toEqual(NOTHING_HELD);
      expect(server.ids).toEqual(['bob']);
      bob.destroy();
      pass(20);
      expect(timers()).toBe(0);
    }),
  );
});

describe('The properties of a Peer', () => {
  it(
    'connections: all of them, by the id of the other peer',
    virtually(({ pass }) => {
      const { peer } = stage();
      const [alice, bob] = [peer('alice'), peer('bob')];
      const theirs = incoming(alice);
      const ours = [alice.connect('bob'), alice.call('bob'), alice.connect('carol')] as const;
      pass(20);
      bob.connect('alice');
      pass(20);
      expect(Object.keys(alice.connections)).toEqual(['bob', 'carol']);
      expect(alice.connections).toEqual({ bob: [ours[0], ours[1], theirs.connection], carol: [ours[2]] });
      ours[0].close();
      ours[2].close();
      expect(alice.connections).toEqual({ bob: [ours[1], theirs.connection] });
    }),
  );

  it(
    'disconnected: false while there is a connection to the server, true without one',
    virtually(({ pass }) => {
      const { peer, server } = stage();
      const alice = peer('alice');
      const seen: boolean[] = [];
      const look = (): void => {
        pass(20);
        seen.push(alice.disconnected);
      };
      look();
      server.cut('alice');
      look();
      alice.reconnect();
      look();
      alice.disconnect();
      look();
      expect(seen).toEqual([false, true, false, true]);
    }),
  );

  it(
    'destroyed: true once neither the Peer nor its connections can be used any more',
    virtually(({ pass }) => {
      const { peer } = stage();
      const alice = peer('alice');
      pass(20);
      alice.disconnect();
      expect(alice.destroyed).toBe(false);
      alice.destroy();
      expect(alice.destroyed).toBe(true);
    }),
  );
});
