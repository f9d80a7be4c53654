import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';

/** Milliseconds after which nothing comes any more. Where a time is what is tested, the rows look at when things happened. */
const PATIENCE = 45_000;
const INTERVAL = 50;
/** Milliseconds that a page has for closing. */
const CLOSING = 2_000;

/** A page with a library in it, as page/serve-tab.ts has it: objects by their names, and what they have told. */
export class Tab {
  #page;
  #name;
  #isGone = false;

  static async open(browser, { name, url }) {
    const tab = new Tab();
    tab.#name = name;
    // A window each, so that all are visible: Firefox gives hidden tabs a timer a second, and other time-outs than RxPeer's.
    const page = await browser.newPage({ type: 'window' });
    tab.#page = page;
    await page.goto(url);
    return tab;
  }

  get page() {
    return this.#page;
  }

  /** Calls a method of `window.tab`. */
  async ask(method, ...args) {
    try {
      return await this.#page.evaluate((name, list) => window.tab[name](...list), method, args);
    } catch (cause) {
      throw new Error(`${this.#name}, ${method} ${JSON.stringify(args)}: ${cause.message}`, { cause });
    }
  }

  /** What an object of the page has told, or all of them have; of one kind, if `what` is given. */
  async told(of, what) {
    const all = await this.#page.evaluate((name) => window.tab.happenings.list(name), of);
    return all.filter((happening) => what === undefined || happening.what === what);
  }

  /** What an object tells, as soon as it does: the first that `isRight` likes. */
  async until(of, what, isRight = () => true) {
    return this.#until(`${of} told no such ${what}`, async () => (await this.told(of, what)).find(isRight));
  }

  /** The `count`-th time that an object tells something. */
  async untilTold(of, what, count) {
    return this.#until(
      `${of} told ${what} less than ${count} times`,
      async () => (await this.told(of, what))[count - 1],
    );
  }

  async untilOpen(connection) {
    await this.until(connection, 'made');
    await this.#until(`${connection} did not open`, () => this.ask('isOpen', connection));
  }

  /** Asks the page until it says something, and returns that. */
  async poll(what, read, ...args) {
    return this.#until(what, () => this.#page.evaluate(read, ...args));
  }

  /** The page is dead or has left: there is nothing to ask any more. */
  giveUp() {
    this.#isGone = true;
  }

  /** What no page may do, whatever it was there for: tell something after a `close`, or throw what nobody catches. */
  async complaints() {
    if (this.#isGone) return [];
    const closed = new Set();
    const wrong = [];
    for (const happening of await this.told()) {
      if (closed.has(happening.of) || happening.of === 'uncaught') wrong.push(this.#describe(happening));
      if (happening.what === 'close') closed.add(happening.of);
    }
    return wrong;
  }

  async close() {
    // A dead page may never answer.
    await Promise.race([this.#page.close().catch(() => undefined), pause(CLOSING, undefined, { ref: false })]);
  }

  /** Polls from here: what polls inside of a page stops with the page. */
  async #until(why, read) {
    const deadline = performance.now() + PATIENCE;
    for (;;) {
      const found = await read();
      if (found) return found;
      if (performance.now() > deadline) break;
      await pause(INTERVAL);
    }
    const all = (await this.told()).map((happening) => this.#describe(happening));
    return assert.fail([`${why}, but:`, ...all].join('\n'));
  }

  #describe({ at, of, what, detail }) {
    return `${this.#name}: ${at} ${of} ${what} ${JSON.stringify(detail) ?? ''}`;
  }
}
