import { EMPTY } from 'rxjs';
import type { ReconnectPolicy } from '../core/options.js';

/** A policy that gives up after so many attempts in a row: `upTo(5, backoff())`. A success begins the count anew. */
export const upTo =
  (attempts: number, policy: ReconnectPolicy): ReconnectPolicy =>
  (error, attempt) =>
    attempt > attempts ? EMPTY : policy(error, attempt);
