// npm start: from a bare clone to the demo with a PeerServer of its own, on one port.
// Static imports are Node builtins only: the dependencies may not be there yet.
import { cpSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { forkServer } from './fork-server.mjs';
import { installDependencies, root } from './install.mjs';

const output = path.join(root, 'dist/demo');

/** dist/demo: everything in demo/ as it is, and main.ts as main.js. */
async function buildDemo() {
  const [{ default: webpack }, { demo }] = await Promise.all([import('webpack'), import('../webpack.config.js')]);
  rmSync(output, { recursive: true, force: true });
  cpSync(path.join(root, 'demo'), output, { recursive: true, filter: (file) => !file.endsWith('.ts') });
  await new Promise((resolve, reject) => {
    webpack(demo, (error, stats) => {
      if (error) reject(error);
      else if (stats.hasErrors()) reject(new Error(stats.toString({ preset: 'errors-only', colors: false })));
      else resolve();
    });
  });
}

/** Listens on `port`, or on the next one that is free. */
function listen(server, host, port) {
  return new Promise((resolve, reject) => {
    const refused = (error) => {
      if (error.code !== 'EADDRINUSE' || port === 0 || port >= 65535) return reject(error);
      port += 1;
      server.listen(port, host);
    };
    server.on('error', refused);
    server.once('listening', () => {
      server.off('error', refused);
      resolve(server.address().port);
    });
    server.listen(port, host);
  });
}

/** The page at /, the PeerServer at /peerjs. */
async function serve({ host, port }) {
  const [{ default: express }, { ExpressPeerServer }] = await Promise.all([import('express'), import('peer')]);
  const app = express();
  const server = createServer(app);
  const actual = await listen(server, host, port); // first: a PeerServer takes a refused port for its own error
  app.use('/peerjs', ExpressPeerServer(server, { path: '/', allow_discovery: true }));
  // As text, which every browser shows; some offer to save Markdown.
  app.get('/README.md', (_request, response) => response.type('text/plain').sendFile(path.join(root, 'README.md')));
  app.use(express.static(output, { setHeaders: (response) => response.set('Cache-Control', 'no-store') }));
  return `http://${host.includes(':') ? `[${host}]` : host}:${actual}/`;
}

/**
 * The demo in a process of its own, for tests: built, served on `port` (0: any), ended by `close`.
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export const startDemo = ({ host = '127.0.0.1', port = 0 } = {}) => forkServer(import.meta.url, { host, port });

async function main() {
  const forked = process.argv.length > 2; // by startDemo, with the options
  const asked = forked ? JSON.parse(process.argv[2]) : {};
  const host = asked.host ?? process.env.HOST ?? '127.0.0.1';
  const port = asked.port ?? Number(process.env.PORT ?? 9000);
  installDependencies();
  await buildDemo();
  const url = await serve({ host, port });
  if (!forked) return console.log(`RxPeer demo: ${url}`);
  process.send({ url });
  process.on('disconnect', () => process.exit(0)); // the test that forked this is gone
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main().catch((error) => {
    console.error(error.message);
    process.exit(1);
  });
}
