import { setTimeout as pause } from 'node:timers/promises';
import { browsers, launch } from '../spec/demo/browsers.mjs';
import { Network } from '../spec/support/network.mjs';
import { startPeerServer } from '../spec/support/peer-server.mjs';
import { measureMemory } from './memory.mjs';
import { buildPages, libraries, servePages } from './pages.mjs';
import { median, ratioOf, rotated } from './statistics.mjs';
import { figure, judged, ratio, table } from './table.mjs';
import { TabPair } from './tabs.mjs';
import { chosenTests, memoryTest, wantsMemory } from './tests.mjs';

/** Milliseconds that no question to a page takes, and that a browser has for closing. */
const PROTOCOL_TIMEOUT = 1_200_000;
const CLOSING = 10_000;

/** Every library, one after the other in each test of each round. Returns figures[test][library][round]. */
async function runRounds(browser, servers, options, say) {
  const { rounds } = options;
  const pairs = new Map();
  for (const library of libraries) pairs.set(library.name, await TabPair.open(browser, library, servers));
  const figures = {};
  for (let round = 0; round <= rounds; round += 1) {
    say(round ? `round ${round} of ${rounds}` : 'warming up');
    for (const pair of pairs.values()) await pair.connect();
    // Round 0 warms up, with less of everything; its figures are dropped.
    for (const { name, measure } of chosenTests(round ? options : { ...options, quick: true })) {
      for (const library of rotated([...pairs.keys()], round)) {
        const value = await measure(pairs.get(library));
        if (round > 0) ((figures[name] ??= {})[library] ??= []).push(value);
      }
    }
    for (const pair of pairs.values()) await pair.disconnect();
  }
  for (const pair of pairs.values()) await pair.close();
  return figures;
}

/** The figures of all libraries, and what RxPeer's are of theirs. */
const speedTable = (browserName, tests, figures) =>
  table(
    ['', ...libraries.map(({ title }) => title), 'RxPeer / raw channel', 'RxPeer / PeerJS', 'RxPeer / simple-peer'],
    tests.map(({ name, title, targets }) => {
      const of = figures[name];
      return [
        title,
        ...libraries.map((library) => figure(median(of[library.name]))),
        ratio(ratioOf(of.rxpeer, of.raw), targets.raw),
        ratio(ratioOf(of.rxpeer, of.peerjs), targets.peerjs?.[browserName]),
        ratio(ratioOf(of.rxpeer, of['simple-peer'])),
      ];
    }),
  );

async function memoryTable(browser, servers, options, say) {
  const { batch, target } = memoryTest(options);
  const rows = [];
  for (const library of libraries.filter(({ name }) => name === 'raw' || name === 'rxpeer')) {
    say(`memory, ${library.title}`);
    const peaks = await measureMemory(browser, library, servers, batch);
    const limit = library.name === 'rxpeer' ? { most: target } : undefined;
    rows.push([library.title, judged(peaks.sender, limit), judged(peaks.receiver, limit)]);
  }
  const amount = `${(batch.count * batch.size) / 2 ** 20} MiB in values of 1 MiB pass`;
  return `Peak of memory above idle, MiB, while ${amount}:\n\n${table(['', 'sender', 'receiver'], rows)}`;
}

/** As for the demo, but Firefox, which takes a page under automation for one being debugged, keeps no stack of each promise. */
const known = {
  chromium: browsers.chromium,
  firefox: () => {
    const { extraPrefsFirefox, ...options } = browsers.firefox();
    return { ...options, extraPrefsFirefox: { ...extraPrefsFirefox, 'javascript.options.asyncstack': false } };
  },
};

/** Closes it, or kills it where it does not want to. */
async function end(browser) {
  await Promise.race([browser.close().catch(() => undefined), pause(CLOSING)]);
  browser.process()?.kill('SIGKILL');
}

async function measureBrowser(name, servers, options) {
  const say = (text) => console.error(`${name}: ${text}`);
  const browser = await launch({ ...known[name](), protocolTimeout: PROTOCOL_TIMEOUT });
  try {
    const parts = [`${await browser.version()}.`];
    const tests = chosenTests(options);
    if (tests.length) {
      const figures = await runRounds(browser, servers, options, say);
      parts.push(speedTable(name, tests, figures));
    }
    if (wantsMemory(options)) parts.push(await memoryTable(browser, servers, options, say));
    return parts.join('\n\n');
  } finally {
    await end(browser);
  }
}

/** Measures in one browser after the other; `report` is told what each has given. */
export async function measureBrowsers(names, options, report) {
  await buildPages();
  const peer = await startPeerServer();
  const pages = await servePages();
  const network = options.network && new Network(options.network);
  try {
    for (const name of names) {
      try {
        report(name, await measureBrowser(name, { peer, pages, network }, options));
      } catch (error) {
        throw new Error(`${name}: ${error.message}`, { cause: error });
      }
    }
  } finally {
    await network?.close();
    pages.close();
    await peer.close();
  }
}
