import { copyFileSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import webpack from 'webpack';
import { root } from '../scripts/install.mjs';
import { sources } from '../webpack.config.js';

const output = path.join(root, 'dist/bench');

/** The file of simple-peer for script tags; from its sources it needs Node's `buffer` and `stream`. */
const SIMPLE_PEER = 'simplepeer.min.js';

/** Each in a page of its own: webrtc-adapter, which PeerJS brings, changes WebRTC for everybody in the page. */
export const libraries = [
  { name: 'raw', title: 'raw channel' },
  { name: 'rxpeer', title: 'RxPeer' },
  { name: 'peerjs', title: 'PeerJS' },
  { name: 'simple-peer', title: 'simple-peer', script: SIMPLE_PEER },
];

/** A script for each library, as an application would have it. */
export async function buildPages() {
  rmSync(output, { recursive: true, force: true });
  const config = {
    ...sources,
    context: root,
    mode: 'production',
    target: ['web', 'es2022'],
    performance: { hints: false },
    entry: Object.fromEntries(libraries.map(({ name }) => [name, `./bench/page/drivers/${name}.ts`])),
    output: { path: output, filename: '[name].js' },
  };
  await new Promise((resolve, reject) => {
    webpack(config, (error, stats) => {
      if (error) reject(error);
      else if (stats.hasErrors()) reject(new Error(stats.toString({ preset: 'errors-only', colors: false })));
      else resolve();
    });
  });
  copyFileSync(fileURLToPath(import.meta.resolve('simple-peer/simplepeer.min.js')), path.join(output, SIMPLE_PEER));
}

const page = ({ name, script }) =>
  `<!doctype html><meta charset="utf-8"><title>${name}</title><link rel="icon" href="data:,">` +
  [script, `${name}.js`].map((file) => (file ? `<script src="/${file}"></script>` : '')).join('');

const contentOf = (url) => {
  const library = libraries.find(({ name }) => url === `/${name}`);
  if (library) return { type: 'text/html', body: page(library) };
  const file = libraries.flatMap(({ name, script }) => [`${name}.js`, script]).find((known) => url === `/${known}`);
  return file && { type: 'text/javascript', body: readFileSync(path.join(output, file)) };
};

/** Serves the pages on a free port; resolves with it, and `close`. */
export function servePages() {
  const server = createServer(({ url }, response) => {
    const content = contentOf(url);
    if (!content) return response.writeHead(404).end();
    response
      .writeHead(200, {
        'Content-Type': content.type,
        // An isolated page has a clock of microseconds; others have one of 100 µs, or of 1 ms.
        'Cross-Origin-Opener-Policy': 'same-origin',
        'Cross-Origin-Embedder-Policy': 'require-corp',
      })
      .end(content.body);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const close = () => {
        server.closeAllConnections();
        server.close();
      };
      resolve({ port: server.address().port, close });
    });
  });
}
