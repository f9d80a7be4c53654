import type { DataConnection } from '../lib/data-connection.js';
import type { Peer } from '../lib/peer.js';
import { NOTHING_HELD } from './support/fake-environment.js';
import { heldBy } from './support/held-memory.js';
import { recordEvents, recordStreams } from './support/record.js';
import { virtually } from './support/virtual-time.js';
import { A_MOMENT, incoming, world, type World } from './support/world.js';

const closes = (heard: readonly string[]): number => heard.filter((line) => line === 'close').length;

const streamsOf = (connection: DataConnection) => ({
  open: connection.open$,
  data: connection.data$,
  close: connection.close$,
  error: connection.error$,
  ice: connection.iceState$,
  buffer: connection.bufferSize$,
});

const ENDS = ['buffer |', 'close |', 'data |', 'error |', 'ice |', 'open |'];

interface Fate {
  readonly name: string;
  /** Makes it happen; the connection is alice's to bob, the time of its beginning. */
  readonly happen: (stage: {
    readonly world: World;
    readonly alice: Peer;
    readonly bob: Peer;
    readonly connection: DataConnection;
    readonly pass: (milliseconds: number) => void;
  }) => void;
  readonly to?: string;
  readonly options?: object;
  readonly error?: string;
}

// Whatever ends a connection, `close` comes exactly once, and last.
const FATES: readonly Fate[] = [
  {
    name: 'close() in the same turn',
    happen: ({ connection }) => {
      connection.close();
    },
  },
  {
    name: 'close() during negotiation',
    happen: ({ connection, pass }) => {
      pass(4);
      connection.close();
    },
  },
  {
    name: 'close() when it is open',
    happen: ({ connection, pass }) => {
      pass(A_MOMENT);
      connection.close();
    },
  },
  {
    name: 'close({ flush: true }) when it is open',
    happen: ({ connection, pass }) => {
      pass(A_MOMENT);
      connection.send('last words');
      connection.close({ flush: true });
    },
  },
  {
    name: 'the other side closing',
    happen: ({ bob, pass }) => {
      pass(A_MOMENT);
      for (const connection of bob.connections['alice'] ?? []) connection.close();
    },
  },
  {
    name: 'the other side asking for it',
    happen: ({ bob, pass }) => {
      pass(A_MOMENT);
      for (const connection of bob.connections['alice'] ?? []) connection.close({ flush: true });
    },
  },
  {
    name: 'LEAVE',
    happen: ({ world: { server }, pass }) => {
      pass(A_MOMENT);
      server.say('alice', { type: 'LEAVE', src: 'bob' });
    },
  },
  {
    name: 'ICE that fails',
    error: 'negotiation-failed',
    happen: ({ world: { machine }, alice, pass }) => {
      pass(A_MOMENT);
      machine(alice).peerConnection.setIceState('failed');
    },
  },
  {
    name: 'a connection state that fails',
    error: 'negotiation-failed',
    happen: ({ world: { machine }, alice, pass }) => {
      pass(A_MOMENT);
      machine(alice).peerConnection.setState('failed');
    },
  },
  {
    name: 'metadata that JSON cannot say',
    error: 'not-serializable',
    options: { metadata: 10n },
    happen: () => undefined,
  },
  {
    name: 'an unknown serialization',
    error: 'not-serializable',
    options: { serialization: 'x' },
    happen: () => undefined,
  },
  { name: 'a peer that is not there', error: 'peer-unavailable', to: 'nobody', happen: () => undefined },
  {
    name: 'destroy() before it is open',
    happen: ({ alice, pass }) => {
      pass(3);
      alice.destroy();
    },
  },
  {
    name: 'destroy() when it is open',
    happen: ({ alice, pass }) => {
      pass(A_MOMENT);
      alice.destroy();
    },
  },
  {
    name: 'a fatal error of the Peer',
    error: 'server-error',
    happen: ({ world: { server }, pass }) => {
      pass(4);
      server.say('alice', { type: 'ERROR', payload: { msg: 'no more' } });
    },
  },
];

describe('close', () => {
  it.each(FATES)('comes once, last, after $name; every stream completes', ({ happen, to = 'bob', options, error }) => {
    virtually((time) => {
      const stage = world();
      const bob = stage.peer('bob');
      const alice = stage.peer('alice');
      const connection = alice.connect(to, options);
      const heard = recordEvents(connection, 'open', 'data', 'error', 'close');
      const streams = recordStreams(streamsOf(connection));
      happen({ world: stage, alice, bob, connection, pass: time.pass });
      time.pass(10_000);
      expect(closes(heard)).toBe(1);
      expect(heard.at(-1)).toBe('close');
      expect(heard.filter((line) => line.startsWith('error'))).toEqual(error === undefined ? [] : [`error ${error}`]);
      expect(streams.filter((line) => line === 'close')).toHaveLength(1);
      expect(streams.filter((line) => line.endsWith('|')).sort()).toEqual(ENDS);
      const end = streams.slice(streams.indexOf('close'));
      expect(end.filter((line) => !line.endsWith('|'))).toEqual(
        end.includes('buffer 0') ? ['close', 'buffer 0'] : ['close'],
      );
      expect([connection.open, connection.peerConnection, connection.dataChannel]).toEqual([
        false,
        undefined,
        undefined,
      ]);
      expect(alice.getConnection(to, connection.connectionId)).toBeNull();
      const alive = alice.destroyed ? 0 : 1;
      expect(stage.machine(alice).held).toEqual({ ...NOTHING_HELD, sockets: alive, spares: alive, watched: alive });
      connection.close();
      connection.close({ flush: true });
      expect(closes(heard)).toBe(1);
      expect(recordStreams({ close: connection.close$, open: connection.open$ })).toEqual([
        'close',
        'close |',
        'open |',
      ]);
      stage.end(time);
    })();
  });

  it(
    'leaves none of the memory that it was serialized in, also where the connection is kept',
    virtually((time) => {
      const held = heldBy(20, () => {
        const { peer, end } = world();
        peer('bob');
        const connection = peer('alice').connect('bob');
        time.pass(A_MOMENT);
        connection.send({ a: 'message' });
        connection.close();
        end(time);
        return connection;
      });
      expect(held).toBeLessThan(20 * 10_000);
    }),
  );

  it(
    'comes at the other end too',
    virtually((time) => {
      const { peer, held, end } = world();
      const bob = incoming(peer('bob'));
      const connection = peer('alice').connect('bob');
      time.pass(A_MOMENT);
      const heard = recordEvents(bob.connection, 'error', 'close');
      connection.close();
      time.pass(A_MOMENT);
      expect(heard).toEqual(['close']);
      expect(held()).toEqual({ ...NOTHING_HELD, sockets: 2, spares: 2, watched: 2 });
      end(time);
    }),
  );
});
