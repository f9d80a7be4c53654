import type { Stage } from './run-example.js';

/** What an example of the README does. */
export interface Expectation {
  /** The heading above it. */
  readonly heading: string;
  /** The how many-th example under that heading, from 1. */
  readonly nth: number;
  /** What happens once the example has run. */
  readonly drive: (stage: Stage<never>) => void;
  /** Everything that is printed. */
  readonly prints: readonly string[];
}

/** The examples under a heading of README.md, in their order: what happens, then everything that is printed. */
export const under = (
  heading: string,
  ...examples: readonly (readonly [drive: Expectation['drive'], ...prints: string[]])[]
): readonly Expectation[] => examples.map(([drive, ...prints], index) => ({ heading, nth: index + 1, drive, prints }));
