import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const module = fileURLToPath(new URL('../support/peer-server-process.mjs', import.meta.url));
const OPTIONS = { host: '127.0.0.1', path: '/', key: 'peerjs', allow_discovery: true };

const PATIENCE = 10_000; // milliseconds
const INTERVAL = 50;

/**
 * Ports that the system gives to nobody by itself. One of those that it gives may be some connection's own by the time a
 * server is started again, and a browser that tries to reach the server meanwhile may even be connected to itself.
 */
const FIRST_PORT = 20_000;
const PORTS = 10_000;

const isFree = (port) =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, OPTIONS.host, () => server.close(() => resolve(true)));
  });

async function findPort() {
  const port = FIRST_PORT + Math.floor(Math.random() * PORTS);
  return (await isFree(port)) ? port : findPort();
}

/** A real PeerServer that can be killed, started again on the same port, and stopped like a program that hangs. */
export class PeerServer {
  #child;
  #port;

  static async start(options = {}) {
    const server = new PeerServer();
    server.options = { ...OPTIONS, ...options };
    server.#port = await findPort();
    await server.restart();
    return server;
  }

  get port() {
    return this.#port;
  }

  /** Knows nothing of the ids of the one before. */
  async restart() {
    this.#child = fork(module, [JSON.stringify({ ...this.options, port: this.#port })]);
    await Promise.race([
      once(this.#child, 'message'),
      once(this.#child, 'exit').then(([code]) => {
        throw new Error(`the PeerServer ended with ${code} before it listened`);
      }),
    ]);
  }

  async kill() {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exit;
  }

  /** Its sockets stay, and the system takes what comes for them; it answers nothing. */
  stop() {
    this.#child.kill('SIGSTOP');
  }

  goOn() {
    this.#child.kill('SIGCONT');
  }

  /** The ids that are registered. */
  async ids() {
    const response = await fetch(`http://127.0.0.1:${this.#port}/peerjs/peers`);
    return response.json();
  }

  /** Waits until an id is not registered any more. */
  async untilGone(id) {
    const deadline = performance.now() + PATIENCE;
    while ((await this.ids()).includes(id)) {
      assert.ok(performance.now() < deadline, `${id} is still there`);
      await pause(INTERVAL);
    }
  }
}
