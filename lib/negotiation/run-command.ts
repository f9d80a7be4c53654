import { catchError, EMPTY, ignoreElements, map, type Observable, of, timer } from 'rxjs';
import { ALTERNATIVE_HOLD, CANDIDATE_HOLD } from '../core/constants.js';
import { webrtcError } from '../core/errors.js';
import type { Description, PeerConnection } from '../ports/peer-connection.js';
import { type SdpTransform, transformSdp } from './transform-sdp.js';
import type { Hold, NegotiationCommand, Result } from './vocabulary.js';

/** In milliseconds. */
const HOLDS: Readonly<Record<Hold, number>> = { 'a-moment': CANDIDATE_HOLD, 'a-while': ALTERNATIVE_HOLD };

const failed =
  (step: 'essential' | 'candidate') =>
  (cause: unknown): Observable<Result> =>
    of({ kind: 'step-failed', step, error: webrtcError(cause) });

/** Runs one command on the peer connection; emits what came of it. Never errors. */
export const runCommand =
  (peerConnection: PeerConnection, transform: SdpTransform | undefined) =>
  (command: NegotiationCommand): Observable<Result> => {
    // One that is no function is none, as in PeerJS.
    const change =
      typeof transform === 'function'
        ? (description: Description): Description => transformSdp(description, transform)
        : undefined;
    const describe = (type: Description['type']): Observable<Result> =>
      peerConnection.describe(type, change).pipe(
        map((description): Result => ({ kind: 'described', description })),
        catchError(failed('essential')),
      );

    switch (command.kind) {
      case 'create-offer':
        return describe('offer');
      case 'create-answer':
        return describe('answer');
      case 'apply-remote':
        return peerConnection.applyRemote(command.description).pipe(
          map((): Result => ({ kind: 'remote-applied' })),
          catchError(failed('essential')),
        );
      case 'add-candidate':
        return peerConnection.addCandidate(command.candidate).pipe(ignoreElements(), catchError(failed('candidate')));
      case 'wait':
        return timer(HOLDS[command.hold]).pipe(map((): Result => ({ ...command, kind: 'waited' })));
      case 'tell':
        return EMPTY; // that is for others
    }
  };
