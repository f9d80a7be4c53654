import { map, retry, switchMap, take, timer } from 'rxjs';
import { openPeer } from '../lib/open-peer.js';
import type { Peer } from '../lib/peer.js';
import { upTo } from '../lib/signalling/up-to.js';
import { NOTHING_HELD } from './support/fake-environment.js';
import { loopback } from './support/loopback.js';
import { recordStreams } from './support/record.js';
import { virtually } from './support/virtual-time.js';

const A_MOMENT = 20;

const setup = () => {
  const { environment, server } = loopback();
  const machine = environment();
  const open = (id?: string, options: object = {}) => openPeer(id, { environment: machine, ...options });
  return { server, environment, machine, open };
};

describe('openPeer', () => {
  it(
    'emits the Peer once it is open, and destroys it when it is unsubscribed',
    virtually(({ pass, timers }) => {
      const { open, machine, server } = setup();
      const made: Peer[] = [];
      const peer$ = open('alice');
      pass(A_MOMENT);
      expect(machine.held).toEqual(NOTHING_HELD);
      const subscription = peer$.subscribe((peer) => made.push(peer));
      expect(made).toEqual([]);
      pass(A_MOMENT);
      expect(made.map(({ id, open: isOpen }) => [id, isOpen])).toEqual([['alice', true]]);
      subscription.unsubscribe();
      expect(made[0]?.destroyed).toBe(true);
      pass(A_MOMENT);
      expect([machine.held, server.ids, timers()]).toEqual([NOTHING_HELD, [], 0]);
    }),
  );

  it(
    'lets the server assign an id, and is gone when it is unsubscribed before it is open',
    virtually(({ pass, timers }) => {
      const { open, machine } = setup();
      const ids: unknown[] = [];
      open()
        .pipe(take(1))
        .subscribe(({ id }) => ids.push(id));
      pass(A_MOMENT);
      expect(ids).toEqual(['assigned-1']);
      open().subscribe().unsubscribe();
      pass(A_MOMENT);
      expect([machine.held, timers()]).toEqual([NOTHING_HELD, 0]);
    }),
  );

  it.each([
    ['the id is no good', '-', 'invalid-id'],
    ['the id is taken', 'taken', 'unavailable-id'],
  ])('errors where %s', (_name, id, type) => {
    virtually(({ pass }) => {
      const { open, machine, environment } = setup();
      const other = openPeer('taken', { environment: environment() }).subscribe();
      pass(A_MOMENT);
      const heard = recordStreams({ peer: open(id) });
      pass(A_MOMENT);
      expect(heard).toEqual([`peer ERRORED ${type}`]);
      expect(machine.held).toEqual(NOTHING_HELD);
      other.unsubscribe();
    })();
  });

  it(
    'errors where the server cannot be reached, so that retry tries again',
    virtually(({ pass }) => {
      const { open, server, machine } = setup();
      server.setReachable(false);
      const ids: unknown[] = [];
      const subscription = open('alice')
        .pipe(retry({ delay: 1_000 }))
        .subscribe(({ id }) => ids.push(id));
      pass(2_500);
      expect(ids).toEqual([]);
      server.setReachable(true);
      pass(1_000);
      expect(ids).toEqual(['alice']);
      subscription.unsubscribe();
      expect(machine.held).toEqual(NOTHING_HELD);
    }),
  );

  it(
    'waits for a Peer that tries again by itself, and errors where that gives up',
    virtually(({ pass, timers }) => {
      const { open, server, machine } = setup();
      server.setReachable(false);
      const heard = recordStreams({
        patient: open('alice', { reconnect: true }).pipe(
          take(1),
          map(({ id }) => id),
        ),
        tired: open('bob', { reconnect: upTo(1, () => timer(1_000)) }),
      });
      pass(1_500);
      expect(heard).toEqual(['tired ERRORED network']);
      server.setReachable(true);
      pass(30_000);
      expect(heard).toEqual(['tired ERRORED network', 'patient alice', 'patient |']);
      expect([machine.held, timers()]).toEqual([NOTHING_HELD, 0]);
    }),
  );

  it(
    'lives through what a Peer lives through, and errors with what destroys it later',
    virtually(({ pass }) => {
      const { open, server } = setup();
      const peers: Peer[] = [];
      const ends: string[] = [];
      open('alice').subscribe({
        next: (peer) => peers.push(peer),
        error: ({ type }: { readonly type: string }) => ends.push(type),
        complete: () => ends.push('complete'),
      });
      pass(A_MOMENT);
      server.cut('alice');
      pass(A_MOMENT);
      expect([ends, peers[0]?.disconnected]).toEqual([[], true]);
      peers[0]?.reconnect();
      pass(A_MOMENT);
      expect([ends, peers.length, peers[0]?.open]).toEqual([[], 1, true]);
      server.say('alice', { type: 'ERROR', payload: { msg: 'no more' } });
      pass(A_MOMENT);
      expect([ends, peers[0]?.destroyed]).toEqual([['server-error'], true]);
    }),
  );

  it(
    'errors where the page is left before it is open: nobody else has it, to reconnect',
    virtually(({ pass, timers }) => {
      const { open, machine } = setup();
      const heard = recordStreams({ peer: open('alice') });
      pass(1);
      machine.live('leave');
      pass(A_MOMENT);
      expect([heard, machine.held, timers()]).toEqual([['peer ERRORED network'], NOTHING_HELD, 0]);
    }),
  );

  it(
    'completes where the application destroys it, whatever else it has asked for before',
    virtually(({ pass }) => {
      const { open } = setup();
      const ends: string[] = [];
      open('alice').subscribe({
        next: (peer) => {
          peer.connect('alice');
          peer.destroy();
        },
        error: () => ends.push('error'),
        complete: () => ends.push('complete'),
      });
      pass(A_MOMENT);
      expect(ends).toEqual(['complete']);
    }),
  );

  it(
    'completes where the application destroys it, open or not',
    virtually(({ pass }) => {
      const { open } = setup();
      const ends: string[] = [];
      open('alice').subscribe({
        next: (peer) => {
          peer.destroy();
        },
        error: () => ends.push('error'),
        complete: () => ends.push('complete'),
      });
      pass(A_MOMENT);
      expect(ends).toEqual(['complete']);
    }),
  );

  it(
    'is one Peer for each subscription, and goes when another one takes its place',
    virtually(({ pass }) => {
      const { open, server, machine } = setup();
      const subscription = timer(0, 100)
        .pipe(
          take(3),
          switchMap((n) => open(`alice${String(n)}`)),
        )
        .subscribe();
      pass(50);
      expect(server.ids).toEqual(['alice0']);
      pass(200);
      expect(server.ids).toEqual(['alice2']);
      expect(machine.held.sockets).toBe(1);
      subscription.unsubscribe();
    }),
  );
});
