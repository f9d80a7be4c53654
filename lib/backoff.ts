import { randomBytes } from './browser/random-bytes.js';
import type { ReconnectPolicy } from './core/options.js';
import { type BackoffOptions, createBackoff } from './signalling/backoff.js';

/**
 * A policy that waits longer each time: 1 s, 2 s, 4 s, … up to 30 s, each shortened by a random part of up to its half, so that
 * those who lost a server together do not come back together. For the option `reconnect`, for `reconnectWith`, and for
 * `retry({ delay: backoff() })`. It goes on for ever: `upTo` bounds it.
 */
export const backoff = (options: BackoffOptions = {}): ReconnectPolicy => createBackoff(randomBytes)(options);
