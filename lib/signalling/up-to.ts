import { EMPTY } from 'rxjs';
import type { ReconnectPolicy } from '../core/options.js';

/** So many attempts by a policy, then none. */
export const upTo =
  (attempts: number, policy: ReconnectPolicy): ReconnectPolicy =>
  (error, attempt) =>
    attempt > attempts ? EMPTY : policy(error, attempt);
