import { EARLY_CANDIDATES } from '../core/constants.js';
import type { PeerError } from '../core/errors.js';
import type { Step } from '../core/operators/run-machine.js';
import type { Candidate } from '../ports/peer-connection.js';
import type {
  NegotiationCommand,
  NegotiationEvent,
  NegotiationOutput,
  NegotiationState,
  Phase,
  Role,
} from './vocabulary.js';
import { withCandidates } from './with-candidates.js';

type NegotiationStep = Step<NegotiationState, NegotiationCommand>;

const tell = (output: NegotiationOutput): NegotiationCommand => ({ kind: 'tell', output });
const add = (candidate: Candidate): NegotiationCommand => ({ kind: 'add-candidate', candidate });
const announce = (candidate: Candidate): NegotiationCommand => tell({ kind: 'candidate', candidate });

/** A candidate of this end, now that its description is out. */
const send =
  ({ role }: NegotiationState) =>
  (candidate: Candidate): NegotiationCommand =>
    role === 'offers' ? announce(candidate) : { kind: 'hold-candidate', candidate, hold: 'a-moment' };

const hasPath = ({ ice }: NegotiationState): boolean => ice === 'connected' || ice === 'completed';

/** Keeps a candidate for later. Past the bound the newest are dropped: ICE lists the best ones first. */
const keep = (kept: readonly Candidate[], candidate: Candidate): readonly Candidate[] =>
  kept.length < EARLY_CANDIDATES ? [...kept, candidate] : kept;

const fail = (state: NegotiationState, error: PeerError): NegotiationStep => [
  { ...state, phase: 'failed' },
  [tell({ kind: 'failed', error })],
];

const FRESH = { local: [], remote: [], ice: 'new' } as const;

/** The first step of either side. */
export const firstStep = (role: Role): NegotiationStep =>
  role.kind === 'offers'
    ? [{ ...FRESH, role: role.kind, phase: 'offering' }, [{ kind: 'create-offer' }]]
    : [{ ...FRESH, role: role.kind, phase: 'applying' }, [{ kind: 'apply-remote', description: role.offer }]];

/** The phases in which this end's description is out, so its candidates may follow. */
const isDescribed = (phase: Phase): boolean => phase === 'offered' || phase === 'accepting' || phase === 'settled';

const isUnanswered = (phase: Phase): boolean => phase === 'offering' || phase === 'gathering' || phase === 'offered';

/** Both descriptions are in place. Taking candidates in earlier would only hold up the answer. */
const settle = (state: NegotiationState, first: readonly NegotiationCommand[]): NegotiationStep => [
  { ...state, phase: 'settled', local: [], remote: [] },
  [...first, ...state.local.map(send(state)), ...state.remote.map(add)],
];

/**
 * Offer, answer and candidates of one connection. `negotiationFailed` is the error for a connection whose network paths
 * are all dead. What does not fit the phase (a second answer, an answer to an answer) changes nothing.
 */
export const createTransition =
  (negotiationFailed: () => PeerError) =>
  (state: NegotiationState, event: NegotiationEvent): NegotiationStep => {
    const { phase } = state;
    if (phase === 'failed') return [state, []];

    switch (event.kind) {
      case 'described':
        switch (phase) {
          case 'offering':
            return [{ ...state, phase: 'gathering' }, [{ kind: 'gather', description: event.description }]];
          case 'answering':
            return settle(state, [tell(event)]);
          default:
            return [state, []];
        }
      case 'gathered': {
        if (phase !== 'gathering') return [state, []];
        const { description, rest } = withCandidates(event.description, state.local);
        return [
          { ...state, phase: 'offered', local: [] },
          [tell({ kind: 'described', description }), ...rest.map(announce)],
        ];
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
          ? [state, [send(state)(event.candidate)]]
          : [{ ...state, local: keep(state.local, event.candidate) }, []];
      case 'candidate-held':
        return event.hold === 'a-moment' && hasPath(state)
          ? [state, [{ kind: 'hold-candidate', candidate: event.candidate, hold: 'a-while' }]]
          : [state, [announce(event.candidate)]];
      case 'remote-unavailable':
        // Once there is an answer the other side was there; what expired then was a late candidate.
        return isUnanswered(phase) ? fail(state, event.error) : [state, []];
      case 'ice-state':
        return event.state === 'failed'
          ? [{ ...state, phase: 'failed' }, [tell(event), tell({ kind: 'failed', error: negotiationFailed() })]]
          : [{ ...state, ice: event.state }, [tell(event)]];
      case 'connection-state':
        return event.state === 'failed' ? fail(state, negotiationFailed()) : [state, []];
      case 'step-failed':
        return event.step === 'essential'
          ? fail(state, event.error)
          : [state, [tell({ kind: 'error', error: event.error })]];
    }
  };
