import type { Outcome } from './simulate.js';

/** What went wrong in a run, how to repeat it, and everything that happened in it. */
export const report = (seed: number, { breaches, trace }: Outcome): string =>
  [
    `A rule did not hold. To repeat it: RXPEER_SEED=${String(seed)} RXPEER_RUNS=1 npx jest spec/simulation`,
    ...breaches.map(({ rule, what }) => `  ${rule}: ${what}`),
    'What happened, by milliseconds:',
    ...trace,
  ].join('\n');
