import { generateScenario } from './generate-scenario.js';
import type { simulate, SimulationOptions } from './simulate.js';

/** No more runs than `npm test` makes by default. */
const RUNS = 2_000;

/** Which rules are broken, run after run, until this one is among them. */
export const findBreach = (run: typeof simulate, rule: string, options: SimulationOptions = {}): readonly string[] => {
  const broken = new Set<string>();
  for (let seed = 1; seed <= RUNS && !broken.has(rule); seed += 1) {
    for (const breach of run(generateScenario(seed), options).breaches) broken.add(breach.rule);
  }
  return [...broken];
};
