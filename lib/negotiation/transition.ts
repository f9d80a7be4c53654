import { EARLY_CANDIDATES } from '../core/constants.js';
import { negotiationFailed, type PeerError } from '../core/errors.js';
import type { Step } from '../core/operators/run-machine.js';
import type { Candidate } from '../ports/peer-connection.js';
import type {
  Hold,
  NegotiationCommand,
  NegotiationEvent,
  NegotiationOutput,
  NegotiationState,
  Phase,
  Role,
} from './vocabulary.js';

type NegotiationStep = Step<NegotiationState, NegotiationCommand>;

const tell = (output: NegotiationOutput): NegotiationCommand => ({ kind: 'tell', output });
const add = (candidate: Candidate): NegotiationCommand => ({ kind: 'add-candidate', candidate });
const announce = (candidate: Candidate): NegotiationCommand => tell({ kind: 'candidate', candidate });

const wait = (hold: Hold): NegotiationCommand => ({ kind: 'wait', hold });

const hasPath = ({ ice }: NegotiationState): boolean => ice === 'connected' || ice === 'completed';

/** Whether it is an address of this machine, and not what a server has found or lent (RFC 8839, section 5.1). */
const isHost = ({ candidate = '' }: Candidate): boolean => / typ host\b/.test(candidate);

/** Candidates of this end, now that its description is out. Those that are held wait together, by one timer. */
const send = (state: NegotiationState, candidates: readonly Candidate[]): NegotiationStep => {
  const { held, next } = state;
  const more = candidates.filter(
    (candidate, index) => hasPath(state) || (isHost(candidate) && (next === 'held' || index > 0)),
  );
  const announced = candidates.filter((candidate) => !more.includes(candidate)).map(announce);
  return [
    { ...state, held: [...held, ...more], next: candidates.length > 0 ? 'held' : next },
    held.length === 0 && more.length > 0 ? [...announced, wait(hasPath(state) ? 'a-while' : 'a-moment')] : announced,
  ];
};

/** Keeps a candidate for later. Past the bound the newest are dropped: ICE lists the best ones first. */
const keep = (kept: readonly Candidate[], candidate: Candidate): readonly Candidate[] =>
  kept.length < EARLY_CANDIDATES ? [...kept, candidate] : kept;

const fail = (
  state: NegotiationState,
  error: PeerError,
  before: readonly NegotiationCommand[] = [],
): NegotiationStep => [{ ...state, phase: 'failed' }, [...before, tell({ kind: 'failed', error })]];

const FRESH = { local: [], held: [], remote: [], ice: 'new' } as const;

/** The first step of either side. */
export const firstStep = (role: Role): NegotiationStep =>
  role.kind === 'offers'
    ? [{ ...FRESH, phase: 'offering', next: 'at-once' }, [{ kind: 'create-offer' }]]
    : [{ ...FRESH, phase: 'applying', next: 'held' }, [{ kind: 'apply-remote', description: role.offer }]];

/** The phases in which this end's description is out, so its candidates may follow. */
const isDescribed = (phase: Phase): boolean => phase === 'offered' || phase === 'accepting' || phase === 'settled';

const isUnanswered = (phase: Phase): boolean => phase === 'offering' || phase === 'offered';

/** This end's description is out, after `first`, and its candidates follow it. */
const goOn = (state: NegotiationState, phase: Phase, first: readonly NegotiationCommand[]): NegotiationStep => {
  const [next, sent] = send(state, state.local);
  return [{ ...next, phase, local: [] }, [...first, ...sent]];
};

/** Both descriptions are in place. Taking candidates in earlier would only hold up the answer. */
const settle = (state: NegotiationState, first: readonly NegotiationCommand[]): NegotiationStep => {
  const [next, commands] = goOn(state, 'settled', first);
  return [{ ...next, remote: [] }, [...commands, ...state.remote.map(add)]];
};

/**
 * Offer, answer and candidates of one connection with a peer, which is named where all network paths to it are dead. What
 * does not fit the phase (a second answer, an answer to an answer) changes nothing.
 */
export const createTransition =
  (peer: string) =>
  (state: NegotiationState, event: NegotiationEvent): NegotiationStep => {
    const { phase } = state;
    if (phase === 'failed') return [state, []];

    switch (event.kind) {
      case 'described':
        switch (phase) {
          case 'offering':
            return goOn(state, 'offered', [tell(event)]);
          case 'answering':
            return settle(state, [tell(event)]);
          default:
            return [state, []];
        }
      case 'remote-answer':
        return phase === 'offered'
          ? [{ ...state, phase: 'accepting' }, [{ kind: 'apply-remote', description: event.description }]]
          : [state, []];
      case 'remote-applied':
        switch (phase) {
          case 'accepting':
            return settle(state, []);
          case 'applying':
            return [{ ...state, phase: 'answering' }, [{ kind: 'create-answer' }]];
          default:
            return [state, []];
        }
      case 'remote-candidate':
        return phase === 'settled'
          ? [state, [add(event.candidate)]]
          : [{ ...state, remote: keep(state.remote, event.candidate) }, []];
      case 'local-candidate':
        return isDescribed(phase)
          ? send(state, [event.candidate])
          : [{ ...state, local: keep(state.local, event.candidate) }, []];
      case 'waited':
        return event.hold === 'a-moment' && hasPath(state)
          ? [state, [wait('a-while')]]
          : [{ ...state, held: [] }, state.held.map(announce)];
      case 'remote-unavailable':
        // Once there is an answer the other side was there; what expired then was a late candidate.
        return isUnanswered(phase) ? fail(state, event.error) : [state, []];
      case 'ice-state':
        return event.state === 'failed'
          ? fail(state, negotiationFailed(peer), [tell(event)])
          : [{ ...state, ice: event.state }, [tell(event)]];
      case 'connection-state':
        return event.state === 'failed' ? fail(state, negotiationFailed(peer)) : [state, []];
      case 'step-failed':
        return event.step === 'essential'
          ? fail(state, event.error)
          : [state, [tell({ kind: 'error', error: event.error })]];
    }
  };
