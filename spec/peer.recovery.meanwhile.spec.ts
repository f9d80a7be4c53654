import { timer } from 'rxjs';
import { NEGOTIATION_PATIENCE } from '../lib/core/constants.js';
import type { Peer } from '../lib/peer.js';
import { NOTHING_HELD } from './support/fake-environment.js';
import { fakeStream } from './support/fake-peer-connection.js';
import { recordEvents, recordStreams } from './support/record.js';
import { virtually } from './support/virtual-time.js';
import { A_MOMENT, called, incoming, world, type World } from './support/world.js';

const WAIT = 1_000;
const reconnect = () => timer(WAIT);

const EVENTS = ['open', 'error', 'disconnected', 'close'] as const;

/** An outage: no server for alice, until it is reachable again. */
const outage = ({ server }: World, pass: (milliseconds: number) => void): void => {
  server.setReachable(false);
  server.cut('alice');
  pass(1);
};

/** What alice has said about connections. */
const said = ({ server }: World): string[] =>
  server.received.filter(({ type, src }) => type !== 'HEARTBEAT' && src === 'alice').map(({ type }) => type);

describe('Peer that has lost its server, and tries', () => {
  it(
    'keeps its connections, which go on as before',
    virtually((time) => {
      const stage = world();
      const bob = incoming(stage.peer('bob'));
      const alice = stage.peer('alice', { reconnect });
      const connection = alice.connect('bob');
      time.pass(A_MOMENT);
      outage(stage, time.pass);
      const heard = recordEvents(bob.connection, 'data', 'error', 'close');
      time.pass(100 * WAIT);
      connection.send('still here');
      time.pass(A_MOMENT);
      expect(heard).toEqual(['data still here']);
      stage.server.setReachable(true);
      time.pass(WAIT);
      expect([alice.open, connection.open, bob.connection.open]).toEqual([true, true, true]);
      stage.end(time);
    }),
  );

  it(
    'may open connections and call, which wait for the server however long it takes',
    virtually((time) => {
      const stage = world();
      const bob = stage.peer('bob');
      const [taken, ring] = [incoming(bob), called(bob)];
      const alice = stage.peer('alice', { reconnect });
      time.pass(A_MOMENT);
      outage(stage, time.pass);
      const connection = alice.connect('bob');
      const call = alice.call('bob', fakeStream('mine', 'audio'));
      const heard = [recordEvents(connection, 'error', 'close'), recordEvents(call, 'error', 'close')];
      time.pass(3 * NEGOTIATION_PATIENCE);
      expect(heard).toEqual([[], []]);
      expect(said(stage)).toEqual([]);
      stage.server.setReachable(true);
      time.pass(WAIT + A_MOMENT);
      expect(said(stage)).toEqual(['OFFER', 'CANDIDATE', 'OFFER', 'CANDIDATE']);
      expect([connection.open, taken.connection.connectionId]).toEqual([true, connection.connectionId]);
      ring.call.answer();
      time.pass(A_MOMENT);
      expect(call.open).toBe(true);
      stage.end(time);
    }),
  );

  it(
    'says nothing afterwards of what was closed meanwhile',
    virtually((time) => {
      const stage = world();
      const bob = stage.peer('bob');
      const heard = recordEvents(bob, 'connection', 'call');
      const alice = stage.peer('alice', { reconnect });
      time.pass(A_MOMENT);
      outage(stage, time.pass);
      alice.connect('bob').close({ reason: 'never mind' });
      const call = alice.call('bob');
      time.pass(A_MOMENT);
      call.close();
      stage.server.setReachable(true);
      time.pass(2 * WAIT);
      expect([alice.open, heard, said(stage)]).toEqual([true, [], []]);
      stage.end(time);
    }),
  );

  it(
    'says afterwards that it has closed what it had offered before',
    virtually((time) => {
      const stage = world();
      const ring = called(stage.peer('bob'));
      const alice = stage.peer('alice', { reconnect });
      const call = alice.call('bob');
      time.pass(A_MOMENT);
      const heard = recordEvents(ring.call, 'error', 'close');
      outage(stage, time.pass);
      call.close({ reason: 'never mind' });
      time.pass(5 * WAIT);
      expect(heard).toEqual([]);
      stage.server.setReachable(true);
      time.pass(2 * WAIT);
      expect([heard, ring.call.closeReason]).toEqual([['close'], 'never mind']);
      stage.end(time);
    }),
  );

  // While it waits for the next attempt, and while it makes one.
  describe.each([
    ['waits', WAIT / 2],
    ['tries', WAIT + 1],
  ])('and %s', (doing, after) => {
    const stop = (act: (alice: Peer) => void, check: (stage: World, alice: Peer, heard: string[]) => void) => () => {
      virtually((time) => {
        const stage = world();
        const alice = stage.peer('alice', { reconnect });
        time.pass(A_MOMENT);
        const heard = recordEvents(alice, ...EVENTS);
        stage.server.cut('alice');
        time.pass(after);
        expect(stage.machine(alice).held.sockets).toBe(doing === 'tries' ? 1 : 0);
        act(alice);
        time.pass(10 * WAIT);
        check(stage, alice, heard);
        stage.end(time);
      })();
    };

    it(
      'is disconnected when the application has had enough',
      stop(
        (alice) => {
          alice.disconnect();
          expect([alice.disconnected, alice.id]).toEqual([true, undefined]);
        },
        ({ server, machine }, alice, heard) => {
          expect(heard).toEqual(['error network', 'disconnected alice']);
          expect([server.ids, machine(alice).held.sockets, alice.open]).toEqual([[], 0, false]);
        },
      ),
    );

    it(
      'is gone when it is destroyed, and with it everything that it holds',
      stop(
        (alice) => {
          alice.destroy();
        },
        ({ server, machine }, alice, heard) => {
          expect(heard).toEqual(['error network', 'disconnected alice', 'close']);
          expect([server.ids, machine(alice).held]).toEqual([[], NOTHING_HELD]);
        },
      ),
    );

    it(
      'is open, once, when it is told to reconnect',
      stop(
        (alice) => {
          alice.reconnect();
          alice.reconnect();
        },
        ({ server, machine }, alice, heard) => {
          expect(heard).toEqual(['error network', 'open alice']);
          expect([server.ids, machine(alice).held.sockets]).toEqual([['alice'], 1]);
        },
      ),
    );
  });

  it(
    'leaves no timer when it is destroyed in the middle of its wait',
    virtually((time) => {
      const { peer, server, end } = world();
      const alice = peer('alice', { reconnect });
      time.pass(A_MOMENT);
      server.cut('alice');
      time.pass(10);
      expect(time.timers()).toBe(1);
      alice.destroy();
      expect(time.timers()).toBe(0);
      end(time);
    }),
  );
});

describe('Peer without `reconnect`', () => {
  it.each([undefined, false])('is disconnected when it has lost its server, and does nothing by itself: %p', (none) => {
    virtually((time) => {
      const { peer, server, machine, end } = world();
      const alice = peer('alice', none === undefined ? {} : { reconnect: none });
      time.pass(A_MOMENT);
      const heard = recordEvents(alice, ...EVENTS);
      const status = recordStreams({ status: alice.status$ });
      server.cut('alice');
      time.pass(A_MOMENT);
      expect(time.timers()).toBe(0);
      machine(alice).live('wake');
      time.pass(100 * WAIT);
      expect(heard).toEqual(['error network', 'disconnected alice']);
      expect(status).toEqual(['status open', 'status disconnected']);
      expect([alice.id, alice.disconnected, machine(alice).held.sockets]).toEqual([undefined, true, 0]);
      end(time);
    })();
  });

  it(
    'is destroyed where the server does not take it in the first place',
    virtually((time) => {
      const { peer, server, machine, end } = world();
      server.setReachable(false);
      const [alice, nobody] = [peer('alice'), peer()];
      const heard = [alice, nobody].map((one) => recordEvents(one, ...EVENTS));
      time.pass(100 * WAIT);
      expect(heard).toEqual([
        ['error network', 'disconnected alice'],
        ['error server-error', 'disconnected', 'close'],
      ]);
      expect(machine(nobody).held).toEqual(NOTHING_HELD);
      end(time);
    }),
  );
});
