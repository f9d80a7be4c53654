import { PeerError } from '../lib/core/errors.js';
import { recordEvents } from './support/record.js';
import { Siege } from './support/siege.js';
import { virtually } from './support/virtual-time.js';
import { A_MOMENT } from './support/world.js';

const MISFITS = [
  undefined,
  null,
  0,
  '',
  [],
  {},
  { msg: null },
  { msg: 7 },
  { msg: {} },
  { msg: 'x'.repeat(100_000) },
  'msg',
];

const ENDS = ['ERROR', 'ID-TAKEN', 'INVALID-KEY'].flatMap((type) =>
  MISFITS.map(
    (payload) => [`${type} with ${JSON.stringify(payload)?.slice(0, 40) ?? 'nothing'}`, type, payload] as const,
  ),
);

/** What each of these means to a Peer. */
const MEANING: Readonly<Record<string, string>> = {
  ERROR: 'server-error',
  'ID-TAKEN': 'unavailable-id',
  'INVALID-KEY': 'invalid-key',
};

describe('a Peer whose server ends it', () => {
  it.each(ENDS)('%s: says why, keeps its connections, and can have its server back', (_name, type, payload) => {
    virtually((time) => {
      const siege = new Siege(time);
      siege.befriend();
      const errors: unknown[] = [];
      siege.bob.error$.subscribe((error) => errors.push(error));
      const heard = recordEvents(siege.bob, 'open', 'error', 'disconnected', 'close');
      siege.hear(JSON.stringify({ type, src: '__proto__', payload }));
      siege.hear(JSON.stringify({ type, payload })); // once is enough
      expect(heard).toEqual([`error ${MEANING[type] ?? ''}`, 'disconnected bob']);
      const [error] = errors;
      expect(error instanceof PeerError && error.message.length > 0 && error.message.length < 2_000).toBe(true);
      siege.expectFriendsUnharmed();
      siege.bob.reconnect();
      time.pass(A_MOMENT);
      expect(heard.slice(2)).toEqual(['open bob']);
      siege.expectFriendsUnharmed();
      siege.end();
    })();
  });

  it.each(ENDS)('%s: says why and is destroyed where it never was open', (_name, type, payload) => {
    virtually((time) => {
      const siege = new Siege(time, { truth: 'withheld' });
      const heard = recordEvents(siege.bob, 'open', 'error', 'disconnected', 'close');
      const connection = siege.bob.connect('alice');
      siege.hear(JSON.stringify({ type, payload }));
      time.pass(A_MOMENT);
      expect(heard).toEqual([`error ${MEANING[type] ?? ''}`, 'disconnected bob', 'close']);
      expect([siege.bob.destroyed, connection.peerConnection]).toEqual([true, undefined]);
      siege.end();
    })();
  });
});

describe('a Peer whose server says the same thing a thousand times', () => {
  const sayings: readonly (readonly [string, object])[] = [
    ['that it is open', { type: 'OPEN' }],
    ['that a stranger has left', { type: 'LEAVE', src: 'eve' }],
    ['that a stranger is not there', { type: 'EXPIRE', src: 'eve' }],
    ['that a friend is not there', { type: 'EXPIRE', src: 'alice' }],
    ['that it has itself left', { type: 'LEAVE', src: 'bob' }],
  ];

  it.each(sayings)('%s: is open, and keeps its connections', (_name, message) => {
    virtually((time) => {
      const siege = new Siege(time);
      siege.befriend();
      const before = siege.rest();
      const heard = recordEvents(siege.bob, 'open', 'disconnected', 'close');
      siege.flood(1_000, () => JSON.stringify(message));
      expect([heard, siege.status]).toEqual([[], 'open']);
      siege.expectFriendsUnharmed();
      expect(siege.rest()).toEqual(before);
      siege.end();
    })();
  });
});

describe('a Peer whose server says something huge', () => {
  const offer = (metadata: unknown): string =>
    JSON.stringify({
      type: 'OFFER',
      src: 'eve',
      payload: { sdp: { type: 'offer', sdp: 'nonsense' }, type: 'media', connectionId: 'mc_1', metadata },
    });
  const MOST = 16 * 1024 * 1024;
  const room = MOST - offer('').length;

  it(
    'takes what fits, and refuses what does not',
    virtually((time) => {
      const siege = new Siege(time);
      siege.befriend();
      const guests = siege.receive();
      siege.hear(offer('x'.repeat(room + 1)));
      siege.hear('['.repeat(MOST));
      siege.hear(`{"type":"OFFER","src":${'['.repeat(1_000_000)}`);
      expect(guests).toHaveLength(0);
      expect(siege.machine.printed.map(([level]) => level)).toEqual([2, 2, 2]);
      expect(siege.machine.printed.flat().every((part) => String(part).length < 200)).toBe(true);
      siege.hear(offer('x'.repeat(room)));
      expect(guests.map(({ connection }) => String(connection.metadata).length)).toEqual([room]);
      for (const { connection } of guests) connection.close();
      siege.expectFriendsUnharmed();
      siege.end();
    }),
  );
});
