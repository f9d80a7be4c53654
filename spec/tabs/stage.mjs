import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { browsers, launch } from '../demo/browsers.mjs';
import { Network } from '../support/network.mjs';
import { PeerServer } from './peer-server.mjs';
import { Proxy } from './proxy.mjs';
import { Tab } from './tab.mjs';

/** Milliseconds that a browser has for closing. */
const CLOSING = 5_000;
/** Milliseconds that a page has for saying that it was left. */
const LEAVING = 20_000;
const INTERVAL = 50;

/** What memory.mjs asks of Firefox. */
const more = { firefox: { args: ['--remote-allow-system-access'] } };

/** What is left out of a browser's arguments in some places. `asking`: the user is asked for camera and microphone. */
const without = { asking: ['--use-fake-ui-for-media-stream'] };

/** A browser, ended for sure: some of its processes may be dead, or stopped. */
async function startBrowser(kind, where) {
  const options = { ...browsers[kind](), ...more[kind] };
  const args = options.args?.filter((arg) => !without[where]?.includes(arg));
  const browser = await launch({ ...options, args });
  const { pid } = browser.process();
  const end = async () => {
    const late = setTimeout(() => process.kill(-pid, 'SIGKILL'), CLOSING); // puppeteer gives each a process group
    await browser.close().catch(() => undefined);
    clearTimeout(late);
  };
  return { browser, end };
}

/** The browsers of one kind that the rows share: `home`, which stays, and `away`, whose tabs come to harm. */
export class World {
  #kind;
  #pages;
  #started = new Map();
  #serial = 0;

  constructor(kind, pages) {
    this.#kind = kind;
    this.#pages = pages;
  }

  get kind() {
    return this.#kind;
  }

  /** A tab of a site of its own, and so with a process of its own. */
  async openTab(where, name, library) {
    this.#serial += 1;
    const { browser } = await this.#start(where);
    return Tab.open(browser, { name, url: this.#pages().urlOf(`${name}-${this.#kind}-${this.#serial}`, library) });
  }

  async browser(where) {
    return (await this.#start(where)).browser;
  }

  elsewhere() {
    return this.#pages().urlOf('elsewhere', '');
  }

  leftAt(url) {
    return this.#pages().leftAt(url);
  }

  async end() {
    await Promise.all([...this.#started.values()].map(async (started) => (await started).end()));
  }

  #start(where) {
    if (!this.#started.has(where)) this.#started.set(where, startBrowser(this.#kind, where));
    return this.#started.get(where);
  }
}

/** Tabs, servers and proxies of one row; all of it is looked at and cleared away in the end. */
class Stage {
  #world;
  #tabs = [];
  #things = [];

  constructor(world) {
    this.#world = world;
  }

  get kind() {
    return this.#world.kind;
  }

  browser(where) {
    return this.#world.browser(where);
  }

  /** A tab with RxPeer, unless another library is wanted, in the browser that stays, unless another one is. */
  async tab(name, { library = 'rxpeer', where = 'home' } = {}) {
    const tab = await this.#world.openTab(where, name, library);
    this.#tabs.push({ tab, library });
    return tab;
  }

  async server() {
    const server = await PeerServer.start();
    this.#things.push(() => server.kill());
    return server;
  }

  async proxy(target) {
    const proxy = await Proxy.start(target);
    this.#things.push(() => proxy.close());
    return proxy;
  }

  /** The network between two pages that join it. */
  network(conditions) {
    const network = new Network(conditions);
    this.#things.push(() => network.close());
    return network;
  }

  /** A page without a library on a site of its own. */
  elsewhere() {
    return this.#world.elsewhere();
  }

  /** When a page was left, as soon as it is known. */
  async untilLeft(url) {
    const deadline = performance.now() + LEAVING;
    for (;;) {
      const at = this.#world.leftAt(url);
      if (at !== undefined) return at;
      assert.ok(performance.now() < deadline, `${url} was not left`);
      await pause(INTERVAL);
    }
  }

  /** Makes a Peer and waits until the server has it. `at`: a server or a proxy. */
  async open(tab, id, at, options = {}) {
    await this.make(tab, id, at, options);
    await tab.until(id, 'open');
  }

  make(tab, id, at, options = {}) {
    return tab.ask('make', id, this.optionsFor(at, options));
  }

  optionsFor({ port }, more = {}) {
    return {
      host: '127.0.0.1',
      port,
      path: '/',
      key: 'peerjs',
      secure: false,
      config: { iceServers: [] },
      debug: 0,
      ...more,
    };
  }

  async end() {
    try {
      // PeerJS has races of its own.
      const ours = this.#tabs.filter(({ library }) => library === 'rxpeer');
      assert.deepEqual((await Promise.all(ours.map(({ tab }) => tab.complaints()))).flat(), []);
    } finally {
      await Promise.all(this.#tabs.map(({ tab }) => tab.close()));
      await Promise.all(this.#things.map((end) => end()));
    }
  }
}

/** Plays one row, and returns what it returns. */
export async function onStage(world, play) {
  const stage = new Stage(world);
  try {
    const result = await play(stage);
    await stage.end();
    return result;
  } catch (error) {
    // This is the reason, whatever else is wrong in the end.
    await stage.end().catch(() => undefined);
    throw error;
  }
}
