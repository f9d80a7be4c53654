// Where Chromium and Firefox are, for Karma and for puppeteer-core. Node builtins only.
import { spawnSync } from 'node:child_process';
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { root } from './install.mjs';

const known = {
  chromium: {
    variable: 'CHROME_BIN',
    commands: ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'],
    debianPackage: 'chromium',
    karma: 'ChromiumCI',
  },
  firefox: {
    variable: 'FIREFOX_BIN',
    commands: ['firefox-esr', 'firefox'],
    debianPackage: 'firefox-esr',
    karma: 'FirefoxCI',
  },
};

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const onPath = (command) =>
  (process.env.PATH ?? '')
    .split(path.delimiter)
    .map((folder) => path.join(folder, command))
    .find(isExecutable);

function find({ variable, commands }) {
  const given = process.env[variable];
  if (!given) return commands.map(onPath).find(Boolean);
  if (!isExecutable(given)) throw new Error(`${variable}=${given} is not an executable file`);
  return given;
}

function installWithApt(browsers) {
  const packages = browsers.map(({ debianPackage }) => debianPackage);
  console.error(`Installing ${packages.join(' and ')} with apt-get ...`);
  const options = {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  };
  spawnSync('apt-get', ['update', '-q'], options); // its failure may not matter: the lists may be fresh already
  const { status } = spawnSync('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages], options);
  if (status !== 0) console.error('apt-get install failed');
}

/** The Chromium inside the npm package @sparticuz/chromium, if somebody who is not root has installed it. */
function chromiumFromNpm() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  let packed;
  try {
    packed = path.resolve(path.dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')), '../../bin');
  } catch {
    return undefined;
  }
  const folder = path.join(root, 'node_modules/.cache/chromium');
  const executable = path.join(folder, 'chromium');
  if (!existsSync(executable)) {
    const unpack = (name) => brotliDecompressSync(readFileSync(path.join(packed, name)));
    mkdirSync(folder, { recursive: true });
    if (spawnSync('tar', ['xf', '-', '-C', folder], { input: unpack('al2023.tar.br') }).status !== 0) return undefined;
    writeFileSync(`${executable}.part`, unpack('chromium.br'));
    chmodSync(`${executable}.part`, 0o755);
    renameSync(`${executable}.part`, executable); // whole or not at all
  }
  process.env.LD_LIBRARY_PATH = [process.env.LD_LIBRARY_PATH, path.join(folder, 'lib')].filter(Boolean).join(':');
  return executable;
}

const advice = (name, { variable, debianPackage }) =>
  [
    `No ${name} found, and it could not be installed. Do one of these:`,
    `  - set ${variable} to the browser's executable;`,
    `  - on Debian or Ubuntu, as root: apt-get update && apt-get install ${debianPackage};`,
    ...(name === 'chromium'
      ? ['  - without root, on Linux x64: npm install --no-save @sparticuz/chromium@143.0.4;']
      : []),
    `  - run the specs of the other browser alone:`,
    `    node scripts/with-browsers.mjs --only=${name === 'chromium' ? 'firefox' : 'chromium'} karma start`,
  ].join('\n');

/**
 * Finds the browsers (the variable, PATH), installs what is missing (apt-get as root), and sets CHROME_BIN,
 * FIREFOX_BIN and KARMA_BROWSERS. Throws what to do where one cannot be had.
 */
export function ensureBrowsers(names = Object.keys(known)) {
  const wanted = names.map((name) => [name, known[name]]);
  const missing = wanted.map(([, browser]) => browser).filter((browser) => !find(browser));
  if (missing.length && process.getuid?.() === 0 && onPath('apt-get')) installWithApt(missing);

  for (const [name, browser] of wanted) {
    const file = find(browser) ?? (name === 'chromium' ? chromiumFromNpm() : undefined);
    if (!file) throw new Error(advice(name, browser));
    process.env[browser.variable] = file;
  }
  process.env.KARMA_BROWSERS ??= wanted.map(([, browser]) => browser.karma).join(',');
}
