import { NOTHING_HELD } from './support/fake-environment.js';
import { fakeStream } from './support/fake-peer-connection.js';
import { recordEvents, recordStreams } from './support/record.js';
import { virtually } from './support/virtual-time.js';
import { A_MOMENT, incoming, world } from './support/world.js';

describe('Peer, opening', () => {
  it(
    'is connecting, then open, with the id that it asked for',
    virtually((time) => {
      const { peer, server, end } = world();
      const alice = peer('alice');
      const heard = recordStreams({ status: alice.status$, open: alice.open$ });
      expect([alice.id, alice.open, alice.disconnected, alice.destroyed]).toEqual(['alice', false, false, false]);
      time.pass(A_MOMENT);
      expect([alice.id, alice.open, alice.disconnected, alice.destroyed]).toEqual(['alice', true, false, false]);
      expect(heard).toEqual(['status connecting', 'status open', 'open alice']);
      expect(server.ids).toEqual(['alice']);
      end(time);
      expect(heard.slice(3)).toEqual(['status disconnected', 'status destroyed', 'status |', 'open |']);
    }),
  );

  it(
    'has no id before the server has assigned and accepted one',
    virtually((time) => {
      const { peer, end } = world();
      const nobody = peer();
      time.pass(2);
      expect(nobody.id).toBeUndefined();
      time.pass(A_MOMENT);
      expect([nobody.id, nobody.open]).toEqual(['assigned-1', true]);
      end(time);
    }),
  );

  it(
    'tells late subscribers that it is open, while it is, and late listeners nothing',
    virtually((time) => {
      const { peer, end } = world();
      const alice = peer('alice');
      time.pass(A_MOMENT);
      const [streams, events] = [recordStreams({ open: alice.open$ }), recordEvents(alice, 'open')];
      time.pass(A_MOMENT);
      expect([streams, events]).toEqual([['open alice'], []]);
      alice.disconnect();
      expect(recordStreams({ open: alice.open$, status: alice.status$ })).toEqual(['status disconnected']);
      end(time);
    }),
  );

  it(
    'sends nothing for connections before it is open, then all of it in order',
    virtually((time) => {
      const { peer, server, end } = world();
      const bob = peer('bob');
      time.pass(A_MOMENT);
      const alice = peer('alice');
      const connections = ['1', '2', '3'].map((label) => alice.connect('bob', { label }));
      const call = alice.call('bob', fakeStream('s', 'audio'));
      time.pass(1);
      expect(server.received).toEqual([]);
      time.pass(A_MOMENT);
      const offers = server.received.filter(({ type }) => type === 'OFFER');
      const idOf = ({ payload }: (typeof offers)[number]): string => (payload as { connectionId: string }).connectionId;
      expect(offers.map(idOf)).toEqual([...connections, call].map(({ connectionId }) => connectionId));
      expect(connections.map(({ open }) => open)).toEqual([true, true, true]);
      expect(bob.connections['alice']).toHaveLength(4);
      end(time);
    }),
  );

  it(
    'sends no candidate before its offer',
    virtually((time) => {
      const { peer, server, end } = world();
      peer('bob');
      peer('alice').connect('bob');
      time.pass(A_MOMENT);
      expect(server.received.filter(({ src }) => src === 'alice').map(({ type }) => type)).toEqual([
        'OFFER',
        'CANDIDATE',
      ]);
      end(time);
    }),
  );

  it(
    'forgets what a connection wanted to say that is closed before it is open',
    virtually((time) => {
      const { peer, server, end } = world();
      const bob = peer('bob');
      const alice = peer('alice');
      const [kept, closed] = [alice.connect('bob', { label: 'kept' }), alice.connect('bob', { label: 'closed' })];
      time.pass(1);
      closed.close();
      time.pass(A_MOMENT);
      expect(JSON.stringify(server.received)).not.toContain(closed.connectionId);
      expect(Object.values(bob.connections).flat()).toHaveLength(1);
      expect(kept.open).toBe(true);
      end(time);
    }),
  );

  it(
    'keeps an offer until the server has found an id for it',
    virtually((time) => {
      const { peer, end } = world({ latency: 75 });
      const bob = incoming(peer('bob'));
      const nobody = peer();
      const connection = nobody.connect('bob');
      time.pass(2_000);
      expect(connection.open).toBe(true);
      expect(bob.connection.peer).toBe('assigned-1');
      end(time);
    }),
  );

  it(
    'pings the server, as often as it is told',
    virtually((time) => {
      const { peer, server, end } = world();
      peer('alice', { pingInterval: 1_000 });
      time.pass(3_500);
      expect(server.received).toEqual([1, 2, 3].map(() => ({ type: 'HEARTBEAT', src: 'alice' })));
      end(time);
    }),
  );

  it.each([1, 2, 3, 4, 5])('leaves nothing when it is destroyed in millisecond %d of its opening', (moment) => {
    virtually((time) => {
      const { peer, server, held } = world();
      const nobody = peer();
      const heard = recordEvents(nobody, 'open', 'close', 'disconnected', 'error');
      time.pass(moment - 1);
      nobody.destroy();
      expect(held()).toEqual(NOTHING_HELD);
      time.pass(10);
      expect(server.ids).toEqual([]);
      expect(time.timers()).toBe(0);
      expect(heard.at(-1)).toBe('close');
      expect(heard.filter((line) => line === 'close')).toHaveLength(1);
    })();
  });
});
