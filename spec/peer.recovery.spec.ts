import { EMPTY, NEVER, of, throwError, timer } from 'rxjs';
import { SESSION_PATIENCE } from '../lib/core/constants.js';
import type { ReconnectPolicy } from '../lib/core/options.js';
import { Peer } from '../lib/peer.js';
import { echoMessage } from '../lib/signalling/messages.js';
import { upTo } from '../lib/signalling/up-to.js';
import { FakeEnvironment, NOTHING_HELD } from './support/fake-environment.js';
import { recordEvents, recordStreams } from './support/record.js';
import { virtually } from './support/virtual-time.js';
import { A_MOMENT, incoming, world } from './support/world.js';

const WAIT = 1_000;

/** Waits the same each time, and remembers what it was asked. */
const everySecond = () => {
  const asked: string[] = [];
  const policy: ReconnectPolicy = ({ type }, attempt) => {
    asked.push(`${type} ${String(attempt)}`);
    return timer(WAIT);
  };
  return { asked, policy };
};

const EVENTS = ['open', 'error', 'disconnected', 'close'] as const;

describe('Peer that gets its server back by itself', () => {
  it(
    'is open again under the same id, with the same token; listeners hear of one error',
    virtually((time) => {
      const { peer, server, end } = world();
      const alice = peer('alice', { reconnect: true });
      const heard = recordEvents(alice, ...EVENTS);
      const streams = recordStreams({ status: alice.status$, open: alice.open$ });
      time.pass(A_MOMENT);
      server.cut('alice', 'still-holds-the-socket'); // and knows us by our token only
      time.pass(1);
      expect([alice.id, alice.open, alice.disconnected, alice.destroyed]).toEqual(['alice', false, false, false]);
      time.pass(WAIT + A_MOMENT);
      expect(heard).toEqual(['open alice', 'error network', 'open alice']);
      expect(streams).toEqual([
        'status connecting',
        'status open',
        'open alice',
        'status reconnecting',
        'status open',
        'open alice',
      ]);
      expect(server.ids).toEqual(['alice']);
      end(time);
    }),
  );

  it(
    'waits as backoff() does where it is only told to: between half a second and a whole one at first',
    virtually((time) => {
      const { peer, server, machine, end } = world();
      const alice = peer('alice', { reconnect: true });
      time.pass(A_MOMENT);
      server.cut('alice');
      time.pass(WAIT / 2);
      expect([machine(alice).held.sockets, alice.open]).toEqual([0, false]);
      time.pass(WAIT / 2 + A_MOMENT);
      expect([machine(alice).held.sockets, alice.open]).toEqual([1, true]);
      end(time);
    }),
  );

  it(
    'holds no spare connection ready while it has no server',
    virtually((time) => {
      const { peer, server, machine, end } = world();
      const alice = peer('alice', { reconnect: everySecond().policy });
      time.pass(A_MOMENT);
      expect(machine(alice).held.spares).toBe(1);
      server.cut('alice');
      time.pass(A_MOMENT);
      expect([alice.disconnected, machine(alice).held.spares]).toEqual([false, 0]);
      time.pass(WAIT + A_MOMENT);
      expect([alice.open, machine(alice).held.spares]).toEqual([true, 1]);
      end(time);
    }),
  );

  it(
    'keeps the id that the server had assigned',
    virtually((time) => {
      const { peer, server, end } = world();
      const nobody = peer(undefined, { reconnect: everySecond().policy });
      time.pass(A_MOMENT);
      server.cut('assigned-1');
      time.pass(WAIT + A_MOMENT);
      expect([nobody.id, nobody.open, server.ids]).toEqual(['assigned-1', true, ['assigned-1']]);
      end(time);
    }),
  );

  it(
    'tries until it succeeds, tells its policy why and how often, and begins anew the next time',
    virtually((time) => {
      const { peer, server, end } = world();
      const { policy, asked } = everySecond();
      const alice = peer('alice', { reconnect: policy });
      time.pass(A_MOMENT);
      const heard = recordEvents(alice, ...EVENTS);
      server.setReachable(false);
      server.cut('alice');
      time.pass(3.5 * WAIT);
      expect(asked).toEqual(['network 1', 'network 2', 'network 3', 'network 4']);
      expect(heard).toEqual(['error network']);
      server.setReachable(true);
      time.pass(WAIT);
      expect(heard).toEqual(['error network', 'open alice']);
      server.cut('alice');
      time.pass(WAIT + A_MOMENT);
      expect(asked.slice(4)).toEqual(['network 1']);
      expect(heard.slice(2)).toEqual(['error network', 'open alice']);
      end(time);
    }),
  );

  it(
    'also tries where its first connection fails, whatever keeps it',
    virtually((time) => {
      const { peer, server, end } = world();
      const [one, other] = [everySecond(), everySecond()];
      server.setReachable(false);
      const [alice, nobody] = [peer('alice', { reconnect: one.policy }), peer(undefined, { reconnect: other.policy })];
      const heard = [alice, nobody].map((made) => recordEvents(made, ...EVENTS));
      const status = recordStreams({ status: alice.status$ });
      time.pass(1.5 * WAIT);
      expect(heard).toEqual([['error network'], ['error server-error']]);
      server.setReachable(true);
      time.pass(WAIT);
      expect(heard).toEqual([
        ['error network', 'open alice'],
        ['error server-error', 'open assigned-1'],
      ]);
      expect(status).toEqual(['status connecting', 'status reconnecting', 'status open']);
      expect([one.asked, other.asked]).toEqual([
        ['network 1', 'network 2'],
        ['server-error 1', 'server-error 2'],
      ]);
      end(time);
    }),
  );

  it.each<readonly [string, object, string]>([
    ['is full', { type: 'ERROR', payload: { msg: 'Server has reached its concurrent user limit' } }, 'server-error'],
    ['closes without a word', {}, 'socket-closed'],
  ])('also tries where the server %s', (_name, message, error) => {
    virtually((time) => {
      const environment = new FakeEnvironment();
      const alice = new Peer('alice', { environment, reconnect: everySecond().policy });
      const heard = recordEvents(alice, ...EVENTS);
      environment.socket.open();
      environment.socket.say(message);
      environment.socket.close();
      time.pass(WAIT);
      environment.socket.open();
      environment.socket.say({ type: 'OPEN' });
      expect(heard).toEqual([`error ${error}`, 'open alice']);
      alice.destroy();
      expect([environment.held, time.timers()]).toEqual([NOTHING_HELD, 0]);
    })();
  });

  it.each([
    ['does not say that it takes us', [], SESSION_PATIENCE],
    ['stands, and nobody is at its other end', [{ type: 'OPEN' }, { ...echoMessage('alice'), src: 'alice' }], 12_000],
  ])('also tries where the socket %s', (_name, said, patience) => {
    virtually((time) => {
      const environment = new FakeEnvironment();
      const alice = new Peer('alice', { environment, reconnect: everySecond().policy });
      const heard = recordEvents(alice, 'error', 'disconnected', 'close');
      environment.socket.open();
      for (const message of said) environment.socket.say(message);
      time.pass(patience - 1);
      expect(heard).toEqual([]);
      time.pass(1);
      expect([heard, environment.held.sockets]).toEqual([['error network'], 0]);
      time.pass(WAIT);
      expect(environment.socket.urls).toHaveLength(2);
      expect(environment.socket.urls[1]).toBe(environment.socket.urls[0]);
      alice.destroy();
      expect([environment.held, time.timers()]).toEqual([NOTHING_HELD, 0]);
    })();
  });

  it.each<readonly [string, ReconnectPolicy]>([
    ['completes without a value', () => EMPTY],
    ['errors', () => throwError(() => new Error('no more'))],
    [
      'throws',
      () => {
        throw new Error('no more');
      },
    ],
  ])('gives up where its policy %s: another error, and it is disconnected', (_name, giveUp) => {
    virtually((time) => {
      const { peer, server, machine, end } = world();
      const alice = peer('alice', { reconnect: giveUp });
      time.pass(A_MOMENT);
      const heard = recordEvents(alice, ...EVENTS);
      server.cut('alice');
      time.pass(100 * WAIT);
      expect(heard).toEqual(['error network', 'error network', 'disconnected alice']);
      expect([alice.disconnected, alice.destroyed, machine(alice).held.sockets]).toEqual([true, false, 0]);
      alice.reconnect();
      time.pass(A_MOMENT);
      expect(heard.slice(3)).toEqual(['open alice']);
      end(time);
    })();
  });

  it(
    'gives up after so many attempts, and has as many when it is told to try again',
    virtually((time) => {
      const { peer, server, end } = world();
      const { policy, asked } = everySecond();
      const alice = peer('alice', { reconnect: upTo(2, policy) });
      time.pass(A_MOMENT);
      const heard = recordEvents(alice, ...EVENTS);
      const status = recordStreams({ status: alice.status$ });
      server.setReachable(false);
      server.cut('alice');
      time.pass(10 * WAIT);
      const lost = ['error network', 'error network', 'disconnected alice'];
      expect([heard, asked]).toEqual([lost, ['network 1', 'network 2']]);
      alice.reconnect();
      time.pass(10 * WAIT);
      expect(heard.slice(lost.length)).toEqual(lost);
      expect(asked.slice(2)).toEqual(['network 1', 'network 2']);
      expect(status).toEqual(
        ['open', 'reconnecting', 'disconnected', 'reconnecting', 'disconnected'].map((one) => `status ${one}`),
      );
      end(time);
    }),
  );

  it.each([
    ['destroyed where it has no connections', 0, ['error unavailable-id', 'disconnected alice', 'close']],
    ['disconnected where it has', 1, ['error unavailable-id', 'disconnected alice']],
  ] as const)('finds its id taken, and tries no more: it is %s', (_name, connected, expected) => {
    virtually((time) => {
      const { peer, server, end } = world();
      const { policy, asked } = everySecond();
      const bob = incoming(peer('bob'));
      const alice = peer('alice', { reconnect: policy });
      if (connected) alice.connect('bob');
      time.pass(A_MOMENT);
      server.cut('alice');
      const thief = peer('alice');
      time.pass(1);
      const heard = recordEvents(alice, ...EVENTS);
      time.pass(100 * WAIT);
      expect(heard).toEqual(expected);
      expect([thief.open, asked]).toEqual([true, ['network 1']]);
      if (connected) expect(bob.connection.open).toBe(true);
      end(time);
    })();
  });

  it(
    'tries at once when it is told to, or the page is awake again, and waits no longer',
    virtually((time) => {
      const { peer, server, machine, end } = world();
      const alice = peer('alice', { reconnect: () => NEVER });
      time.pass(A_MOMENT);
      const heard = recordEvents(alice, ...EVENTS);
      for (const hurry of [() => alice.reconnect(), () => machine(alice).live('wake')]) {
        server.cut('alice');
        time.pass(100 * WAIT);
        expect(heard.splice(0)).toEqual(['error network']);
        hurry();
        hurry(); // there is nothing to hurry any more
        expect(machine(alice).held.sockets).toBe(1);
        time.pass(A_MOMENT);
        expect(heard.splice(0)).toEqual(['open alice']);
      }
      end(time);
    }),
  );

  it(
    'tries at once where its policy says so, and does not stop listening for it',
    virtually((time) => {
      const { peer, server, end } = world();
      const alice = peer('alice', { reconnect: () => of('now') });
      time.pass(A_MOMENT);
      const heard = recordEvents(alice, ...EVENTS);
      for (const _ of [1, 2]) {
        server.cut('alice');
        time.pass(A_MOMENT);
      }
      expect(heard).toEqual(['error network', 'open alice', 'error network', 'open alice']);
      end(time);
    }),
  );
});
