import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const module = fileURLToPath(new URL('../support/peer-server-process.mjs', import.meta.url));
const OPTIONS = { host: '127.0.0.1', path: '/', key: 'peerjs', allow_discovery: true };

const PATIENCE = 10_000; // milliseconds
const INTERVAL = 50;

/** A real PeerServer that can be killed, started again on the same port, and stopped like a program that hangs. */
export class PeerServer {
  #child;
  #port = 0;

  static async start(options = {}) {
    const server = new PeerServer();
    server.options = { ...OPTIONS, ...options };
    await server.restart();
    return server;
  }

  get port() {
    return this.#port;
  }

  /** Knows nothing of the ids of the one before. */
  async restart() {
    this.#child = fork(module, [JSON.stringify({ ...this.options, port: this.#port })]);
    const [report] = await Promise.race([
      once(this.#child, 'message'),
      once(this.#child, 'exit').then(([code]) => {
        throw new Error(`the PeerServer ended with ${code} before it listened`);
      }),
    ]);
    this.#port = report.port;
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
