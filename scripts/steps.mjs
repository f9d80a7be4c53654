import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { root } from './install.mjs';

/** The *.spec.mjs files under a folder. Node 20's test runner takes no glob. */
function nodeSpecs(folder) {
  const full = path.join(root, folder);
  const names = existsSync(full) ? readdirSync(full, { recursive: true }) : [];
  const specs = names.filter((name) => name.endsWith('.spec.mjs')).sort();
  if (specs.length === 0) throw new Error(`there is no *.spec.mjs in ${folder}/`);
  return specs.map((name) => path.join(folder, name));
}

const nodeTest = (folder) => () => [
  ['node', '--test', '--test-timeout=600000', '--test-reporter=spec', ...nodeSpecs(folder)],
];

/** The fakes that users may copy; what they import is looked at too. */
const copied = ['loopback', 'marbles', 'virtual-time'].map((name) => `spec/support/${name}.ts`);

/**
 * What `npm test` does, in this order. A step is a list of commands of node_modules/.bin (or `node`), or a function
 * that makes it; they run one after the other, or `together`. `specs` finds the number of specs that passed in what they
 * print, and `browsers` asks for browsers.
 */
export const steps = [
  {
    name: 'types',
    together: true,
    commands: [
      'tsconfig.json',
      'tsconfig.spec.json',
      'tsconfig.browser.json',
      'tsconfig.demo.json',
      'bench/tsconfig.json',
      'spec/tabs/tsconfig.json',
    ].map((project) => ['tsc', '--noEmit', '--project', project]),
  },
  { name: 'lint', commands: [['eslint', '--max-warnings=0', '.']] },
  { name: 'format', commands: [['prettier', '--check', '.']] },
  { name: 'imports', commands: [['depcruise', '--config', '.dependency-cruiser.cjs', 'lib', 'demo', ...copied]] },
  { name: 'docs', commands: [['typedoc', '--emit', 'none']] },
  { name: 'unused', commands: [['knip', '--no-progress']] },
  { name: 'jest', commands: [['jest', '--coverage']], specs: /^Tests:.*?(\d+) passed/gm },
  { name: 'build', commands: [['node', 'scripts/build.mjs']] },
  { name: 'package', commands: nodeTest('spec/package'), specs: /^ℹ pass (\d+)/gm },
  { name: 'karma', commands: [['karma', 'start']], specs: /Executed (\d+) of \d+.*SUCCESS/g, browsers: true },
  {
    name: 'pair',
    commands: [['karma', 'start', 'karma.pair.conf.js']],
    specs: /Executed (\d+) of \d+.*SUCCESS/g,
    browsers: true,
  },
  { name: 'tabs', commands: nodeTest('spec/tabs'), specs: /^ℹ pass (\d+)/gm, browsers: true },
  { name: 'demo', commands: nodeTest('spec/demo'), specs: /^ℹ pass (\d+)/gm, browsers: true },
];
