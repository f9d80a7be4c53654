import { PENDING_SIGNALS } from '../../lib/core/constants.js';
import {
  disconnectedFromServer,
  networkLost,
  serverError,
  socketClosed,
  unavailableId,
} from '../../lib/core/errors.js';
import {
  type PeerCommand,
  type PeerEvent,
  peerMachine,
  type PeerState,
  type PeerStatus,
  type Recovery,
  visibleId,
} from '../../lib/pipelines/peer-machine.js';
import {
  candidateMessage,
  type ClientMessage,
  closeMessage,
  heartbeatMessage,
  leaveMessage,
  offerMessage,
} from '../../lib/signalling/messages.js';
import { fakeCandidate } from '../support/fake-peer-connection.js';

const message = (n: number, connectionId = 'dc_1'): ClientMessage =>
  candidateMessage({ dst: 'bob', connection: 'data', connectionId, candidate: fakeCandidate(n) });

const [one, two, other] = [message(1), message(2), message(3, 'dc_2')];
const offer = offerMessage({
  dst: 'bob',
  connection: 'data',
  connectionId: 'dc_1',
  description: { type: 'offer', sdp: 'v=0' },
  metadata: undefined,
  reliable: true,
});
const toCarol = (sent: ClientMessage): ClientMessage => ({ ...sent, dst: 'carol' }) as ClientMessage;
const HEARTBEAT = heartbeatMessage();
const BYE = closeMessage('bob', 'dc_1', undefined);
const LEAVE = leaveMessage('bob');
const leave = { kind: 'leave', peer: 'bob' } as const;

const EVENTS = {
  send: { kind: 'send', message: two },
  forget: { kind: 'forget', peer: 'bob', connectionId: 'dc_1' },
  'forget, with a farewell': { kind: 'forget', peer: 'bob', connectionId: 'dc_1', farewell: BYE },
  complain: { kind: 'complain', error: disconnectedFromServer() },
  disconnect: { kind: 'disconnect' },
  reconnect: { kind: 'reconnect' },
  destroy: { kind: 'destroy', farewell: [LEAVE] },
  'page-left': { kind: 'page-left', farewell: [LEAVE] },
  try: { kind: 'try' },
  'give-up': { kind: 'give-up', error: networkLost('ws://h') },
  registered: { kind: 'registered', id: 'me' },
  message: { kind: 'message', message: leave },
  'ended network': { kind: 'ended', error: networkLost('ws://h'), connections: 'none' },
  'ended network, with connections': { kind: 'ended', error: networkLost('ws://h'), connections: 'open' },
  'ended by the server': { kind: 'ended', error: serverError('full'), connections: 'none' },
  'ended fatally': { kind: 'ended', error: unavailableId('me'), connections: 'none' },
  'ended fatally, with connections': { kind: 'ended', error: unavailableId('me'), connections: 'open' },
} satisfies Record<string, PeerEvent>;

type EventName = keyof typeof EVENTS;

const STATUSES: readonly PeerStatus[] = ['connecting', 'open', 'reconnecting', 'disconnected', 'destroyed'];

/** Before every step: an id of its own, and message 1 (of dc_1) and 3 (of dc_2) waiting. */
const before = (status: PeerStatus): PeerState => ({
  status,
  id: 'me',
  pending: [one, other],
  failures: 0,
});

const NAMES = new Map<ClientMessage, string>([
  [one, '1'],
  [two, '2'],
  [other, '3'],
  [BYE, 'bye'],
  [LEAVE, 'leave'],
]);
const name = (sent: ClientMessage): string => NAMES.get(sent) ?? sent.type;

const commandInShort = (command: PeerCommand): string => {
  switch (command.kind) {
    case 'connect':
      return `connect ${String(command.id)} ${command.attempt}`;
    case 'transmit':
      return `transmit ${name(command.message)}`;
    case 'wait':
      return `wait ${command.error.type} ${String(command.attempt)}`;
    case 'hurry':
    case 'hang-up':
      return command.kind;
    case 'tell': {
      const { output } = command;
      if (output.kind === 'error') return `error ${output.error.type}`;
      return 'id' in output ? `${output.kind} ${String(output.id)}` : output.kind;
    }
  }
};

const transitionOf = (recovery: Recovery) => peerMachine('me', recovery).transition;
const transition = transitionOf('by-reconnect');

const stepInShort = (state: PeerState, event: PeerEvent, recovery: Recovery): string => {
  const [next, commands] = transitionOf(recovery)(state, event);
  if (next === state && commands.length === 0) return '.';
  return `${next.status} [${next.pending.map(name).join('')}]: ${commands.map(commandInShort).join(', ')}`.trim();
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
  'forget, with a farewell': { ...inAll(LIVE, '* [3bye]:'), open: 'open [3]: transmit bye' },
  complain: inAll(LIVE, '* [13]: error disconnected'),
  disconnect: inAll(WITH_SESSION, 'disconnected [13]: hang-up, disconnected me'),
  reconnect: {
    ...inAll(WITH_SESSION, '* [13]: hurry'),
    disconnected: 'reconnecting [13]: reconnecting, connect me again',
  },
  destroy: {
    ...inAll(WITH_SESSION, 'destroyed []: hang-up, disconnected me, closed'),
    open: 'destroyed []: transmit leave, hang-up, disconnected me, closed',
    disconnected: 'destroyed []: hang-up, closed',
  },
  'page-left': {
    ...inAll(WITH_SESSION, 'disconnected [13]: hang-up, hang-up, disconnected me, parted'),
    open: 'disconnected [13]: transmit leave, hang-up, hang-up, disconnected me, parted',
    disconnected: 'disconnected [13]: parted',
  },
  try: inAll(WITH_SESSION, '* [13]: connect me again'),
  'give-up': inAll(WITH_SESSION, 'disconnected [13]: error network, hang-up, disconnected me'),
  registered: {
    connecting: 'open []: opened me, transmit 1, transmit 3',
    reconnecting: 'open []: opened me, transmit 1, transmit 3',
  },
  message: inAll(WITH_SESSION, '* [13]: message'),
  'ended network': inAll(WITH_SESSION, 'disconnected [13]: error network, hang-up, disconnected me'),
  'ended network, with connections': inAll(WITH_SESSION, 'disconnected [13]: error network, hang-up, disconnected me'),
  'ended by the server': inAll(WITH_SESSION, 'destroyed []: error server-error, hang-up, disconnected me, closed'),
  'ended fatally': inAll(WITH_SESSION, 'destroyed []: error unavailable-id, hang-up, disconnected me, closed'),
  'ended fatally, with connections': inAll(
    WITH_SESSION,
    'disconnected [13]: error unavailable-id, hang-up, disconnected me',
  ),
};

const RETRY: Row = {
  ...inAll(['connecting', 'open'], 'reconnecting [13]: error network, reconnecting, wait network 1'),
  reconnecting: 'reconnecting [13]: error network, wait network 1',
};

/** What is different where the Peer gets its server back by itself. */
const BY_ITSELF: Partial<Record<EventName, Row>> = {
  'page-left': {
    connecting: 'reconnecting [13]: hang-up, reconnecting, wait network 1, parted',
    open: 'reconnecting [13]: transmit leave, hang-up, reconnecting, wait network 1, parted',
    reconnecting: 'reconnecting [13]: hang-up, wait network 1, parted',
    disconnected: 'disconnected [13]: parted',
  },
  'ended network': RETRY,
  'ended network, with connections': RETRY,
  'ended by the server': {
    ...inAll(['connecting', 'open'], 'reconnecting [13]: error server-error, reconnecting, wait server-error 1'),
    reconnecting: 'reconnecting [13]: error server-error, wait server-error 1',
  },
};

const PAIRS = STATUSES.flatMap((status) =>
  (Object.keys(EVENTS) as EventName[]).map((event) => [status, event] as const),
);

describe('peerMachine', () => {
  it.each(PAIRS)('%s, then %s', (status, event) => {
    expect(stepInShort(before(status), EVENTS[event], 'by-reconnect')).toBe(TABLE[event][status] ?? '.');
  });

  it.each(PAIRS)('that gets its server back by itself: %s, then %s', (status, event) => {
    const row = BY_ITSELF[event] ?? TABLE[event];
    expect(stepInShort(before(status), EVENTS[event], 'by-itself')).toBe(row[status] ?? '.');
  });

  it('tells the first failure in a row, counts them, and begins anew after a success', () => {
    const step = transitionOf('by-itself');
    const failure: PeerEvent = { kind: 'ended', error: socketClosed(1006, ''), connections: 'none' };
    const [once] = step(before('open'), failure);
    const [twice, commands] = step(once, failure);
    expect(commands).toEqual([{ kind: 'wait', error: failure.error, attempt: 2 }]);
    expect(twice.failures).toBe(2);
    expect(step(twice, EVENTS.registered)[0].failures).toBe(0);
    expect(step(twice, EVENTS['give-up'])[0].failures).toBe(0);
  });

  it('does not count a page that was left as a failure: the first one on return is told', () => {
    const step = transitionOf('by-itself');
    const failure: PeerEvent = { kind: 'ended', error: socketClosed(1006, ''), connections: 'none' };
    const [left] = step(before('open'), EVENTS['page-left']);
    expect(step(left, failure)[1]).toEqual([
      { kind: 'tell', output: { kind: 'error', error: failure.error } },
      { kind: 'wait', error: failure.error, attempt: 1 },
    ]);
    const [failed] = step(left, failure);
    const [leftAgain] = step(failed, EVENTS['page-left']);
    expect(step(leftAgain, failure)[1]).toEqual([{ kind: 'wait', error: failure.error, attempt: 2 }]);
  });

  it('says nothing of the end of a connection whose beginning was never said', () => {
    const state: PeerState = { ...before('reconnecting'), pending: [offer, one, other] };
    const event: PeerEvent = { kind: 'forget', peer: 'bob', connectionId: 'dc_1', farewell: BYE };
    expect(transition(state, event)).toEqual([{ ...state, pending: [other] }, []]);
  });

  it.each(PAIRS)('leaves the state before as it was: %s, then %s', (status, event) => {
    const state = before(status);
    transition(state, EVENTS[event]);
    expect(state).toEqual(before(status));
  });

  it.each(['me', undefined])('begins by connecting, under the id %s', (id) => {
    const { initial, isFinal } = peerMachine(id);
    expect(initial).toEqual([
      { status: 'connecting', id, pending: [], failures: 0 },
      [{ kind: 'connect', id, attempt: 'first' }],
    ]);
    expect(STATUSES.filter((status) => isFinal(before(status)))).toEqual(['destroyed']);
  });

  it('takes an assigned id for its own when the server knows it under that', () => {
    const [connecting] = peerMachine(undefined).initial;
    expect(transition(connecting, { kind: 'registered', id: 'new' })).toEqual([
      { status: 'open', id: 'new', pending: [], failures: 0 },
      [{ kind: 'tell', output: { kind: 'opened', id: 'new' } }],
    ]);
  });

  it('keeps messages in order, up to a bound, the first ones rather than the last', () => {
    const many = Array.from({ length: PENDING_SIGNALS + 10 }, (_, n) => message(n));
    const state = many.reduce<PeerState>(
      (last, sent) => transition(last, { kind: 'send', message: sent })[0],
      peerMachine('me').initial[0],
    );
    expect(state.pending).toEqual(many.slice(0, PENDING_SIGNALS));
  });

  it('forgets what belongs to a connection, and nothing that belongs to none, or to one of the same id with another', () => {
    const theirs = toCarol(message(4));
    const state: PeerState = { ...before('connecting'), pending: [one, HEARTBEAT, theirs, two] };
    expect(transition(state, EVENTS.forget)[0].pending).toEqual([HEARTBEAT, theirs]);
    const offered: PeerState = { ...before('connecting'), pending: [toCarol(offer)] };
    expect(transition(offered, EVENTS['forget, with a farewell'])[0].pending).toEqual([toCarol(offer), BYE]);
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
