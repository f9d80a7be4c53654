import { startPeerServer } from './spec/support/peer-server.mjs';
import { startRogueServer } from './spec/support/rogue-server.mjs';
import { sources } from './webpack.config.js';

const soak = Boolean(process.env.RXPEER_SOAK); // set by scripts/soak.mjs
const minutes = (count) => count * 60_000;

/** A Karma plugin that stops the servers when Karma ends. */
const stopOnExit = (...servers) => {
  const factory = (emitter) =>
    emitter.on('exit', (done) => Promise.all(servers.map((server) => server.close())).then(() => done()));
  factory.$inject = ['emitter'];
  return { 'framework:servers': ['factory', factory] };
};

const customLaunchers = {
  ChromiumCI: {
    base: 'ChromeHeadless',
    flags: [
      '--no-sandbox', // as root and in containers
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream', // grants getUserMedia; also real host candidates instead of mDNS names
      '--allow-loopback-in-peer-connection', // machines whose only interface is "lo"
      '--autoplay-policy=no-user-gesture-required',
      // A page in the background would be slowed down while another one is looked at.
      '--disable-background-timer-throttling',
      '--disable-renderer-backgrounding',
      '--disable-backgrounding-occluded-windows',
    ],
  },
  FirefoxCI: {
    base: 'FirefoxHeadless',
    prefs: {
      'media.navigator.streams.fake': true,
      'media.navigator.permission.disabled': true, // without it getUserMedia waits for an answer
      'media.peerconnection.ice.obfuscate_host_addresses': false,
      'media.autoplay.default': 0,
      'media.autoplay.blocking_policy': 0,
    },
  },
};

/** Karma's configuration for the specs that match `specs`, against a PeerServer and a misbehaving one. */
export async function karmaConfig({ specs, exclude = [], concurrency }) {
  const [peer, rogue] = await Promise.all([startPeerServer(), startRogueServer()]);
  // `close` is for this process; the specs read the rest as window.__karma__.config.peerServer and .rogueServer.
  const { host, port, path, key } = peer;
  const client = {
    peerServer: { host, port, path, key },
    rogueServer: { host: rogue.host, port: rogue.port },
    soak,
    seed: Number(process.env.RXPEER_SEED ?? Date.now()) % 2 ** 32,
    jasmine: { random: false, timeoutInterval: 20_000, failSpecWithNoExpectations: true },
  };

  return {
    plugins: [
      'karma-jasmine',
      'karma-webpack',
      'karma-chrome-launcher',
      'karma-firefox-launcher',
      stopOnExit(peer, rogue),
    ],
    frameworks: ['servers', 'jasmine', 'webpack'],
    files: specs.map((pattern) => ({ pattern, watched: false })),
    exclude,
    preprocessors: Object.fromEntries(specs.map((pattern) => [pattern, ['webpack']])),
    webpack: {
      ...sources,
      mode: 'development',
      devtool: 'inline-source-map',
      performance: { hints: false },
      stats: 'errors-warnings',
    },
    client,
    browsers: (process.env.KARMA_BROWSERS ?? 'ChromiumCI,FirefoxCI').split(','),
    customLaunchers,
    concurrency,
    reporters: ['dots'],
    colors: process.stdout.isTTY === true,
    browserConsoleLogOptions: { level: 'warn', terminal: true },
    hostname: '127.0.0.1',
    listenAddress: '127.0.0.1',
    singleRun: true,
    autoWatch: false,
    failOnEmptyTestSuite: true,
    captureTimeout: minutes(2),
    browserNoActivityTimeout: minutes(soak ? 20 : 3),
    browserDisconnectTimeout: minutes(1),
  };
}

/** KARMA_SPECS=spec/browser/x.spec.ts runs one file. */
export default async (config) => {
  const chosen = process.env.KARMA_SPECS?.split(',');
  config.set(
    await karmaConfig({
      specs: chosen ?? ['spec/browser/**/*.spec.ts', 'spec/interop/**/*.spec.ts'],
      exclude: ['spec/interop/pair/**'],
      concurrency: soak ? 1 : 2, // at once they take a fifth less time
    }),
  );
};
