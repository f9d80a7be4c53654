import { CHANNEL_SETTLING } from '../lib/core/constants.js';
import type { DataConnection } from '../lib/data-connection.js';
import type { MediaConnection } from '../lib/media-connection.js';
import type { Codec } from '../lib/serialization/codec.js';
import { fakeStream } from './support/fake-peer-connection.js';
import { recordEvents } from './support/record.js';
import { virtually } from './support/virtual-time.js';
import { A_MOMENT, called, incoming, world, type World } from './support/world.js';

type AnyConnection = DataConnection | MediaConnection;

/** What one end tells, as long as it is told anything. */
const record = (connection: AnyConnection): { readonly heard: string[]; readonly messages: string[] } => {
  const messages: string[] = [];
  connection.error$.subscribe(({ message }) => messages.push(message));
  const heard =
    connection.type === 'data'
      ? recordEvents(connection, 'open', 'error', 'close')
      : recordEvents(connection, 'error', 'close');
  return { heard, messages };
};

/** Milliseconds after `connect()` or `call()` in which the other side has heard of it, and this one has no answer yet. */
const OFFERED = 5;

interface Pair {
  readonly stage: World;
  readonly offered: AnyConnection;
  readonly taken: AnyConnection;
  readonly at: { readonly offered: ReturnType<typeof record>; readonly taken: ReturnType<typeof record> };
}

/** A connection, or a call, from alice to bob, that is not open yet; and both of its ends. */
const pairOf = (kind: 'data' | 'media' | 'media, answered', pass: (milliseconds: number) => void): Pair => {
  const stage = world({ latency: 2 });
  const bob = stage.peer('bob');
  const alice = stage.peer('alice');
  const [connection, ring] = [incoming(bob), called(bob)];
  pass(A_MOMENT);
  const offered = kind === 'data' ? alice.connect('bob') : alice.call('bob', fakeStream('mine', 'audio'));
  pass(OFFERED);
  const taken = kind === 'data' ? connection.connection : ring.call;
  if (kind === 'media, answered') ring.call.answer();
  expect([offered.open, taken.open]).toEqual([false, false]);
  return { stage, offered, taken, at: { offered: record(offered), taken: record(taken) } };
};

const KINDS = ['data', 'media', 'media, answered'] as const;
const REASONS = ['a good reason', '', undefined] as const;
const CASES = KINDS.flatMap((kind) => REASONS.map((reason) => [kind, reason] as const));

/** How one closes with or without a reason. */
const options = (reason: string | undefined): { readonly reason?: string } => (reason === undefined ? {} : { reason });

describe('A connection that is not open yet', () => {
  it.each(CASES)('is refused by who was invited, an error to who offered: %s, %p', (kind, reason) => {
    virtually((time) => {
      const { stage, offered, taken, at } = pairOf(kind, time.pass);
      taken.close(options(reason));
      expect([at.taken.heard, taken.closeReason]).toEqual([['close'], reason]);
      time.pass(A_MOMENT);
      expect([at.offered.heard, offered.closeReason]).toEqual([['error connection-closed', 'close'], reason]);
      expect(at.offered.messages).toEqual([
        reason ? `bob refused the connection: ${reason}` : 'bob refused the connection.',
      ]);
      expect(at.taken.heard).toEqual(['close']);
      stage.end(time);
    })();
  });

  it.each(KINDS)('has the reason of who was invited also where an error has who offered close it: %s', (kind) => {
    virtually((time) => {
      const { stage, offered, taken, at } = pairOf(kind, time.pass);
      offered.error$.subscribe(() => {
        offered.close({ reason: 'mine' });
      });
      taken.close({ reason: 'busy' });
      time.pass(A_MOMENT);
      expect([at.offered.heard, offered.closeReason]).toEqual([['error connection-closed', 'close'], 'busy']);
      stage.end(time);
    })();
  });

  it.each(CASES)('is taken back by who offered, the end and no error to who was invited: %s, %p', (kind, reason) => {
    virtually((time) => {
      const { stage, offered, taken, at } = pairOf(kind, time.pass);
      offered.close(options(reason));
      expect([at.offered.heard, offered.closeReason]).toEqual([['close'], reason]);
      time.pass(A_MOMENT);
      expect([at.taken.heard, taken.closeReason]).toEqual([['close'], reason]);
      expect(at.offered.heard).toEqual(['close']);
      stage.end(time);
    })();
  });

  it.each(['offered', 'taken'] as const)('has the reason also where it was to flush, by who %s it', (side) => {
    virtually((time) => {
      const { stage, offered, taken } = pairOf('data', time.pass);
      (side === 'offered' ? offered : taken).close({ flush: true, reason: 'too late' });
      time.pass(A_MOMENT);
      expect([offered.closeReason, taken.closeReason]).toEqual(['too late', 'too late']);
      stage.end(time);
    })();
  });

  it.each(KINDS)('is closed by both at once, an error to nobody: %s', (kind) => {
    virtually((time) => {
      const { stage, offered, taken, at } = pairOf(kind, time.pass);
      offered.close({ reason: 'mine' });
      taken.close({ reason: 'yours' });
      time.pass(A_MOMENT);
      expect([at.offered.heard, at.taken.heard]).toEqual([['close'], ['close']]);
      expect([offered.closeReason, taken.closeReason]).toEqual(['mine', 'yours']);
      stage.end(time);
    })();
  });

  it.each(['data', 'media'] as const)('is taken back before the other side has heard of it: %s', (kind) => {
    virtually((time) => {
      const stage = world();
      const bob = stage.peer('bob');
      const heard = recordEvents(bob, 'connection', 'call', 'error');
      const alice = stage.peer('alice');
      (kind === 'data' ? alice.connect('bob') : alice.call('bob')).close({ reason: 'never mind' });
      time.pass(A_MOMENT);
      (kind === 'data' ? alice.connect('bob') : alice.call('bob')).close({ reason: 'never mind' });
      time.pass(A_MOMENT);
      expect(heard).toEqual([]);
      stage.end(time);
    })();
  });

  it.each(['destroy', 'leave'] as const)(
    'is taken back where its Peer goes, from who was away meanwhile: %s',
    (how) => {
      virtually((time) => {
        const stage = world();
        const alice = stage.peer('alice');
        time.pass(A_MOMENT);
        alice.connect('bob');
        alice.call('bob');
        time.pass(A_MOMENT);
        if (how === 'destroy') alice.destroy();
        else stage.machine(alice).live('leave');
        time.pass(A_MOMENT);
        const bob = stage.peer('bob');
        const [connection, ring] = [incoming(bob), called(bob)];
        time.pass(A_MOMENT);
        expect([bob.open, bob.connections]).toEqual([true, {}]);
        expect([connection.connection._state.endedBy, ring.call._state.endedBy]).toEqual(['other-side', 'other-side']);
        stage.end(time);
      })();
    },
  );

  it.each([
    ['an Error', new Error('no time'), 'no time'],
    ['a number', 42, '42'],
    ['nothing', null, undefined],
    ['what has no text', Object.create(null) as unknown, 'something without a name'],
  ])('has its reason as text, whatever was handed in: %s', (_name, reason, text) => {
    virtually((time) => {
      for (const kind of ['data', 'media'] as const) {
        const { stage, offered, taken, at } = pairOf(kind, time.pass);
        taken.close({ reason: reason as string });
        expect([at.taken.heard, taken.closeReason]).toEqual([['close'], text]);
        time.pass(A_MOMENT);
        expect([at.offered.heard, offered.closeReason]).toEqual([['error connection-closed', 'close'], text]);
        stage.end(time);
      }
    })();
  });

  it(
    'is refused where the answer cannot be made, and the caller is told why',
    virtually((time) => {
      const { stage, offered, taken, at } = pairOf('media', time.pass);
      if (taken.type === 'media') taken.answer(undefined, { sdpTransform: () => 'nonsense' });
      time.pass(A_MOMENT);
      expect(at.taken.heard).toEqual(['error webrtc', 'close']);
      expect(at.offered.heard).toEqual(['error connection-closed', 'close']);
      expect(offered.closeReason).toContain('Failed to parse SessionDescription.');
      expect(taken.closeReason).toBeUndefined();
      stage.end(time);
    }),
  );

  it(
    'is refused where its serialization is unknown, and who offered is told so',
    virtually((time) => {
      const shout: Codec = { framing: 'bare', encode: String, decode: String };
      const stage = world();
      const bob = stage.peer('bob');
      const heard = recordEvents(bob, 'connection', 'error');
      const connection = stage.peer('alice', { serializers: { shout } }).connect('bob', { serialization: 'shout' });
      const at = record(connection);
      time.pass(A_MOMENT);
      expect([heard, at.heard]).toEqual([[], ['error connection-closed', 'close']]);
      expect(connection.closeReason).toMatch(/^Serialization "shout" is unknown\./);
      stage.end(time);
    }),
  );

  it.each([false, true])('has no reason while it lives, and tells none where it has opened: flush %p', (flush) => {
    virtually((time) => {
      const { stage, offered, taken, at } = pairOf('data', time.pass);
      expect([offered.closeReason, taken.closeReason]).toEqual([undefined, undefined]);
      time.pass(CHANNEL_SETTLING);
      const before = stage.server.received.length;
      taken.close({ flush, reason: 'bye' });
      time.pass(A_MOMENT);
      expect([at.offered.heard, at.taken.heard]).toEqual([
        ['open', 'close'],
        ['open', 'close'],
      ]);
      expect([offered.closeReason, taken.closeReason]).toEqual([undefined, 'bye']);
      expect(stage.server.received.slice(before)).toEqual([]);
      stage.end(time);
    })();
  });

  it(
    'is closed once, whoever tidies up: a listener of the end may close it again, and nothing more is said',
    virtually((time) => {
      const { stage, offered, taken, at } = pairOf('media', time.pass);
      for (const connection of [offered, taken]) {
        connection.close$.subscribe(() => {
          connection.close({ reason: 'again' });
        });
      }
      const before = stage.server.received.length;
      taken.close({ reason: 'busy' });
      time.pass(A_MOMENT);
      expect([at.offered.heard, at.taken.heard]).toEqual([['error connection-closed', 'close'], ['close']]);
      expect([offered.closeReason, taken.closeReason]).toEqual(['busy', 'busy']);
      expect(stage.server.received.slice(before)).toHaveLength(1);
      stage.end(time);
    }),
  );
});
