// npm run build: dist/esm and dist/cjs by tsc, module for module, so that a bundler drops what is not used;
// dist/browser, the script-tag bundles, by webpack.
import { spawnSync } from 'node:child_process';
import { copyFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './install.mjs';

function run(command, ...args) {
  const file = path.join(root, 'node_modules/.bin', command);
  const { status } = spawnSync(file, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) {
    console.error(`${command} ${args.join(' ')} failed`);
    process.exit(1);
  }
}

for (const folder of ['esm', 'cjs', 'browser'])
  rmSync(path.join(root, 'dist', folder), { recursive: true, force: true });

run('tsc', '--project', 'tsconfig.esm.json');
run('tsc', '--project', 'tsconfig.cjs.json');
run('webpack', '--stats=errors-warnings', '--no-color');
// The package is "type": "module"; these files are not.
for (const folder of ['cjs', 'browser'])
  writeFileSync(path.join(root, 'dist', folder, 'package.json'), '{ "type": "commonjs" }\n');
copyFileSync(path.join(root, 'node_modules/rxjs/LICENSE.txt'), path.join(root, 'dist/browser/LICENSE.rxjs.txt'));
