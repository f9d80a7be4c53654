import { catchError, concatMap, map, type Observable, of, ignoreElements, EMPTY } from 'rxjs';
import { webrtcError } from '../core/errors.js';
import type { Description, PeerConnection } from '../ports/peer-connection.js';
import { type SdpTransform, transformSdp } from './transform-sdp.js';
import type { NegotiationCommand, Result } from './vocabulary.js';

const failed =
  (step: 'essential' | 'candidate') =>
  (cause: unknown): Observable<Result> =>
    of({ kind: 'step-failed', step, error: webrtcError(cause) });

/** Runs one command on the peer connection; emits what came of it. Never errors. */
export const runCommand =
  (peerConnection: PeerConnection, transform: SdpTransform | undefined) =>
  (command: NegotiationCommand): Observable<Result> => {
    const describe = (description$: Observable<Description>): Observable<Result> =>
      description$.pipe(
        map((description) => transformSdp(description, transform)),
        concatMap((description) =>
          peerConnection.applyLocal(description).pipe(map((): Result => ({ kind: 'described', description }))),
        ),
        catchError(failed('essential')),
      );

    switch (command.kind) {
      case 'create-offer':
        return describe(peerConnection.createOffer());
      case 'create-answer':
        return describe(peerConnection.createAnswer());
      case 'apply-remote':
        return peerConnection.applyRemote(command.description).pipe(
          map((): Result => ({ kind: 'remote-applied' })),
          catchError(failed('essential')),
        );
      case 'add-candidate':
        return peerConnection.addCandidate(command.candidate).pipe(ignoreElements(), catchError(failed('candidate')));
      case 'tell':
        return EMPTY;
    }
  };
