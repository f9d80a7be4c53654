import { NEVER } from 'rxjs';
import type { ConnectionDeps } from '../../lib/pipelines/run-connection.js';

/** What a connection needs besides its own: nobody is known, nobody is watched, and there is no hurry. */
export const connectionDeps: Pick<ConnectionDeps, 'remote$' | 'liveness' | 'clock$'> = {
  remote$: NEVER,
  liveness: Infinity,
  clock$: NEVER,
};
