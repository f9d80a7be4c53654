// Makes what a user has: the packed package, installed in an empty project.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));

const json = (file) => JSON.parse(readFileSync(file, 'utf8'));

/** Runs a command quietly; what it printed is in the error if it fails. */
export function run(command, args, cwd) {
  try {
    return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    throw new Error(`${command} ${args.join(' ')}\n${error.stdout}${error.stderr}`);
  }
}

/** An empty folder that is removed after the test file. For the top level: in a hook, `after` is the hook's. */
export function temporaryFolder() {
  const folder = mkdtempSync(path.join(tmpdir(), 'rxpeer-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Packs the built package into `folder`: the tarball's path and the names of the files in it. */
export function pack(folder) {
  if (!existsSync(path.join(root, 'dist/esm/index.js'))) throw new Error('dist/ is not there: npm run build');
  const printed = run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], root);
  const [{ filename, files }] = JSON.parse(printed);
  return { tarball: path.join(folder, filename), files: files.map((file) => file.path) };
}

/** What must be in node_modules beside the package: what it depends on, what that depends on, ... */
function runtimeDependencies() {
  const { dependencies, peerDependencies } = json(path.join(root, 'package.json'));
  const found = new Set();
  const visit = (name) => {
    if (found.has(name)) return;
    found.add(name);
    Object.keys(json(path.join(root, 'node_modules', name, 'package.json')).dependencies ?? {}).forEach(visit);
  };
  Object.keys({ ...dependencies, ...peerDependencies }).forEach(visit);
  return [...found];
}

/** An empty project with the tarball installed, all of it from this machine, with the fixtures beside it. */
export function makeConsumer() {
  const folder = temporaryFolder();
  const { tarball } = pack(folder);
  writeFileSync(path.join(folder, 'package.json'), '{ "name": "consumer", "private": true, "type": "module" }\n');
  const local = runtimeDependencies().map((name) => path.join(root, 'node_modules', name));
  // install-links copies the folders: a link would lead back to this repository's node_modules.
  const flags = ['--offline', '--install-links', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'];
  run('npm', ['install', ...flags, tarball, ...local], folder);
  cpSync(new URL('./fixtures/', import.meta.url), folder, { recursive: true });
  return folder;
}
