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
  gathered: { kind: 'gathered', description: offer },
  'remote-answer': { kind: 'remote-answer', description: answer },
  'remote-applied': { kind: 'remote-applied' },
  'remote-candidate': { kind: 'remote-candidate', candidate: news },
  'local-candidate': { kind: 'local-candidate', candidate: news },
  'held a moment': { kind: 'candidate-held', candidate: news, hold: 'a-moment' },
  'held a while': { kind: 'candidate-held', candidate: news, hold: 'a-while' },
  'remote-unavailable': { kind: 'remote-unavailable', error: unavailable },
  'ice checking': { kind: 'ice-state', state: 'checking' },
  'ice failed': { kind: 'ice-state', state: 'failed' },
  'connection connected': { kind: 'connection-state', state: 'connected' },
  'connection failed': { kind: 'connection-state', state: 'failed' },
  'essential step failed': { kind: 'step-failed', step: 'essential', error: broken },
  'candidate failed': { kind: 'step-failed', step: 'candidate', error: broken },
} satisfies Record<string, NegotiationEvent>;

type EventName = keyof typeof EVENTS;

const PHASES: readonly Phase[] = [
  'offering',
  'gathering',
  'offered',
  'accepting',
  'applying',
  'answering',
  'settled',
  'failed',
];

/** What is kept in the state before every step: the candidate number 1, at both sides. */
const before = (
  phase: Phase,
  ice: RTCIceConnectionState = 'checking',
  role = ['applying', 'answering'].includes(phase) ? ('answers' as const) : ('offers' as const),
): NegotiationState => ({ role, phase, local: [kept], remote: [kept], ice });

// A step in short: where it leads to, what is kept there of local (L) and remote (R) candidates, and what is to be done.
// A dot is "nothing changes, nothing is to be done".
type Row = Partial<Record<Phase, string>>;

const ALL = (short: string): Row => Object.fromEntries(PHASES.map((phase) => [phase, short.replace('*', phase)]));
const DEAD: Row = { failed: '.' };

const TABLE: Record<EventName, Row> = {
  described: {
    offering: 'gathering L[1] R[1]: gather',
    answering: 'settled L[] R[]: described, hold 1 a-moment, add 1',
  },
  gathered: { gathering: 'offered L[] R[1]: described, announce 1' },
  'remote-answer': { offered: 'accepting L[1] R[1]: apply-remote' },
  'remote-applied': {
    accepting: 'settled L[] R[]: announce 1, add 1',
    applying: 'answering L[1] R[1]: create-answer',
  },
  'remote-candidate': {
    offering: 'offering L[1] R[1,2]:',
    gathering: 'gathering L[1] R[1,2]:',
    offered: 'offered L[1] R[1,2]:',
    accepting: 'accepting L[1] R[1,2]:',
    applying: 'applying L[1] R[1,2]:',
    answering: 'answering L[1] R[1,2]:',
    settled: 'settled L[1] R[1]: add 2',
  },
  'local-candidate': {
    offering: 'offering L[1,2] R[1]:',
    gathering: 'gathering L[1,2] R[1]:',
    offered: 'offered L[1] R[1]: announce 2',
    accepting: 'accepting L[1] R[1]: announce 2',
    applying: 'applying L[1,2] R[1]:',
    answering: 'answering L[1,2] R[1]:',
    settled: 'settled L[1] R[1]: announce 2',
  },
  'held a moment': { ...ALL('* L[1] R[1]: announce 2'), ...DEAD },
  'held a while': { ...ALL('* L[1] R[1]: announce 2'), ...DEAD },
  'remote-unavailable': {
    offering: 'failed L[1] R[1]: failed peer-unavailable',
    gathering: 'failed L[1] R[1]: failed peer-unavailable',
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
  if (command.kind === 'hold-candidate') return `hold ${number(command.candidate)} ${command.hold}`;
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

const stepInShort = (phase: Phase, event: NegotiationEvent, state = before(phase)): string => {
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
      { role: 'offers', phase: 'offering', local: [], remote: [], ice: 'new' },
      [{ kind: 'create-offer' }],
    ]);
    expect(firstStep({ kind: 'answers', offer })).toEqual([
      { role: 'answers', phase: 'applying', local: [], remote: [], ice: 'new' },
      [{ kind: 'apply-remote', description: offer }],
    ]);
  });

  it('applies the answer that came', () => {
    expect(transition(before('offered'), EVENTS['remote-answer'])[1]).toEqual([
      { kind: 'apply-remote', description: answer },
    ]);
  });

  it('holds the candidates of the side that answers: a moment, and a while where there is a path then', () => {
    for (const ice of ['new', 'checking', 'connected', 'completed', 'disconnected'] as const) {
      const state = before('settled', ice, 'answers');
      expect(stepInShort('settled', EVENTS['local-candidate'], state)).toBe('settled L[1] R[1]: hold 2 a-moment');
      const hasPath = ice === 'connected' || ice === 'completed';
      expect(stepInShort('settled', EVENTS['held a moment'], state)).toBe(
        `settled L[1] R[1]: ${hasPath ? 'hold 2 a-while' : 'announce 2'}`,
      );
      expect(stepInShort('settled', EVENTS['held a while'], state)).toBe('settled L[1] R[1]: announce 2');
    }
  });

  it('knows the state of ICE that was told last', () => {
    const [state] = transition(before('settled', 'new'), { kind: 'ice-state', state: 'connected' });
    expect(state).toEqual(before('settled', 'connected'));
  });

  it('offers the candidates that belong somewhere in the offer, and announces the others', () => {
    const description = { type: 'offer', sdp: 'v=0\r\nm=application\r\n' } as const;
    const stray = { ...news, sdpMLineIndex: 1 };
    const state = { ...before('gathering'), local: [kept, stray] };
    expect(transition(state, { kind: 'gathered', description })).toEqual([
      { ...before('offered'), local: [] },
      [
        {
          kind: 'tell',
          output: {
            kind: 'described',
            description: { type: 'offer', sdp: `${description.sdp}a=${kept.candidate ?? ''}\r\n` },
          },
        },
        { kind: 'tell', output: { kind: 'candidate', candidate: stray } },
      ],
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
        firstStep({ kind: 'offers' })[0],
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
