import type { Aftermath } from './aftermath.js';
import { generateScenario } from './generate-scenario.js';
import { report } from './report.js';
import { simulate } from './simulate.js';
import { Tally } from './tally.js';

/** The same in every test run, so that a failure is of the change at hand; longer forms take others. One is repeated by `RXPEER_SEED=… RXPEER_RUNS=1 npx jest spec/simulation`. */
const seed = Number(process.env['RXPEER_SEED'] ?? 20_261_125);

/** `RXPEER_RUNS=100000 npx jest spec/simulation` takes its time. */
const runs = Number(process.env['RXPEER_RUNS'] ?? 500);

// Otherwise no run would be made, and nothing would fail.
if (!Number.isSafeInteger(seed) || !(runs > 0))
  throw new Error('RXPEER_SEED and RXPEER_RUNS are numbers, the latter above 0');

/** As many runs see everything that there is to see. */
const MANY = 500;

const tally = new Tally();

const runFrom = (first: number, count: number): void => {
  for (let run = first; run < first + count; run += 1) {
    const scenario = generateScenario(run);
    const look = (after: Aftermath): void => {
      tally.count(after);
    };
    if (simulate(scenario, { look }).breaches.length > 0)
      throw new Error(report(run, simulate(scenario, { traced: true })));
  }
};

describe(`${String(runs)} runs (RXPEER_SEED=${String(seed)})`, () => {
  it('break no rule', () => {
    const before = process.cpuUsage().user;
    runFrom(seed, runs);
    const seconds = (process.cpuUsage().user - before) / 1e6;
    console.info(
      `RXPEER_SEED=${String(seed)}: ${(runs / seconds).toFixed(0)} runs a second\n${tally.lines.join('\n')}`,
    );
  });

  it('see everything that there is to see', () => {
    if (runs >= MANY) expect(tally.missing).toEqual([]);
  });

  it('are the same each time', () => {
    const trace = (): readonly string[] => simulate(generateScenario(seed), { traced: true }).trace;
    expect(trace()).toEqual(trace());
  });
});
