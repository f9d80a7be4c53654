import { EARLY_CANDIDATES } from '../../lib/core/constants.js';
import { negotiationFailed, peerUnavailable, webrtcError } from '../../lib/core/errors.js';
import { createTransition, firstStep } from '../../lib/negotiation/transition.js';
import type {
  NegotiationCommand,
  NegotiationEvent,
  NegotiationState,
  Phase,
} from '../../lib/negotiation/vocabulary.js';
import { fakeCandidate } from '../support/fake-peer-connection.js';

const [kept, news, held] = [fakeCandidate(1), fakeCandidate(2), fakeCandidate(3)];
const offer = { type: 'offer', sdp: 'o' } as const;
const answer = { type: 'answer', sdp: 'a' } as const;
const noPath = negotiationFailed('bob');
const unavailable = peerUnavailable('bob');
const broken = webrtcError(new Error('broken'));

const EVENTS = {
  described: { kind: 'described', description: offer },
  'remote-answer': { kind: 'remote-answer', description: answer },
  'remote-applied': { kind: 'remote-applied' },
  'remote-candidate': { kind: 'remote-candidate', candidate: news },
  'local-candidate': { kind: 'local-candidate', candidate: news },
  'waited a moment': { kind: 'waited', hold: 'a-moment' },
  'waited a while': { kind: 'waited', hold: 'a-while' },
  'remote-unavailable': { kind: 'remote-unavailable', error: unavailable },
  'ice checking': { kind: 'ice-state', state: 'checking' },
  'ice failed': { kind: 'ice-state', state: 'failed' },
  'connection connected': { kind: 'connection-state', state: 'connected' },
  'connection failed': { kind: 'connection-state', state: 'failed' },
  'essential step failed': { kind: 'step-failed', step: 'essential', error: broken },
  'candidate failed': { kind: 'step-failed', step: 'candidate', error: broken },
} satisfies Record<string, NegotiationEvent>;

type EventName = keyof typeof EVENTS;

const PHASES: readonly Phase[] = ['offering', 'offered', 'accepting', 'applying', 'answering', 'settled', 'failed'];

/** What is kept in the state before every step: the candidate number 1, at both sides. Nothing was sent yet. */
const before = (
  phase: Phase,
  ice: RTCIceConnectionState = 'checking',
  next: NegotiationState['next'] = ['applying', 'answering'].includes(phase) ? 'held' : 'at-once',
): NegotiationState => ({
  phase,
  local: [kept],
  held: [],
  remote: [kept],
  next,
  ice,
});

// A step in short: where it leads to, what is kept there of local (L) and remote (R) candidates, what is held there (H, where
// anything is), and what is to be done. A dot is "nothing changes, nothing is to be done".
type Row = Partial<Record<Phase, string>>;

const ALL = (short: string): Row => Object.fromEntries(PHASES.map((phase) => [phase, short.replace('*', phase)]));
const DEAD: Row = { failed: '.' };

const TABLE: Record<EventName, Row> = {
  described: {
    offering: 'offered L[] R[1]: described, announce 1',
    answering: 'settled L[] R[] H[1]: described, wait a-moment, add 1',
  },
  'remote-answer': { offered: 'accepting L[1] R[1]: apply-remote' },
  'remote-applied': {
    accepting: 'settled L[] R[]: announce 1, add 1',
    applying: 'answering L[1] R[1]: create-answer',
  },
  'remote-candidate': {
    offering: 'offering L[1] R[1,2]:',
    offered: 'offered L[1] R[1,2]:',
    accepting: 'accepting L[1] R[1,2]:',
    applying: 'applying L[1] R[1,2]:',
    answering: 'answering L[1] R[1,2]:',
    settled: 'settled L[1] R[1]: add 2',
  },
  'local-candidate': {
    offering: 'offering L[1,2] R[1]:',
    offered: 'offered L[1] R[1]: announce 2',
    accepting: 'accepting L[1] R[1]: announce 2',
    applying: 'applying L[1,2] R[1]:',
    answering: 'answering L[1,2] R[1]:',
    settled: 'settled L[1] R[1]: announce 2',
  },
  'waited a moment': { ...ALL('* L[1] R[1]:'), ...DEAD },
  'waited a while': { ...ALL('* L[1] R[1]:'), ...DEAD },
  'remote-unavailable': {
    offering: 'failed L[1] R[1]: failed peer-unavailable',
    offered: 'failed L[1] R[1]: failed peer-unavailable',
  },
  'ice checking': { ...ALL('* L[1] R[1]: ice checking'), ...DEAD },
  'ice failed': { ...ALL('failed L[1] R[1]: ice failed, failed negotiation-failed'), ...DEAD },
  'connection connected': {},
  'connection failed': { ...ALL('failed L[1] R[1]: failed negotiation-failed'), ...DEAD },
  'essential step failed': { ...ALL('failed L[1] R[1]: failed webrtc'), ...DEAD },
  'candidate failed': { ...ALL('* L[1] R[1]: error webrtc'), ...DEAD },
};

const number = (candidate: object): string => String([kept, news, held].indexOf(candidate) + 1);
const numbers = (candidates: readonly object[]): string => `[${candidates.map(number).join(',')}]`;

const inShort = (command: NegotiationCommand): string => {
  if (command.kind === 'add-candidate') return `add ${number(command.candidate)}`;
  if (command.kind === 'wait') return `wait ${command.hold}`;
  if (command.kind !== 'tell') return command.kind;
  const { output } = command;
  switch (output.kind) {
    case 'described':
      return 'described';
    case 'candidate':
      return `announce ${number(output.candidate)}`;
    case 'ice-state':
      return `ice ${output.state}`;
    default:
      return `${output.kind} ${output.error.type}`;
  }
};

const transition = createTransition('bob');

const stepInShort = (phase: Phase, event: NegotiationEvent, state = before(phase)): string => {
  const [next, commands] = transition(state, event);
  if (next === state && commands.length === 0) return '.';
  const lists = `L${numbers(next.local)} R${numbers(next.remote)}${next.held.length > 0 ? ` H${numbers(next.held)}` : ''}`;
  return `${next.phase} ${lists}: ${commands.map(inShort).join(', ')}`.trim();
};

const PAIRS = PHASES.flatMap((phase) => (Object.keys(EVENTS) as EventName[]).map((name) => [phase, name] as const));

describe('transition', () => {
  it.each(PAIRS)('%s, then %s', (phase, name) => {
    expect(stepInShort(phase, EVENTS[name])).toBe(TABLE[name][phase] ?? '.');
  });

  it.each(PAIRS)('leaves the state before as it was: %s, then %s', (phase, name) => {
    const state = before(phase);
    transition(state, EVENTS[name]);
    expect(state).toEqual(before(phase));
  });

  it('begins with an offer, or with the offer of the other side', () => {
    expect(firstStep({ kind: 'offers' })).toEqual([
      { ...before('offering', 'new', 'at-once'), local: [], remote: [] },
      [{ kind: 'create-offer' }],
    ]);
    expect(firstStep({ kind: 'answers', offer })).toEqual([
      { ...before('applying', 'new', 'held'), local: [], remote: [] },
      [{ kind: 'apply-remote', description: offer }],
    ]);
  });

  it('applies the answer that came', () => {
    expect(transition(before('offered'), EVENTS['remote-answer'])[1]).toEqual([
      { kind: 'apply-remote', description: answer },
    ]);
  });

  it.each(['new', 'checking', 'connected', 'completed', 'disconnected'] as const)(
    'holds the addresses of the side that answers: a moment, and a while where there is a path: ICE is %s',
    (ice) => {
      const state = before('settled', ice, 'held');
      const hasPath = ice === 'connected' || ice === 'completed';
      const found = stepInShort('settled', EVENTS['local-candidate'], state);
      expect(found).toBe(`settled L[1] R[1] H[2]: wait ${hasPath ? 'a-while' : 'a-moment'}`);
      const holding = { ...state, held: [held, news] };
      const sent = 'settled L[1] R[1]: announce 3, announce 2';
      const after = hasPath ? 'settled L[1] R[1] H[3,2]: wait a-while' : sent;
      expect(stepInShort('settled', EVENTS['waited a moment'], holding)).toBe(after);
      expect(stepInShort('settled', EVENTS['waited a while'], holding)).toBe(sent);
    },
  );

  it.each(['checking', 'connected'] as const)('waits once for all that are held: ICE is %s', (ice) => {
    const holding = { ...before('settled', ice, 'held'), held: [held] };
    expect(stepInShort('settled', EVENTS['local-candidate'], holding)).toBe('settled L[1] R[1] H[3,2]:');
  });

  it('holds those of the side that offers but the first, also where several were found before the offer was out', () => {
    for (const phase of ['offered', 'accepting', 'settled'] as const) {
      const [next, commands] = transition(before(phase), EVENTS['local-candidate']);
      expect(commands.map(inShort)).toEqual(['announce 2']);
      const second = stepInShort(phase, EVENTS['local-candidate'], next);
      expect(second).toBe(`${phase} L[1] R[1] H[2]: wait a-moment`);
    }
    const many = { ...before('offering'), local: [kept, news, held] };
    expect(stepInShort('offering', EVENTS.described, many)).toBe(
      'offered L[] R[1] H[2,3]: described, announce 1, wait a-moment',
    );
  });

  it.each([
    ['srflx', 'candidate:2 1 udp 1686052607 203.0.113.1 50002 typ srflx raddr 192.0.2.1 rport 50002'],
    ['relay', 'candidate:3 1 udp 41885439 203.0.113.2 50003 typ relay raddr 203.0.113.1 rport 50002'],
    ['none that can be read', 'nonsense'],
  ])(
    'holds no candidate that leads further than the own network, but where there is a path: %s',
    (_type, candidate) => {
      const found = { kind: 'local-candidate', candidate: { ...news, candidate } } as const;
      const told = { kind: 'tell', output: { kind: 'candidate', candidate: found.candidate } };
      for (const state of [before('settled', 'checking', 'held'), { ...before('offered'), next: 'held' as const }]) {
        expect(transition(state, found)[1]).toEqual([told]);
        expect(transition({ ...state, ice: 'connected' }, found)[1].map(inShort)).toEqual(['wait a-while']);
      }
    },
  );

  it('knows the state of ICE that was told last', () => {
    const [state] = transition(before('settled', 'new'), { kind: 'ice-state', state: 'connected' });
    expect(state).toEqual(before('settled', 'connected'));
  });

  it('takes a second answer for nothing, also while the first is being applied', () => {
    const [accepting] = transition(before('offered'), EVENTS['remote-answer']);
    expect(transition(accepting, EVENTS['remote-answer'])).toEqual([accepting, []]);
  });

  it('keeps candidates of both sides in order, up to a bound, the first ones rather than the last', () => {
    const many = Array.from({ length: EARLY_CANDIDATES + 10 }, (_, n) => fakeCandidate(n));
    for (const side of ['local', 'remote'] as const) {
      const state = many.reduce<NegotiationState>(
        (last, candidate) => transition(last, { kind: `${side}-candidate`, candidate })[0],
        firstStep({ kind: 'offers' })[0],
      );
      expect(state[side]).toEqual(many.slice(0, EARLY_CANDIDATES));
    }
  });

  it('names the peer that no path leads to any more', () => {
    const [, commands] = transition(before('settled'), EVENTS['connection failed']);
    expect(commands).toEqual([{ kind: 'tell', output: { kind: 'failed', error: noPath } }]);
  });
});
