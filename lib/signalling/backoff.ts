import { timer } from 'rxjs';
import { BACKOFF_FACTOR, BACKOFF_FIRST, BACKOFF_LONGEST, LONGEST_WAIT } from '../core/constants.js';
import type { ReconnectPolicy } from '../core/options.js';

/** How `backoff` waits; `first` and `longest` in milliseconds. */
export interface BackoffOptions {
  /** The wait before the first attempt. Default 1,000. */
  readonly first?: number;
  /** How many times as long each wait is as the one before. Default 2. */
  readonly factor?: number;
  /** No wait is longer. Default 30,000; 24.8 days at the most. */
  readonly longest?: number;
}

/** Random bytes in a number below 1: 32 bits, more than a wait has milliseconds. */
const RANDOM_BYTES = 4;

const fraction = (bytes: Uint8Array): number => bytes.reduce((sum, byte) => (sum + byte) / 256, 0);

/**
 * Makes policies that wait longer each time, each wait shortened by a random part of up to its half: a server that comes
 * back is not asked by everybody at once.
 */
export const createBackoff =
  (randomBytes: (count: number) => Uint8Array) =>
  ({
    first = BACKOFF_FIRST,
    factor = BACKOFF_FACTOR,
    longest = BACKOFF_LONGEST,
  }: BackoffOptions = {}): ReconnectPolicy =>
  (_error, attempt) =>
    timer(
      Math.round(
        Math.min(first * factor ** (attempt - 1), longest, LONGEST_WAIT) *
          (1 - fraction(randomBytes(RANDOM_BYTES)) / 2),
      ),
    );
