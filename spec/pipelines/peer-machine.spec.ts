import { PENDING_SIGNALS } from '../../lib/core/constants.js';
import { disconnectedFromServer, networkLost, unavailableId } from '../../lib/core/errors.js';
import {
  type PeerCommand,
  type PeerEvent,
  peerMachine,
  type PeerState,
  type PeerStatus,
  transition,
  visibleId,
} from '../../lib/pipelines/peer-machine.js';
import { candidateMessage, type ClientMessage, heartbeatMessage } from '../../lib/signalling/messages.js';
import { fakeCandidate } from '../support/fake-peer-connection.js';

const message = (n: number, connectionId = 'dc_1'): ClientMessage =>
  candidateMessage({ dst: 'bob', connection: 'data', connectionId, candidate: fakeCandidate(n) });

const [one, two, other] = [message(1), message(2), message(3, 'dc_2')];
const HEARTBEAT = heartbeatMessage();
const leave = { kind: 'leave', peer: 'bob' } as const;

const EVENTS = {
  send: { kind: 'send', message: two },
  forget: { kind: 'forget', connectionId: 'dc_1' },
  complain: { kind: 'complain', error: disconnectedFromServer() },
  disconnect: { kind: 'disconnect' },
  reconnect: { kind: 'reconnect' },
  destroy: { kind: 'destroy' },
  assigned: { kind: 'assigned', id: 'new' },
  registered: { kind: 'registered' },
  message: { kind: 'message', message: leave },
  'ended network': { kind: 'ended', error: networkLost('ws://h'), connections: 'none' },
  'ended network, with connections': { kind: 'ended', error: networkLost('ws://h'), connections: 'open' },
  'ended fatally': { kind: 'ended', error: unavailableId('me'), connections: 'none' },
  'ended fatally, with connections': { kind: 'ended', error: unavailableId('me'), connections: 'open' },
} satisfies Record<string, PeerEvent>;

type EventName = keyof typeof EVENTS;

const STATUSES: readonly PeerStatus[] = ['connecting', 'open', 'reconnecting', 'disconnected', 'destroyed'];

/** Before every step: an id of its own, and message 1 (of dc_1) and 3 (of dc_2) waiting. */
const before = (status: PeerStatus): PeerState => ({ status, id: 'me', assigned: undefined, pending: [one, other] });

const NAMES = new Map<ClientMessage, string>([
  [one, '1'],
  [two, '2'],
  [other, '3'],
]);
const name = (sent: ClientMessage): string => NAMES.get(sent) ?? sent.type;

const commandInShort = (command: PeerCommand): string => {
  switch (command.kind) {
    case 'connect':
      return `connect ${String(command.id)} ${command.attempt}`;
    case 'transmit':
      return `transmit ${name(command.message)}`;
    case 'hang-up':
      return 'hang-up';
    case 'tell': {
      const { output } = command;
      if (output.kind === 'error') return `error ${output.error.type}`;
      return 'id' in output ? `${output.kind} ${String(output.id)}` : output.kind;
    }
  }
};

const stepInShort = (state: PeerState, event: PeerEvent): string => {
  const [next, commands] = transition(state, event);
  if (next === state && commands.length === 0) return '.';
  const assigned = next.assigned === undefined ? '' : ` (${next.assigned})`;
  return `${next.status}${assigned} [${next.pending.map(name).join('')}]: ${commands.map(commandInShort).join(', ')}`.trim();
};

// Where a step leads to, what waits there, and what is to be done. A dot: nothing changes, nothing is to be done.
type Row = Partial<Record<PeerStatus, string>>;

const LIVE: readonly PeerStatus[] = STATUSES.filter((status) => status !== 'destroyed');
const WITH_SESSION: readonly PeerStatus[] = LIVE.filter((status) => status !== 'disconnected');
const inAll = (statuses: readonly PeerStatus[], short: string): Row =>
  Object.fromEntries(statuses.map((status) => [status, short.replace('*', status)]));

const TABLE: Record<EventName, Row> = {
  send: { ...inAll(LIVE, '* [132]:'), open: 'open [13]: transmit 2' },
  forget: inAll(LIVE, '* [3]:'),
  complain: inAll(LIVE, '* [13]: error disconnected'),
  disconnect: inAll(WITH_SESSION, 'disconnected [13]: hang-up, disconnected me'),
  reconnect: { disconnected: 'reconnecting [13]: reconnecting, connect me again' },
  destroy: {
    ...inAll(WITH_SESSION, 'destroyed []: hang-up, disconnected me, closed'),
    disconnected: 'destroyed []: hang-up, closed',
  },
  assigned: inAll(WITH_SESSION, '* (new) [13]:'),
  registered: {
    connecting: 'open []: opened me, transmit 1, transmit 3',
    reconnecting: 'open []: opened me, transmit 1, transmit 3',
  },
  message: inAll(WITH_SESSION, '* [13]: message'),
  'ended network': inAll(WITH_SESSION, 'disconnected [13]: error network, hang-up, disconnected me'),
  'ended network, with connections': inAll(WITH_SESSION, 'disconnected [13]: error network, hang-up, disconnected me'),
  'ended fatally': inAll(WITH_SESSION, 'destroyed []: error unavailable-id, hang-up, disconnected me, closed'),
  'ended fatally, with connections': inAll(
    WITH_SESSION,
    'disconnected [13]: error unavailable-id, hang-up, disconnected me',
  ),
};

const PAIRS = STATUSES.flatMap((status) =>
  (Object.keys(EVENTS) as EventName[]).map((event) => [status, event] as const),
);

describe('peerMachine', () => {
  it.each(PAIRS)('%s, then %s', (status, event) => {
    expect(stepInShort(before(status), EVENTS[event])).toBe(TABLE[event][status] ?? '.');
  });

  it.each(PAIRS)('leaves the state before as it was: %s, then %s', (status, event) => {
    const state = before(status);
    transition(state, EVENTS[event]);
    expect(state).toEqual(before(status));
  });

  it.each(['me', undefined])('begins by connecting, under the id %s', (id) => {
    const { initial, isFinal } = peerMachine(id);
    expect(initial).toEqual([
      { status: 'connecting', id, assigned: undefined, pending: [] },
      [{ kind: 'connect', id, attempt: 'first' }],
    ]);
    expect(STATUSES.filter((status) => isFinal(before(status)))).toEqual(['destroyed']);
  });

  it('takes the assigned id for its own when the server confirms it, not before', () => {
    const [connecting] = peerMachine(undefined).initial;
    const [assigned] = transition(connecting, EVENTS.assigned);
    expect(assigned.id).toBeUndefined();
    expect(transition(assigned, EVENTS.registered)).toEqual([
      { status: 'open', id: 'new', assigned: undefined, pending: [] },
      [{ kind: 'tell', output: { kind: 'opened', id: 'new' } }],
    ]);
  });

  it('is not registered under no id', () => {
    const [connecting] = peerMachine(undefined).initial;
    expect(transition(connecting, EVENTS.registered)).toEqual([connecting, []]);
  });

  it('forgets an id that was assigned and never confirmed', () => {
    const [connecting] = peerMachine(undefined).initial;
    const [assigned] = transition(connecting, EVENTS.assigned);
    expect(transition(assigned, EVENTS.disconnect)[0]).toMatchObject({ id: undefined, assigned: undefined });
  });

  it('keeps messages in order, up to a bound, the first ones rather than the last', () => {
    const many = Array.from({ length: PENDING_SIGNALS + 10 }, (_, n) => message(n));
    const state = many.reduce<PeerState>(
      (last, sent) => transition(last, { kind: 'send', message: sent })[0],
      peerMachine('me').initial[0],
    );
    expect(state.pending).toEqual(many.slice(0, PENDING_SIGNALS));
  });

  it('forgets what belongs to a connection, and nothing that belongs to none', () => {
    const state: PeerState = { ...before('connecting'), pending: [one, HEARTBEAT, two] };
    expect(transition(state, EVENTS.forget)[0].pending).toEqual([HEARTBEAT]);
  });

  it.each([
    ['connecting', 'me'],
    ['open', 'me'],
    ['reconnecting', 'me'],
    ['disconnected', undefined],
    ['destroyed', undefined],
  ] as const)('shows as its id while it is %s: %s', (status, id) => {
    expect(visibleId(before(status))).toBe(id);
  });
});
