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

type NegotiationStep = Step<NegotiationState, NegotiationCommand>;

const tell = (output: NegotiationOutput): NegotiationCommand => ({ kind: 'tell', output });
const add = (candidate: Candidate): NegotiationCommand => ({ kind: 'add-candidate', candidate });
const announce = (candidate: Candidate): NegotiationCommand => tell({ kind: 'candidate', candidate });

/** Keeps a candidate for later. Past the bound the newest are dropped: ICE lists the best ones first. */
const keep = (kept: readonly Candidate[], candidate: Candidate): readonly Candidate[] =>
  kept.length < EARLY_CANDIDATES ? [...kept, candidate] : kept;

const fail = (state: NegotiationState, error: PeerError): NegotiationStep => [
  { ...state, phase: 'failed' },
  [tell({ kind: 'failed', error })],
];

/** The first step of either side. */
export const firstStep = (role: Role): NegotiationStep =>
  role.kind === 'offers'
    ? [{ phase: 'offering', local: [], remote: [] }, [{ kind: 'create-offer' }]]
    : [{ phase: 'applying', local: [], remote: [] }, [{ kind: 'apply-remote', description: role.offer }]];

/** The phases in which this end's description is out, so its candidates may follow. */
const isDescribed = (phase: Phase): boolean => phase === 'offered' || phase === 'accepting' || phase === 'settled';

/** The phases in which the other end's description is in place, so its candidates can be added. */
const isApplied = (phase: Phase): boolean => phase === 'answering' || phase === 'settled';

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
        return phase === 'offering' || phase === 'answering'
          ? [
              { ...state, phase: phase === 'offering' ? 'offered' : 'settled', local: [] },
              [tell(event), ...state.local.map(announce)],
            ]
          : [state, []];
      case 'remote-answer':
        return phase === 'offered'
          ? [{ ...state, phase: 'accepting' }, [{ kind: 'apply-remote', description: event.description }]]
          : [state, []];
      case 'remote-applied':
        switch (phase) {
          case 'accepting':
            return [{ ...state, phase: 'settled', remote: [] }, state.remote.map(add)];
          case 'applying':
            return [
              { ...state, phase: 'answering', remote: [] },
              [...state.remote.map(add), { kind: 'create-answer' }],
            ];
          default:
            return [state, []];
        }
      case 'remote-candidate':
        return isApplied(phase)
          ? [state, [add(event.candidate)]]
          : [{ ...state, remote: keep(state.remote, event.candidate) }, []];
      case 'local-candidate':
        return isDescribed(phase)
          ? [state, [announce(event.candidate)]]
          : [{ ...state, local: keep(state.local, event.candidate) }, []];
      case 'remote-unavailable':
        // Once there is an answer the other side was there; what expired then was a late candidate.
        return phase === 'offering' || phase === 'offered' ? fail(state, event.error) : [state, []];
      case 'ice-state':
        return event.state === 'failed'
          ? [{ ...state, phase: 'failed' }, [tell(event), tell({ kind: 'failed', error: negotiationFailed() })]]
          : [state, [tell(event)]];
      case 'connection-state':
        return event.state === 'failed' ? fail(state, negotiationFailed()) : [state, []];
      case 'step-failed':
        return event.step === 'essential'
          ? fail(state, event.error)
          : [state, [tell({ kind: 'error', error: event.error })]];
    }
  };
