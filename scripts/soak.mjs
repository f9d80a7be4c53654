// npm run soak: the browser specs in their long forms; pages read window.__karma__.config.soak, tabs read RXPEER_SOAK.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const script = path.join(path.dirname(fileURLToPath(import.meta.url)), 'with-browsers.mjs');
const LONG_FORMS = [
  ['karma', 'start'],
  ['node', '--test', '--test-reporter=spec', 'spec/tabs/tabs.spec.mjs'],
];

const env = { ...process.env, RXPEER_SOAK: '1' };
const statuses = LONG_FORMS.map(
  (command) => spawnSync(process.execPath, [script, ...command], { stdio: 'inherit', env }).status,
);
process.exit(statuses.find((status) => status !== 0) ?? 0);
