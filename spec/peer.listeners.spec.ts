import { config, fromEvent } from 'rxjs';
import { recordEvents, recordStreams } from './support/record.js';
import { virtually } from './support/virtual-time.js';
import { A_MOMENT, incoming, world } from './support/world.js';

describe('Inside of listeners', () => {
  it(
    'the truth is there at once: a Peer is destroyed after destroy()',
    virtually((time) => {
      const { peer, end } = world();
      const alice = peer('alice');
      const seen: unknown[] = [];
      alice.on('open', () => {
        alice.destroy();
        seen.push([alice.destroyed, alice.disconnected, alice.open, alice.id]);
        expect(() => {
          alice.reconnect();
        }).toThrow('destroyed');
      });
      time.pass(A_MOMENT);
      expect(seen).toEqual([[true, true, false, undefined]]);
      end(time);
    }),
  );

  it(
    'a connection is not open after close()',
    virtually((time) => {
      const { peer, end } = world();
      peer('bob');
      const connection = peer('alice').connect('bob');
      const seen: unknown[] = [];
      connection.on('open', () => {
        seen.push(connection.open);
        connection.close();
        seen.push(connection.open, connection.peerConnection);
      });
      const heard = recordEvents(connection, 'open', 'close', 'error');
      time.pass(A_MOMENT);
      expect(seen).toEqual([true, false, undefined]);
      expect(heard).toEqual(['open', 'close']);
      end(time);
    }),
  );

  it(
    'what they cause comes after, in the same order for all of them, whichever kind they are',
    virtually((time) => {
      const { peer, end } = world();
      const alice = peer('alice');
      const before = [recordEvents(alice, 'open', 'disconnected', 'close'), recordStreams({ status: alice.status$ })];
      alice.on('open', () => {
        alice.disconnect();
        alice.reconnect();
      });
      alice.once('disconnected', () => {
        alice.disconnect();
      });
      const after = [recordEvents(alice, 'open', 'disconnected', 'close'), recordStreams({ status: alice.status$ })];
      time.pass(2);
      const events = ['open alice', 'disconnected alice', 'disconnected alice'];
      const statuses = ['connecting', 'open', 'disconnected', 'reconnecting', 'disconnected'].map((s) => `status ${s}`);
      expect(before).toEqual([events, statuses]);
      expect(after).toEqual([events, statuses]);
      end(time);
    }),
  );

  it(
    'messages that are answered at once arrive in order at everybody',
    virtually((time) => {
      const { peer, end } = world();
      const bob = incoming(peer('bob'));
      const connection = peer('alice').connect<number, number>('bob');
      time.pass(A_MOMENT);
      bob.connection.data$.subscribe((n) => {
        if ((n as number) < 5) bob.connection.send((n as number) + 1);
      });
      const heard = recordStreams({ data: connection.data$ });
      connection.data$.subscribe((n) => {
        connection.send(n + 1);
      });
      connection.send(1);
      time.pass(A_MOMENT);
      expect(heard).toEqual(['data 2', 'data 4']);
      end(time);
    }),
  );

  it(
    'one may connect, and destroy in the listener of a connection',
    virtually((time) => {
      const { peer, end } = world();
      const bob = peer('bob');
      const alice = peer('alice');
      const made: unknown[] = [];
      const ends: string[][] = [];
      bob.on('connection', (connection) => {
        bob.destroy();
        const another = bob.connect('alice');
        made.push(connection.open, another.open, bob.destroyed);
        ends.push(recordEvents(another, 'error', 'close'));
      });
      const connection = alice.connect('bob');
      time.pass(10_000);
      expect(made).toEqual([false, false, true]);
      expect(ends).toEqual([['close']]); // the destruction, which comes after this listener, closes it like all others
      expect(connection.open).toBe(false);
      end(time);
    }),
  );

  it(
    'throwing harms nobody: the error is reported, the others hear all, the connection lives',
    virtually((time) => {
      const reported: unknown[] = [];
      const { onUnhandledError } = config;
      config.onUnhandledError = (error) => reported.push(error);
      try {
        const { peer, end } = world();
        const bob = incoming(peer('bob'));
        const alice = peer('alice');
        const connection = alice.connect('bob');
        const thrower = (): never => {
          throw new Error('bad listener');
        };
        alice.on('open', thrower);
        connection.on('open', thrower);
        time.pass(A_MOMENT);
        bob.connection.on('data', thrower);
        bob.connection.data$.subscribe(thrower);
        const heard = recordEvents(bob.connection, 'data', 'error', 'close');
        connection.send(1);
        connection.send(2);
        time.pass(A_MOMENT);
        expect(heard).toEqual(['data 1', 'data 2']);
        expect([alice.open, connection.open]).toEqual([true, true]);
        expect(reported).toEqual(Array.from({ length: 6 }, () => new Error('bad listener')));
        end(time);
      } finally {
        config.onUnhandledError = onUnhandledError;
      }
    }),
  );

  it(
    'RxJS itself can listen: fromEvent(peer, "open")',
    virtually((time) => {
      const { peer, end } = world();
      const alice = peer('alice');
      const heard: unknown[] = [];
      const subscription = fromEvent(alice, 'open').subscribe((id) => heard.push(id));
      time.pass(A_MOMENT);
      expect(heard).toEqual(['alice']);
      subscription.unsubscribe();
      expect(alice.listenerCount('open')).toBe(0);
      end(time);
    }),
  );
});
