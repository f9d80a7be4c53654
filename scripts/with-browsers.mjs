// Runs a command of node_modules/.bin with CHROME_BIN, FIREFOX_BIN and KARMA_BROWSERS set to browsers that are there:
//   node scripts/with-browsers.mjs [--only=chromium|firefox] karma start
import { spawn } from 'node:child_process';
import path from 'node:path';
import { ensureBrowsers } from './browsers.mjs';
import { installDependencies, root } from './install.mjs';

const [first, ...rest] = process.argv.slice(2);
const only = /^--only=(chromium|firefox)$/.exec(first ?? '')?.[1];
const [command, ...args] = only ? rest : [first, ...rest];

if (!command) {
  console.error('Usage: node scripts/with-browsers.mjs [--only=chromium|firefox] COMMAND ...');
  process.exit(2);
}
try {
  installDependencies();
  ensureBrowsers(only ? [only] : undefined);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

process.env.PATH = [path.join(root, 'node_modules/.bin'), process.env.PATH].join(path.delimiter);
spawn(command, args, { stdio: 'inherit', cwd: root })
  .on('error', (error) => {
    console.error(error.message);
    process.exit(127);
  })
  .on('exit', (code) => process.exit(code ?? 1));
