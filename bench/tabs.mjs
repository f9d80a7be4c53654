import { setTimeout as pause } from 'node:timers/promises';
import { median } from './statistics.mjs';

/** Milliseconds after which nothing comes any more. */
const PATIENCE = 60_000;
const PATIENCE_PER_MIB = 4_000;
/** Between two measurements, for what the one before has left to do. */
const SETTLE = 100;

let serial = 0;

/** Two tabs of one browser with the same library: the sender and the receiver, of different sites and so processes. */
export class TabPair {
  #name;
  #sender;
  #receiver;
  #receiverId;
  #said = [];

  static async open(browser, library, { pages, peer, network }) {
    const pair = new TabPair();
    pair.#name = library.title;
    serial += 1;
    pair.#receiverId = `receiver-${serial}`;
    const server = { host: peer.host, port: peer.port, path: peer.path, key: peer.key };
    const open = async (host, id, side) => {
      // A window each, so that both are visible: Firefox gives hidden tabs a timer a second, and PeerJS lives by timers.
      const page = await browser.newPage({ type: 'window' });
      page.on('pageerror', (error) => pair.#said.push(`${host}: ${error?.stack ?? error}`));
      page.on('console', (message) => pair.#said.push(`${host}: ${message.text()}`));
      await page.goto(`http://${host}:${pages.port}/${library.name}`);
      await network?.join(page, side);
      await pair.#ask(page, 'start', [server, id]);
      return page;
    };
    pair.#sender = await open('127.0.0.1', `sender-${serial}`, 'left');
    pair.#receiver = await open('localhost', pair.#receiverId, 'right');
    return pair;
  }

  get tabs() {
    return { sender: this.#sender, receiver: this.#receiver };
  }

  connect() {
    return this.#ask(this.#sender, 'connect', [this.#receiverId]);
  }

  disconnect() {
    return this.#ask(this.#sender, 'close', []);
  }

  /** Milliseconds. */
  async transfer(batch) {
    await pause(SETTLE);
    const mebibytes = ((batch.size ?? 0) * batch.count) / 2 ** 20;
    return this.#ask(this.#sender, 'transfer', [batch], PATIENCE + mebibytes * PATIENCE_PER_MIB);
  }

  /** Milliseconds, the median of `count`. */
  async opening(count) {
    await pause(SETTLE);
    return median(await this.#ask(this.#sender, 'opening', [this.#receiverId, count]));
  }

  /** Milliseconds, the median of `count`. */
  async roundTrip(count) {
    await pause(SETTLE);
    return median(await this.#ask(this.#sender, 'roundTrips', [count]));
  }

  async close() {
    await Promise.all([this.#sender.close(), this.#receiver.close()]);
  }

  /** Calls a method of `window.bench`. */
  async #ask(page, method, args, patience = PATIENCE) {
    const alarm = new AbortController();
    const late = pause(patience, undefined, { signal: alarm.signal }).then(() => {
      throw new Error(`nothing came within ${patience / 1_000} s`);
    });
    try {
      return await Promise.race([page.evaluate((name, list) => window.bench[name](...list), method, args), late]);
    } catch (cause) {
      const said = this.#said.length ? `\nThe pages said:\n${this.#said.slice(-20).join('\n')}` : '';
      throw new Error(`${this.#name}, ${method} ${JSON.stringify(args)}: ${cause.message}${said}`, { cause });
    } finally {
      late.catch(() => undefined);
      alarm.abort();
    }
  }
}
