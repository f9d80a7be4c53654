import { retry } from 'rxjs';
import { DEFAULT_OPEN_TIMEOUT } from '../lib/core/constants.js';
import type { DataConnection } from '../lib/data-connection.js';
import { openConnection } from '../lib/open-connection.js';
import { recordStreams } from './support/record.js';
import { virtually } from './support/virtual-time.js';
import { A_MOMENT, incoming, world } from './support/world.js';

describe('openConnection', () => {
  it(
    'emits the connection once it is open, made with the options given',
    virtually((time) => {
      const { peer, end } = world();
      const bob = incoming(peer('bob'));
      const made: DataConnection<string, number>[] = [];
      const options = { label: 'chat', metadata: 1, serialization: 'json', reliable: true, timeout: 5_000 };
      const subscription = openConnection<string, number>(peer('alice'), 'bob', options).subscribe((connection) =>
        made.push(connection),
      );
      expect(made).toHaveLength(0);
      time.pass(A_MOMENT);
      expect(made.map(({ open, label, metadata }) => [open, label, metadata])).toEqual([[true, 'chat', 1]]);
      expect([bob.connection.serialization, bob.connection.reliable]).toEqual(['json', true]);
      expect(made[0]?.options).toEqual({ label: 'chat', metadata: 1, serialization: 'json', reliable: true });
      subscription.unsubscribe();
      expect(made[0]?.open).toBe(false);
      time.pass(A_MOMENT);
      expect(bob.connection.open).toBe(false);
      end(time);
    }),
  );

  it(
    'errors where the other peer is not there, where it takes too long, where the Peer has no server, and with refused options',
    virtually((time) => {
      const { peer, server, end } = world();
      const alice = peer('alice');
      const lonely = peer('lonely');
      time.pass(A_MOMENT);
      lonely.disconnect();
      const heard = recordStreams({
        unavailable: openConnection(alice, 'nobody'),
        late: openConnection(alice, 'nobody', { timeout: 100 }),
        disconnected: openConnection(lonely, 'alice'),
        refused: openConnection(alice, 'nobody', { serialization: 'nonsense' }),
      });
      time.pass(6_000);
      expect(heard).toEqual([
        'disconnected ERRORED disconnected',
        'refused ERRORED not-serializable',
        'late ERRORED negotiation-failed',
        'unavailable ERRORED peer-unavailable',
      ]);
      server.setReachable(false);
      end(time);
    }),
  );

  it(
    'waits half a minute unless told otherwise',
    virtually((time) => {
      const { peer, machine, end } = world();
      peer('bob');
      const alice = peer('alice');
      time.pass(A_MOMENT);
      const heard = recordStreams({ stuck: openConnection(alice, 'bob') });
      machine(alice).peerConnection.calls.length = 0;
      machine(alice).peerConnection.close(); // dead, and silent about it
      time.pass(DEFAULT_OPEN_TIMEOUT - 1);
      expect(heard).toEqual([]);
      time.pass(1);
      expect(heard).toEqual(['stuck ERRORED negotiation-failed']);
      end(time);
    }),
  );

  it(
    'counts the time without a server too, unless told otherwise',
    virtually((time) => {
      const { peer, server, end } = world();
      const alice = peer('alice', { reconnect: true });
      time.pass(A_MOMENT);
      server.setReachable(false);
      server.cut('alice');
      time.pass(1);
      const heard = recordStreams({
        late: openConnection(alice, 'bob'),
        patient: openConnection(alice, 'bob', { timeout: Infinity }),
      });
      time.pass(DEFAULT_OPEN_TIMEOUT - 1);
      expect(heard).toEqual([]);
      time.pass(1);
      expect(heard).toEqual(['late ERRORED negotiation-failed']);
      time.pass(10 * DEFAULT_OPEN_TIMEOUT);
      expect(heard).toHaveLength(1);
      alice.destroy();
      end(time);
    }),
  );

  it(
    'completes where this side closes, and comes back with retry where the other side does',
    virtually((time) => {
      const { peer, end } = world();
      const bob = incoming(peer('bob'));
      const made: DataConnection[] = [];
      const ends: string[] = [];
      openConnection(peer('alice'), 'bob')
        .pipe(retry({ delay: 1_000 }))
        .subscribe({ next: (connection) => made.push(connection), complete: () => ends.push('complete') });
      time.pass(A_MOMENT);
      bob.connection.close();
      time.pass(1_000 + A_MOMENT);
      expect(made.map(({ open }) => open)).toEqual([false, true]);
      made[1]?.close();
      time.pass(10_000);
      expect(made).toHaveLength(2);
      expect(ends).toEqual(['complete']);
      end(time);
    }),
  );
});
