// npm test: everything that must hold, from a bare clone; stops at the first step that fails.
//   npm test -- --only=types,lint   runs the named steps
import { spawn } from 'node:child_process';
import path from 'node:path';
import { ensureBrowsers } from './browsers.mjs';
import { installDependencies, root } from './install.mjs';
import { steps } from './steps.mjs';

const minutes = 15; // for one command: what hangs (a spec that leaves a timer running, a browser) must not hang all

/** Runs one command, shows what it prints and resolves with that; rejects unless it succeeds. */
function run([command, ...args]) {
  const file = command === 'node' ? process.execPath : path.join(root, 'node_modules/.bin', command);
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const what = [command, ...args].join(' ');
    const watch = setTimeout(() => {
      // At once: what it started may hold its output open for ever.
      child.kill();
      reject(new Error(`${what} took more than ${minutes} minutes`));
    }, minutes * 60_000);

    let printed = '';
    for (const [from, to] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ]) {
      from.setEncoding('utf8').on('data', (text) => {
        printed += text;
        to.write(text);
      });
    }
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(watch);
      if (code === 0) resolve(printed);
      else reject(new Error(`${what} ended with ${signal ?? code}`));
    });
  });
}

/** Runs one step and resolves with how much it counts: its specs, or 1 where it has none. */
async function runStep({ commands, specs, together = false }) {
  const list = typeof commands === 'function' ? commands() : commands;
  let printed = '';
  if (together) printed = (await Promise.all(list.map(run))).join('');
  else for (const command of list) printed += await run(command);
  if (!specs) return 1;
  const passed = [...printed.matchAll(specs)].reduce((sum, [, count]) => sum + Number(count), 0);
  if (passed === 0) throw new Error('it ran no spec');
  return passed;
}

function chosenSteps(args) {
  const only = args.map((arg) => /^--only=(.+)$/.exec(arg)?.[1]);
  const names = only.flatMap((list) => list?.split(',') ?? [undefined]);
  const unknown = names.some((name) => !steps.some((step) => step.name === name));
  if (unknown) throw new Error(`Usage: npm test -- [--only=STEP,...] with ${steps.map(({ name }) => name).join(', ')}`);
  return names.length ? steps.filter(({ name }) => names.includes(name)) : steps;
}

async function main() {
  const chosen = chosenSteps(process.argv.slice(2));
  installDependencies();
  if (chosen.some(({ browsers }) => browsers)) ensureBrowsers();

  let passed = 0;
  for (const step of chosen) {
    const start = performance.now();
    const seconds = () => ((performance.now() - start) / 1000).toFixed(1);
    console.log(`\n=== ${step.name}`);
    try {
      passed += await runStep(step);
    } catch (error) {
      console.error(`\n=== ${step.name} FAILED after ${seconds()} s: ${error.message}`);
      console.log(`\n${passed} passed, 1 failed`);
      process.exit(1); // whatever a stopped command has left behind
    }
    console.log(`=== ${step.name} ok, ${seconds()} s`);
  }
  console.log(`\n${passed} passed, 0 failed`);
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
