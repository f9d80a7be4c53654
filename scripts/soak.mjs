// npm run soak: the browser specs in their long forms; they read window.__karma__.config.soak.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const script = path.join(path.dirname(fileURLToPath(import.meta.url)), 'with-browsers.mjs');
const { status } = spawnSync(process.execPath, [script, 'karma', 'start'], {
  stdio: 'inherit',
  env: { ...process.env, RXPEER_SOAK: '1' },
});
process.exit(status ?? 1);
