import { NEVER, timer } from 'rxjs';
import { SILENCE_GRACE } from '../lib/core/constants.js';
import { Peer } from '../lib/peer.js';
import type { PeerOptions } from '../lib/peer-options.js';
import { echoMessage } from '../lib/signalling/messages.js';
import { asleep } from './support/asleep.js';
import { FakeEnvironment, NOTHING_HELD } from './support/fake-environment.js';
import { recordEvents, recordStreams } from './support/record.js';
import { virtually } from './support/virtual-time.js';
import { A_MOMENT, called, incoming, world, type World } from './support/world.js';

const EVENTS = ['open', 'error', 'disconnected', 'close'] as const;

/** Waits until it is told to hurry. */
const TRIES: PeerOptions = { reconnect: () => NEVER };

/** By whom, and to whom, LEAVE was said. */
const partings = ({ server }: World): string[] =>
  server.received.filter(({ type }) => type === 'LEAVE').map(({ src, dst }) => `${String(src)} to ${String(dst)}`);

/** alice has two connections and a call with bob, who has not answered it, and one that carol has opened. */
const busy = (options: PeerOptions, pass: (milliseconds: number) => void) => {
  const stage = world();
  const [bob, carol] = [stage.peer('bob'), stage.peer('carol')];
  const alice = stage.peer('alice', options);
  const [taken, ring] = [incoming(bob), called(bob)];
  const made = [alice.connect('bob'), alice.connect('bob')];
  const call = alice.call('bob');
  const theirs = carol.connect('alice');
  pass(A_MOMENT);
  expect([...made, theirs].every(({ open }) => open)).toBe(true);
  return {
    stage,
    bob,
    alice,
    heard: recordEvents(alice, ...EVENTS),
    /** What alice hears of her ends. */
    ends: [
      ...made.map((connection) => recordEvents(connection, 'error', 'close')),
      recordEvents(call, 'error', 'close'),
    ],
    /** What the others hear of theirs. */
    others: [
      recordEvents(taken.connection, 'error', 'close'),
      recordEvents(ring.call, 'error', 'close'),
      recordEvents(theirs, 'error', 'close'),
    ],
  };
};

const ALL_CLOSED = [['close'], ['close'], ['close']];
const ALL_FAILED = ALL_CLOSED.map((end) => ['error network', ...end]);

describe('Peer of a page that is left', () => {
  it.each<readonly [string, PeerOptions, string, readonly string[]]>([
    ['is disconnected', {}, 'disconnected', ['disconnected alice']],
    ['will have its server back, with a policy', TRIES, 'reconnecting', []],
  ])('says so to each other peer, closes all connections, and %s', (_name, options, status, told) => {
    virtually((time) => {
      const { stage, alice, heard, ends, others } = busy(options, time.pass);
      const statuses = recordStreams({ status: alice.status$ });
      stage.machine(alice).live('leave');
      // At once: there may be no other turn.
      expect([ends, heard, Object.keys(alice.connections)]).toEqual([ALL_FAILED, told, []]);
      expect(statuses).toEqual(['status open', `status ${status}`]);
      expect(stage.machine(alice).held).toMatchObject({ sockets: 0, peerConnections: 0 });
      time.pass(A_MOMENT);
      expect(partings(stage)).toEqual(['alice to bob', 'alice to carol']);
      expect([others, stage.server.ids]).toEqual([ALL_CLOSED, ['bob', 'carol']]);
      time.pass(100_000);
      expect(stage.machine(alice).held.sockets).toBe(0);
      stage.end(time);
    })();
  });

  it(
    'is back when the page is, with a policy, without an error',
    virtually((time) => {
      const { stage, bob, alice, heard } = busy(TRIES, time.pass);
      stage.machine(alice).live('leave');
      time.pass(100_000);
      stage.machine(alice).live('wake');
      time.pass(A_MOMENT);
      expect([heard, alice.open, stage.server.ids]).toEqual([['open alice'], true, ['bob', 'carol', 'alice']]);
      const [mine, yours] = [alice.connect('bob'), bob.connect('alice')];
      time.pass(A_MOMENT);
      expect([mine.open, yours.open]).toEqual([true, true]);
      stage.end(time);
    }),
  );

  it(
    'is back by itself where the page is not gone at all',
    virtually((time) => {
      const { stage, alice, heard } = busy({ reconnect: () => timer(1_000) }, time.pass);
      stage.machine(alice).live('leave');
      time.pass(1_000 + A_MOMENT);
      expect([heard, alice.open]).toEqual([['open alice'], true]);
      stage.end(time);
    }),
  );

  it(
    'stays disconnected without one, and may be told to reconnect',
    virtually((time) => {
      const { stage, alice, heard } = busy({}, time.pass);
      stage.machine(alice).live('leave');
      stage.machine(alice).live('wake');
      time.pass(100_000);
      expect([heard, alice.disconnected, alice.id]).toEqual([['disconnected alice'], true, undefined]);
      alice.reconnect();
      time.pass(A_MOMENT);
      expect([heard.slice(1), alice.open]).toEqual([['open alice'], true]);
      stage.end(time);
    }),
  );

  it.each<readonly [string, PeerOptions, number, readonly string[]]>([
    ['is still connecting', {}, 0, ['disconnected alice']],
    ['is still connecting, and would try', TRIES, 0, []],
    ['has no connections', {}, A_MOMENT, ['disconnected alice']],
    ['has no connections, and would try', TRIES, A_MOMENT, []],
  ])('has nothing to say where it %s', (_name, options, after, told) => {
    virtually((time) => {
      const stage = world();
      const alice = stage.peer('alice', options);
      time.pass(after);
      const heard = recordEvents(alice, ...EVENTS);
      stage.machine(alice).live('leave');
      stage.machine(alice).live('leave');
      time.pass(A_MOMENT);
      expect([heard, partings(stage), stage.server.ids]).toEqual([told, [], []]);
      stage.end(time);
    })();
  });

  it.each<readonly [string, PeerOptions, readonly string[]]>([
    ['has given its server up', {}, ['disconnected alice']],
    ['looks for its server', TRIES, ['error network']],
  ])('closes its connections where it %s; the others find out by these', (_name, options, told) => {
    virtually((time) => {
      const { stage, alice, heard, ends, others } = busy(options, time.pass);
      if (options.reconnect) stage.server.cut('alice');
      else alice.disconnect();
      time.pass(A_MOMENT);
      stage.machine(alice).live('leave');
      expect(ends).toEqual(ALL_FAILED);
      time.pass(A_MOMENT);
      expect([heard, partings(stage)]).toEqual([told, []]);
      expect(others).toEqual([['close'], [], ['close']]); // a call that is not answered rings on
      stage.end(time);
    })();
  });

  it(
    'refuses new connections where it is disconnected',
    virtually((time) => {
      const { stage, alice } = busy({}, time.pass);
      stage.machine(alice).live('leave');
      const heard = recordEvents(alice.connect('bob'), 'error', 'close');
      time.pass(A_MOMENT);
      expect(heard).toEqual(['error disconnected', 'close']);
      stage.end(time);
    }),
  );

  it(
    'hands its words over before it lets go of the socket',
    virtually(({ pass, timers }) => {
      const environment = new FakeEnvironment();
      const alice = new Peer('alice', { environment });
      environment.socket.open();
      environment.socket.say({ type: 'OPEN' });
      alice.connect('bob');
      const held: number[] = [];
      environment.socket.sent$.subscribe((message) => {
        if ((message as { readonly type: string }).type === 'LEAVE') held.push(environment.held.sockets);
      });
      environment.live('leave');
      expect(environment.socket.sent.at(-1)).toEqual({ type: 'LEAVE', dst: 'bob' });
      expect([held, environment.held.sockets]).toEqual([[1], 0]);
      alice.destroy();
      pass(20);
      expect([environment.held, timers()]).toEqual([NOTHING_HELD, 0]);
    }),
  );
});

describe('Peer of a page that sleeps while it opens', () => {
  it.each([
    ['opens when the page is awake', 'OPEN', ['open alice']],
    ['may be refused then', 'ID-TAKEN', ['error unavailable-id', 'disconnected alice', 'close']],
  ])('%s', (_name, type, expected) => {
    asleep(({ wake }) => {
      const environment = new FakeEnvironment();
      const alice = new Peer('alice', { environment });
      const heard = recordEvents(alice, ...EVENTS);
      environment.socket.open();
      wake();
      environment.socket.say({ type });
      expect(heard).toEqual(expected);
      alice.destroy();
      expect(environment.held).toEqual(NOTHING_HELD);
    })();
  });
});

describe('Peer of a page that is awake again', () => {
  it(
    'asks its server at once whether it is there',
    virtually(({ pass, timers }) => {
      const environment = new FakeEnvironment();
      const alice = new Peer('alice', { environment, pingInterval: 5_000 });
      const heard = recordEvents(alice, 'error', 'disconnected');
      environment.socket.open();
      environment.socket.say({ type: 'OPEN' });
      environment.socket.say({ ...echoMessage('alice'), src: 'alice' });
      pass(4_000);
      const before = environment.socket.sent.length;
      environment.live('wake');
      expect(environment.socket.sent.slice(before)).toEqual([{ type: 'HEARTBEAT' }, echoMessage('alice')]);
      pass(5_000 + SILENCE_GRACE - 1);
      expect(heard).toEqual([]);
      pass(1);
      expect(heard).toEqual(['error network', 'disconnected alice']);
      alice.destroy();
      expect([environment.held, timers()]).toEqual([NOTHING_HELD, 0]);
    }),
  );
});

describe('Peer of a page that is stopped for a moment', () => {
  it(
    'hears what waits after its timers have come, and keeps its server',
    asleep(({ wake }) => {
      const environment = new FakeEnvironment();
      const alice = new Peer('alice', { environment });
      const heard = recordEvents(alice, ...EVENTS);
      const echo = { ...echoMessage('alice'), src: 'alice' };
      environment.socket.open();
      environment.socket.say({ type: 'OPEN' });
      for (const _ of [1, 2]) {
        environment.socket.say(echo);
        wake(); // a beat that asks for an echo
        wake(); // the next one, before the echo that waits
      }
      environment.socket.say(echo);
      wake();
      expect(heard).toEqual(['open alice']);
      alice.destroy();
      expect(environment.held).toEqual(NOTHING_HELD);
    }),
  );
});

describe('destroy()', () => {
  it(
    'says to each other peer that this one leaves, before its socket closes, and is deaf to the page from then on',
    virtually((time) => {
      const { stage, alice, heard, ends, others } = busy({}, time.pass);
      alice.destroy();
      expect([heard, ends]).toEqual([['disconnected alice', 'close'], ALL_CLOSED]);
      expect(stage.machine(alice).held).toEqual(NOTHING_HELD);
      time.pass(A_MOMENT);
      expect(partings(stage)).toEqual(['alice to bob', 'alice to carol']);
      expect(others).toEqual(ALL_CLOSED);
      stage.machine(alice).live('leave');
      stage.machine(alice).live('wake');
      time.pass(A_MOMENT);
      expect([heard.length, partings(stage).length]).toEqual([2, 2]);
      stage.end(time);
    }),
  );

  it(
    'has nobody to say it to without a server, or without connections',
    virtually((time) => {
      const { stage, bob, alice } = busy({}, time.pass);
      alice.disconnect();
      time.pass(A_MOMENT);
      alice.destroy();
      for (const connection of bob.connections['alice'] ?? []) connection.close();
      time.pass(A_MOMENT);
      bob.destroy();
      time.pass(A_MOMENT);
      expect(partings(stage)).toEqual([]);
      stage.end(time);
    }),
  );
});
