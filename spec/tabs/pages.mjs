import { readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import webpack from 'webpack';
import { root } from '../../scripts/install.mjs';
import { sources } from '../../webpack.config.js';

const output = path.join(root, 'dist/tabs');

/** Each in a page of its own: webrtc-adapter, which PeerJS brings, changes WebRTC for everybody in the page. */
const libraries = ['rxpeer', 'peerjs'];

/** A script for each library. */
async function build() {
  rmSync(output, { recursive: true, force: true });
  const config = {
    ...sources,
    context: root,
    mode: 'development',
    devtool: 'inline-source-map',
    target: ['web', 'es2022'],
    performance: { hints: false },
    entry: Object.fromEntries(libraries.map((name) => [name, `./spec/tabs/page/${name}.ts`])),
    output: { path: output, filename: '[name].js' },
  };
  await new Promise((resolve, reject) => {
    webpack(config, (error, stats) => {
      if (error) reject(error);
      else if (stats.hasErrors()) reject(new Error(stats.toString({ preset: 'errors-only', colors: false })));
      else resolve();
    });
  });
}

const html = (name) =>
  `<!doctype html><meta charset="utf-8"><title>${name}</title><link rel="icon" href="data:,"><script src="/${name}.js"></script>`;

/** What is served, by its path; `/` is a page without a library, to go to from the others. */
const contents = () =>
  new Map([
    ['/', { type: 'text/html', body: '<!doctype html><title>elsewhere</title>' }],
    ...libraries.flatMap((name) => [
      [`/${name}`, { type: 'text/html', body: html(name) }],
      [`/${name}.js`, { type: 'text/javascript', body: readFileSync(path.join(output, `${name}.js`)) }],
    ]),
  ]);

/** The body of a request, as text. */
const bodyOf = async (request) => (await request.setEncoding('utf8').toArray()).join('');

/** Builds the pages and serves them on a free port. */
export async function servePages() {
  await build();
  const known = contents();
  const left = new Map();
  const server = createServer(async (request, response) => {
    const { url, headers } = request;
    if (url === '/left') left.set(`http://${headers.host}`, Number(await bodyOf(request)));
    const content = known.get(url);
    if (!content) return response.writeHead(url === '/left' ? 204 : 404).end();
    response.writeHead(200, { 'Content-Type': content.type }).end(content.body);
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address();
  return {
    /** A page of a site. Browsers give sites processes of their own, and find `*.localhost` on this machine. */
    urlOf: (site, page) => `http://${site}.localhost:${port}/${page}`,
    /** When the page of a site was left, by its own clock, if it has told. */
    leftAt: (url) => left.get(new URL(url).origin),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
