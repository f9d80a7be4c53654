// npm run soak: the specs in their long forms. Pages read window.__karma__.config.soak, tabs RXPEER_SOAK; the simulation
// takes seeds that no run before it has taken, unless it is told which.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const script = path.join(path.dirname(fileURLToPath(import.meta.url)), 'with-browsers.mjs');
const LONG_FORMS = [
  ['karma', 'start'],
  ['node', '--test', '--test-reporter=spec', 'spec/tabs/tabs.spec.mjs'],
  ['jest', 'spec/simulation/simulation.spec.ts'],
];

const env = {
  RXPEER_RUNS: '100000',
  RXPEER_SEED: String(Date.now()),
  ...process.env,
  RXPEER_SOAK: '1',
};
const statuses = LONG_FORMS.map(
  (command) => spawnSync(process.execPath, [script, ...command], { stdio: 'inherit', env }).status,
);
process.exit(statuses.every((status) => status === 0) ? 0 : 1); // null where a signal has ended it
