import { type Observable, take } from 'rxjs';
import { CHANNEL_SETTLING, EARLY_CONNECTIONS } from '../lib/core/constants.js';
import { anOffer } from './support/an-offer.js';
import { recordEvents, recordStreams } from './support/record.js';
import { virtually } from './support/virtual-time.js';
import { A_MOMENT, incoming, world } from './support/world.js';

describe('Peer, connections and calls before anybody listens', () => {
  it.each(['connection', 'call'] as const)('are held in order for the first who listens to "%s"', (name) => {
    virtually((time) => {
      const { peer, end } = world();
      const bob = peer('bob');
      const alice = peer('alice');
      const made = [1, 2, 3].map(() => (name === 'call' ? alice.call('bob') : alice.connect('bob')));
      const ids = made.map(({ connectionId }) => `${name} ${connectionId}`);
      time.pass(A_MOMENT);
      expect(recordStreams({ [name]: (bob[`${name}$`] as Observable<unknown>).pipe(take(1)) })).toEqual([
        ids[0],
        `${name} |`,
      ]);
      const [first, second] = [recordEvents(bob, name), recordEvents(bob, name)];
      expect([first, second]).toEqual([ids.slice(1), []]);
      end(time);
    })();
  });

  it.each(['connection', 'call'] as const)('are not held when they are over before they were open: "%s"', (name) => {
    virtually((time) => {
      const { peer, server, end } = world();
      const bob = peer('bob');
      const alice = peer('alice');
      time.pass(A_MOMENT);
      const errors = recordEvents(bob, 'error');
      for (let n = 0; n < EARLY_CONNECTIONS; n += 1) {
        const connectionId = `c_${String(n)}`;
        server.say('bob', anOffer(connectionId, { type: name === 'call' ? 'media' : 'data' }));
        server.say('bob', { type: 'CANDIDATE', src: 'eve', payload: { rxpeer: { v: 1, close: connectionId } } });
      }
      const given = name === 'call' ? alice.call('bob') : alice.connect('bob');
      time.pass(A_MOMENT);
      expect(errors).toEqual([]);
      expect(recordEvents(bob, name)).toEqual([`${name} ${given.connectionId}`]);
      end(time);
    })();
  });

  it(
    'are held when they are over, with what came over them',
    virtually((time) => {
      const { peer, end } = world();
      const bob = peer('bob');
      const connection = peer('alice').connect('bob');
      connection.open$.subscribe(() => {
        connection.send('there you are');
        connection.close({ flush: true });
      });
      time.pass(A_MOMENT + CHANNEL_SETTLING);
      expect(bob.connections).toEqual({});
      const { connection: late } = incoming(bob);
      expect([late.connectionId, late.open]).toEqual([connection.connectionId, false]);
      expect(recordStreams({ data: late.data$ })).toEqual(['data there you are', 'data |']);
      end(time);
    }),
  );

  it.each([
    ['connection', 'data'],
    ['call', 'media'],
  ] as const)('are refused past a bound, with an error, and freed: "%s"', (event, type) => {
    virtually((time) => {
      const { peer, server, end } = world();
      const bob = peer('bob');
      time.pass(A_MOMENT);
      const heard = recordEvents(bob, 'error', 'close');
      for (let n = 0; n < EARLY_CONNECTIONS + 2; n += 1) server.say('bob', anOffer(`c_${String(n)}`, { type }));
      time.pass(1);
      expect(heard).toEqual(['error early-buffer-full', 'error early-buffer-full']);
      expect(bob.connections['eve']).toHaveLength(EARLY_CONNECTIONS);
      expect(recordEvents(bob, event)).toHaveLength(EARLY_CONNECTIONS);
      end(time);
    })();
  });

  it(
    'hold their messages for the first who listens, in order',
    virtually((time) => {
      const { peer, end } = world();
      const bob = incoming(peer('bob'));
      const connection = peer('alice').connect('bob');
      connection.open$.subscribe(() => {
        for (const n of [1, 2, 3]) connection.send(n);
      });
      time.pass(A_MOMENT);
      expect(recordStreams({ first: bob.connection.data$.pipe(take(1)) })).toEqual(['first 1', 'first |']);
      expect(recordEvents(bob.connection, 'data')).toEqual(['data 2', 'data 3']);
      expect(recordEvents(bob.connection, 'data')).toEqual([]);
      end(time);
    }),
  );

  it(
    'refuse messages that nobody listens to past a bound, with an error',
    virtually((time) => {
      const { peer, end } = world();
      const bob = incoming(peer('bob', { limits: { early: 800 } }));
      const connection = peer('alice').connect('bob');
      connection.open$.subscribe(() => {
        for (const n of [1, 2, 3, 4, 5]) connection.send(n);
      });
      time.pass(7);
      const heard = recordEvents(bob.connection, 'error', 'close');
      time.pass(A_MOMENT);
      expect(heard).toEqual(['error early-buffer-full']);
      expect(recordEvents(bob.connection, 'data')).toEqual(['data 1', 'data 2', 'data 3']);
      end(time);
    }),
  );
});
