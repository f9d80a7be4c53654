import { NEVER, type Observable, Subject } from 'rxjs';
import type { PeerError } from '../../lib/core/errors.js';
import type { ConnectionSignal } from '../../lib/pipelines/connection-signal.js';
import type { ConnectionIntent } from '../../lib/pipelines/intent.js';
import type { ConnectionOutput } from '../../lib/pipelines/output.js';
import type { Remote } from '../../lib/pipelines/remote.js';
import { type ConnectionDeps, runConnection } from '../../lib/pipelines/run-connection.js';
import type { Ended } from '../../lib/pipelines/until-ended.js';
import type { PeerConnection } from '../../lib/ports/peer-connection.js';
import { connectionDeps } from '../support/connection-deps.js';
import { FakePeerConnection } from '../support/fake-peer-connection.js';
import { inShort } from './in-short.js';

/** What is run over the peer connection: the part that data connections and calls differ in. */
export type Body = (peerConnection: PeerConnection, remote: () => Remote) => Observable<ConnectionOutput | Ended>;

export const OFFER = { type: 'offer', sdp: 'o' } as const;
export const CLOSE: ConnectionIntent = { kind: 'close', by: 'this-side' };

/** What is left of a connection that is over: nobody listens to intents, to signals, to the peer connection, which is closed. */
export const FREE = [false, false, 0, true];
/** What every connection that offers tells first. */
export const STARTED = ['peer-connection', 'ice-state', 'described'];

/** One connection that carries nothing, and what it tells, in short. */
export const runBare = (body: Body = () => NEVER, overrides: Partial<ConnectionDeps> = {}) => {
  const peerConnection = new FakePeerConnection();
  const intent$ = new Subject<ConnectionIntent>();
  const signal$ = new Subject<ConnectionSignal>();
  const told: string[] = [];
  const outputs: ConnectionOutput[] = [];
  const errors: PeerError[] = [];
  const closedBefore: number[] = [];
  const deps: ConnectionDeps = {
    ...connectionDeps,
    role: { kind: 'offers' },
    peer: 'bob',
    connectionId: 'dc_1',
    createPeerConnection: () => peerConnection,
    ...overrides,
  };
  const subscription = runConnection<ConnectionOutput>(intent$, signal$, deps, (...args) => [body(...args)]).subscribe({
    next: (output) => {
      outputs.push(output);
      if ('error' in output) errors.push(output.error);
      told.push(inShort(output));
      if (output.kind === 'closed' || output.kind === 'failed') closedBefore.push(peerConnection.closes);
    },
    complete: () => told.push('complete'),
  });
  return {
    peerConnection,
    intent$,
    signal$,
    told,
    outputs,
    errors,
    /** How often the peer connection had been closed each time when an end was told. */
    closedBefore,
    subscription,
    leftovers: () => [intent$.observed, signal$.observed, peerConnection.subscriptions, peerConnection.closes > 0],
  };
};
