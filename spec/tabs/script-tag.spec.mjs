// The minified script-tag bundles, which are built like nothing else here, in both browsers: one page with both of them.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { ensureBrowsers } from '../../scripts/browsers.mjs';
import { root } from '../../scripts/install.mjs';
import { browsers, launch } from '../demo/browsers.mjs';
import { PeerServer } from './peer-server.mjs';

const kinds = process.env.TABS_BROWSERS?.split(',') ?? Object.keys(browsers);

/** In the page: a Peer of each bundle; what one sends to the other comes back, then both are destroyed. */
const talk = async (port, alice, bob) => {
  const { rxpeer, peerjs } = globalThis;
  const options = { host: '127.0.0.1', port, secure: false, config: { iceServers: [] } };
  const heard = [];
  const answering = new peerjs.Peer(bob, options);
  answering.on('connection', (connection) => {
    connection.on('data', (data) => connection.send(data));
    connection.on('close', () => heard.push('closed'));
  });
  await new Promise((resolve) => answering.on('open', resolve));
  const asking = new rxpeer.Peer(alice, options);
  const connection = asking.connect(bob, { reliable: true, metadata: { from: 'a script tag' } });
  const values = [
    { text: 'ä€😀', list: [1, -1.5, 2 ** 40, null, true], nested: { deep: {} } },
    new Uint8Array(600_000).fill(7),
  ];
  const echo = new Promise((resolve, reject) => {
    const echoed = [];
    connection.error$.subscribe(reject);
    connection.data$.subscribe((data) => {
      if (echoed.push(data) === values.length) resolve(echoed);
    });
  });
  connection.open$.subscribe(() => {
    for (const value of values) connection.send(value);
  });
  const [object, bytes] = await echo;
  const failed = asking.connect('nobody').error$;
  const unavailable = await new Promise((resolve) => failed.subscribe(({ type }) => resolve(type)));
  connection.close({ flush: true });
  await new Promise((resolve) => connection.on('close', resolve));
  answering.destroy();
  asking.destroy();
  return { object, bytes: [bytes.byteLength, new Uint8Array(bytes).every((byte) => byte === 7)], heard, unavailable };
};

let server;
before(async () => {
  ensureBrowsers(kinds);
  server = await PeerServer.start();
});
after(() => server?.kill());

for (const kind of kinds) {
  test(`rxpeer.min.js and peerjs.min.js talk to each other in ${kind}`, async () => {
    const browser = await launch(browsers[kind]());
    try {
      const page = await browser.newPage();
      for (const name of ['rxpeer', 'peerjs']) {
        await page.addScriptTag({ path: path.join(root, `dist/browser/${name}.min.js`) });
      }
      assert.deepEqual(await page.evaluate(talk, server.port, `alice-${kind}`, `bob-${kind}`), {
        object: { text: 'ä€😀', list: [1, -1.5, 2 ** 40, null, true], nested: { deep: {} } },
        bytes: [600_000, true],
        heard: ['closed'],
        unavailable: 'peer-unavailable',
      });
    } finally {
      await browser.close();
    }
  });
}
