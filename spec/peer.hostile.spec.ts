import { PENDING_SIGNALS } from '../lib/core/constants.js';
import { PeerError } from '../lib/core/errors.js';
import type { ServerMessage } from '../lib/signalling/messages.js';
import { parseServerMessage } from '../lib/signalling/parse-server-message.js';
import { captures } from './support/captures.js';
import { HostileTexts } from './support/hostile-texts.js';
import { Random } from './support/random.js';
import { AT_ONCE, type Guest, Siege } from './support/siege.js';
import { type VirtualTime, virtually } from './support/virtual-time.js';
import { A_MOMENT } from './support/world.js';

/** Another each time; a failure is repeated by `RXPEER_SEED=… npx jest peer.hostile`. */
const seed = Number(process.env['RXPEER_SEED'] ?? Date.now() % 2 ** 32);

/** Texts in a run, and before the Peer is open. */
const TEXTS = 20_000;
const EARLY_TEXTS = 5_000;

/** What ends the session with the server, or a connection with a friend, and may: a server can do that. */
const isDeadly = (message: ServerMessage, { bob, friendly }: Siege): boolean => {
  switch (message.kind) {
    case 'error':
    case 'id-taken':
    case 'invalid-key':
      return true;
    case 'leave':
      return friendly.some(({ peer }) => peer === message.peer);
    case 'offer':
      return friendly.some((friend) => friend === bob.getConnection(message.peer, message.offer.connectionId));
    case 'refused':
    case 'open':
    case 'expire':
    case 'answer':
    case 'candidate':
      return false;
    case 'close':
      return friendly.some((friend) => friend === bob.getConnection(message.peer, message.connectionId));
  }
};

/** What one text does at once. */
interface Effect {
  readonly text: string;
  readonly lines: readonly unknown[][];
  readonly errors: readonly PeerError[];
  readonly guests: number;
  /** Whether the same connection was offered, or taken back, before. */
  readonly isOld: boolean;
}

/** Whether a text was dealt with as it should be: refused in the log, told as an error, or taken for what it says. */
const isDealtWith = (message: ServerMessage, { lines, errors, guests, isOld }: Effect): boolean => {
  const refused = lines.filter(([level, what]) => level === 2 && String(what).includes('was refused')).length;
  switch (message.kind) {
    case 'refused':
      return refused === 1 && lines.length === 1 && errors.length === 0 && guests === 0;
    case 'offer':
      // What is offered without a serialization that is known is logged as an error.
      return refused === 0 && errors.length === 0 && (guests === 1 || lines.length === 1 || isOld);
    case 'expire': // told only where somebody waits for this peer
      return (
        refused === 0 && guests === 0 && errors.length <= 1 && errors.every(({ type }) => type === 'peer-unavailable')
      );
    default:
      return refused === 0 && guests === 0;
  }
};

/** What an offer or a close is about. */
const subjectOf = (message: ServerMessage): string | undefined => {
  if (message.kind === 'offer') return `${message.peer} ${message.offer.connectionId}`;
  return message.kind === 'close' ? `${message.peer} ${message.connectionId}` : undefined;
};

const isTyped = (error: unknown): boolean =>
  error instanceof PeerError &&
  ['webrtc', 'peer-unavailable', 'negotiation-failed', 'connection-closed'].includes(error.type);

/** Says so many things to Bob, and looks at what each of them does. */
const besiege = (
  siege: Siege,
  time: VirtualTime,
  guests: readonly Guest[],
  count: number,
  spare: (message: ServerMessage) => boolean,
) => {
  const random = new Random(seed);
  const friends = siege.friendly.map(({ peer, connectionId }) => ({ peer, connectionId }));
  const texts = new HostileTexts(random, {
    own: 'bob',
    connections: [...friends, { peer: 'eve', connectionId: 'dc_eve' }, { peer: 'eve', connectionId: 'mc_eve' }],
    originals: captures.flatMap(({ dir, raw }) => (dir === 'server->client' && raw ? [raw] : [])),
    descriptions: [1, 2, 3, 4].map((n) => `v=0\r\ns=fake offer ${String(n)}\r\nm=application\r\n`),
  });
  const errors: PeerError[] = [];
  siege.bob.error$.subscribe((error) => errors.push(error));
  const kinds = new Map<string, number>();
  const mishaps: unknown[] = [];
  const subjects = new Set<string>();

  for (let said = 0; said < count;) {
    const text = texts.next();
    const message = parseServerMessage(text);
    if (spare(message)) continue;
    kinds.set(message.kind, (kinds.get(message.kind) ?? 0) + 1);
    const before = { lines: siege.machine.printed.length, errors: errors.length, guests: guests.length };
    const subject = subjectOf(message);
    const isOld = subject !== undefined && subjects.has(subject);
    if (subject !== undefined) subjects.add(subject);
    siege.hear(text);
    const effect: Effect = {
      text,
      lines: siege.machine.printed.slice(before.lines),
      errors: errors.slice(before.errors),
      guests: guests.length - before.guests,
      isOld,
    };
    if (!isDealtWith(message, effect)) mishaps.push({ message, effect });
    said += 1;
    if (said % AT_ONCE === 0) time.pass(1);
  }
  time.pass(A_MOMENT);
  expect(mishaps.slice(0, 3)).toEqual([]);
  return { errors, kinds };
};

/** Names and values of everything that every object has. */
const prototype = (): unknown => Object.getOwnPropertyDescriptors(Object.prototype);

describe(`a Peer that is told ${String(TEXTS)} things by a hostile server (RXPEER_SEED=${String(seed)})`, () => {
  it(
    'refuses each or tells of it, keeps its connections, and holds nothing in the end',
    virtually((time) => {
      const [untouched, siege] = [prototype(), new Siege(time)];
      siege.befriend();
      const guests = siege.receive();
      const before = siege.rest();
      const { errors, kinds } = besiege(siege, time, guests, TEXTS, (message) => isDeadly(message, siege));
      siege.expectFriendsUnharmed();
      expect([siege.status, prototype()]).toEqual(['open', untouched]);

      const heard = guests.flatMap((guest) => guest.errors);
      expect([...errors, ...heard].filter((error) => !isTyped(error))).toEqual([]);
      expect(errors.length * heard.length).toBeGreaterThan(0);
      for (const kind of ['refused', 'offer', 'answer', 'candidate', 'leave', 'expire']) {
        expect(kinds.get(kind)).toBeGreaterThan(100);
      }

      siege.rest();
      const waiting = siege.unfinished(guests);
      expect(waiting.filter(({ type, peerConnection }) => type === 'data' || peerConnection)).toHaveLength(0);
      for (const connection of waiting) connection.close();
      expect(siege.unfinished(guests)).toHaveLength(0);
      siege.expectFriendsUnharmed();
      expect(siege.rest()).toEqual(before);
      siege.end();
    }),
  );

  it(
    'opens all the same where it is told them before, and keeps no more than it may for the server',
    virtually((time) => {
      const [untouched, siege] = [prototype(), new Siege(time, { truth: 'withheld' })];
      const guests = siege.receive();
      time.pass(A_MOMENT);
      const { errors } = besiege(
        siege,
        time,
        guests,
        EARLY_TEXTS,
        (message) => message.kind === 'open' || isDeadly(message, siege),
      );
      expect([...errors, ...guests.flatMap((guest) => guest.errors)].filter((error) => !isTyped(error))).toEqual([]);
      expect([siege.status, siege.server.received, prototype()]).toEqual(['connecting', [], untouched]);
      for (const { connection } of guests) connection.close();

      siege.speakTruth();
      time.pass(A_MOMENT);
      expect(siege.status).toBe('open');
      expect(siege.server.received.filter(({ src }) => src === 'bob').length).toBeLessThanOrEqual(PENDING_SIGNALS);
      siege.befriend();
      siege.end();
    }),
  );
});
