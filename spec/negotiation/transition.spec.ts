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

const [kept, news] = [fakeCandidate(1), fakeCandidate(2)];
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

/** What is kept in the state before every step: the candidate number 1, at both sides. */
const before = (phase: Phase): NegotiationState => ({ phase, local: [kept], remote: [kept] });

// A step in short: where it leads to, what is kept there of local (L) and remote (R) candidates, and what is to be done.
// A dot is "nothing changes, nothing is to be done".
type Row = Partial<Record<Phase, string>>;

const ALL = (short: string): Row => Object.fromEntries(PHASES.map((phase) => [phase, short.replace('*', phase)]));
const DEAD: Row = { failed: '.' };

const TABLE: Record<EventName, Row> = {
  described: {
    offering: 'offered L[] R[1]: described, announce 1',
    answering: 'settled L[] R[1]: described, announce 1',
  },
  'remote-answer': { offered: 'accepting L[1] R[1]: apply-remote' },
  'remote-applied': {
    accepting: 'settled L[1] R[]: add 1',
    applying: 'answering L[1] R[]: add 1, create-answer',
  },
  'remote-candidate': {
    offering: 'offering L[1] R[1,2]:',
    offered: 'offered L[1] R[1,2]:',
    accepting: 'accepting L[1] R[1,2]:',
    applying: 'applying L[1] R[1,2]:',
    answering: 'answering L[1] R[1]: add 2',
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

const number = (candidate: object): string => (candidate === kept ? '1' : '2');

const inShort = (command: NegotiationCommand): string => {
  if (command.kind === 'add-candidate') return `add ${number(command.candidate)}`;
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

const transition = createTransition(() => noPath);

const stepInShort = (phase: Phase, event: NegotiationEvent): string => {
  const state = before(phase);
  const [next, commands] = transition(state, event);
  if (next === state && commands.length === 0) return '.';
  const { local, remote } = next;
  return `${next.phase} L[${local.map(number).join(',')}] R[${remote.map(number).join(',')}]: ${commands.map(inShort).join(', ')}`.trim();
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
      { phase: 'offering', local: [], remote: [] },
      [{ kind: 'create-offer' }],
    ]);
    expect(firstStep({ kind: 'answers', offer })).toEqual([
      { phase: 'applying', local: [], remote: [] },
      [{ kind: 'apply-remote', description: offer }],
    ]);
  });

  it('applies the answer that came', () => {
    expect(transition(before('offered'), EVENTS['remote-answer'])[1]).toEqual([
      { kind: 'apply-remote', description: answer },
    ]);
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
        { phase: 'offering', local: [], remote: [] },
      );
      expect(state[side]).toEqual(many.slice(0, EARLY_CANDIDATES));
    }
  });

  it('makes the error of dead paths only when they are dead', () => {
    const make = jest.fn(() => noPath);
    const told = createTransition(make);
    told(before('settled'), EVENTS['ice checking']);
    expect(make).not.toHaveBeenCalled();
    told(before('settled'), EVENTS['ice failed']);
    expect(make).toHaveBeenCalledTimes(1);
  });
});
