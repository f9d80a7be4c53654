import { map, merge, mergeMap, type Observable } from 'rxjs';
import { ofKind } from '../core/operators/of-kind.js';
import { runMachine } from '../core/operators/run-machine.js';
import type { PeerConnection } from '../ports/peer-connection.js';
import { runCommand } from './run-command.js';
import type { SdpTransform } from './transform-sdp.js';
import { createTransition, firstStep } from './transition.js';
import type { NegotiationEvent, NegotiationOutput, RemoteSignal, Role } from './vocabulary.js';

export interface NegotiationDeps {
  readonly role: Role;
  /** Id of the other peer, for messages. */
  readonly peer: string;
  readonly peerConnection: PeerConnection;
  readonly sdpTransform?: SdpTransform | undefined;
}

/**
 * Negotiates one connection: signals of the other side in; descriptions, candidates and states out. Runs as long as it is
 * subscribed, because ICE may change its mind at any time, and completes when it has failed.
 */
export const negotiate = (signal$: Observable<RemoteSignal>, deps: NegotiationDeps): Observable<NegotiationOutput> => {
  const { peerConnection, peer, role, sdpTransform } = deps;
  const event$ = merge<NegotiationEvent[]>(
    signal$,
    peerConnection.candidate$.pipe(map((candidate): NegotiationEvent => ({ kind: 'local-candidate', candidate }))),
    peerConnection.iceState$.pipe(map((state): NegotiationEvent => ({ kind: 'ice-state', state }))),
    peerConnection.state$.pipe(map((state): NegotiationEvent => ({ kind: 'connection-state', state }))),
  );
  return runMachine(
    {
      initial: firstStep(role),
      transition: createTransition(peer),
      isFinal: ({ phase }) => phase === 'failed',
    },
    event$,
    mergeMap(runCommand(peerConnection, sdpTransform)),
  ).pipe(
    ofKind('tell'),
    map(({ output }) => output),
  );
};
