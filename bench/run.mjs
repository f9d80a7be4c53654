// npm run bench: RxPeer beside a raw RTCDataChannel, PeerJS and simple-peer in Chromium and Firefox, and its codec beside
// others in Node. Prints tables and puts them into bench/RESULTS.md.
//
//   --only=codecs,chromium,firefox   these parts
//   --tests=bulk,roundtrip           these tests of the browser parts (bench/tests.mjs); nothing is written
//   --rounds=9                       measured rounds; one more before them warms up
//   --network=delay:25,rate:20,loss:0.01   through a network as spec/support/network.mjs has it; nothing is written
//   --quick                          small amounts and one round: does it work at all? Nothing is written
//
// Static imports are Node builtins and what stands on them: the dependencies may not be there yet.
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { ensureBrowsers } from '../scripts/browsers.mjs';
import { installDependencies } from '../scripts/install.mjs';
import { writeResults } from './results.mjs';

const BROWSERS = ['chromium', 'firefox'];
const PARTS = ['codecs', ...BROWSERS];
const LEAST_ROUNDS = 5;
/** Single rounds differ by half (a transfer that stalls costs seconds), so it takes this many for a median that holds. */
const ROUNDS = 9;

const listOf = (text, known, option) => {
  const chosen = text?.split(',') ?? known;
  const wrong = chosen.filter((name) => !known.includes(name));
  if (wrong.length) throw new Error(`--${option}: there is no ${wrong.join(', ')}; there is ${known.join(', ')}`);
  return chosen;
};

/** `delay:25,rate:20` as an object of numbers. */
const conditionsOf = (text) =>
  Object.fromEntries(
    text.split(',').map((condition) => {
      const [name, value] = condition.split(':');
      return [name, Number(value)];
    }),
  );

function readOptions(knownTests) {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      tests: { type: 'string' },
      rounds: { type: 'string' },
      network: { type: 'string' },
      quick: { type: 'boolean', default: false },
    },
  });
  const rounds = Number(values.rounds ?? (values.quick ? 1 : ROUNDS));
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds: a whole number from 1 on');
  return {
    rounds,
    quick: values.quick,
    parts: listOf(values.only, PARTS, 'only'),
    tests: listOf(values.tests, knownTests, 'tests'),
    network: values.network && conditionsOf(values.network),
    // Figures of a part of it, or of few rounds, are for whoever asked, not for the record.
    record: !values.quick && !values.tests && !values.network && rounds >= LEAST_ROUNDS,
  };
}

const conditions = (options) => {
  const processors = cpus();
  const day = new Date().toISOString().slice(0, 10);
  const machine = `${processors.length} × ${processors[0]?.model ?? 'unknown processor'}`;
  const network = options.network ? ` Network: ${JSON.stringify(options.network)}.` : '';
  return `${day}, ${machine}, Node ${process.versions.node}, ${options.rounds} rounds.${network}`;
};

async function main() {
  installDependencies();
  const { testNames } = await import('./tests.mjs');
  const options = readOptions(testNames);
  const browsers = BROWSERS.filter((name) => options.parts.includes(name));
  if (browsers.length) ensureBrowsers(browsers);

  const report = (part, tables) => {
    const text = `${conditions(options)} ${tables}`;
    console.log(`\n## ${part}\n\n${text}`);
    if (options.record) console.log(`\nWritten to ${writeResults(part, text)}`);
  };
  if (options.parts.includes('codecs')) report('codecs', await (await import('./codecs.mjs')).measureCodecs(options));
  if (browsers.length) {
    const { measureBrowsers } = await import('./browsers.mjs');
    await measureBrowsers(browsers, options, report);
  }
}

try {
  await main();
  process.exit(0); // whatever a browser may have left open
} catch (error) {
  console.error(error);
  process.exit(1);
}
