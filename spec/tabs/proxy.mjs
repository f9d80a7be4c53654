import { connect, createServer } from 'node:net';

/** One way of one connection: hands on what comes, `delay` milliseconds later. */
function relay(from, to, link, proxy) {
  const later = (work) => (proxy.delay ? setTimeout(work, proxy.delay) : work());
  from.on('data', (bytes) => later(() => link.isDead || to.destroyed || to.write(bytes)));
  from.on('error', () => undefined); // `close` follows
  // A dead link has a hole in it: neither side hears of the other any more.
  from.on('close', () => later(() => link.isDead || to.destroy()));
}

/** TCP between a page and its PeerServer, that can be late, dead or cut. */
export class Proxy {
  /** Milliseconds, each way. */
  delay = 0;
  #target;
  #server;
  #isStalled = false;
  #links = new Set();
  #watches = new Set();

  static async start(target) {
    const proxy = new Proxy();
    proxy.#target = target;
    proxy.#server = createServer((socket) => proxy.#take(socket));
    await new Promise((resolve, reject) => {
      proxy.#server.once('error', reject);
      proxy.#server.listen(0, '127.0.0.1', resolve);
    });
    return proxy;
  }

  get port() {
    return this.#server.address().port;
  }

  /** Half open: every connection looks well to both ends, and nothing comes through it, now or later. */
  stall() {
    this.#isStalled = true;
    for (const link of this.#links) link.isDead = true;
  }

  /** New connections come through. */
  goOn() {
    this.#isStalled = false;
  }

  /** Ends every connection, and what is under way in it is lost. */
  cut() {
    for (const link of this.#links) {
      link.isDead = true;
      for (const socket of [link.near, link.far]) socket.destroy();
    }
  }

  /** Waits until the server sends something with a text in it; it has not reached the page then, if there is a delay. */
  untilSent(text) {
    return new Promise((resolve) => {
      this.#watches.add({ text, resolve });
    });
  }

  close() {
    this.cut();
    this.#server.close();
  }

  #take(near) {
    const link = { near, far: connect(this.#target, '127.0.0.1'), isDead: this.#isStalled };
    this.#links.add(link);
    link.far.on('data', (bytes) => this.#see(bytes.toString('latin1')));
    relay(near, link.far, link, this);
    relay(link.far, near, link, this);
    near.on('close', () => this.#links.delete(link));
  }

  /** Messages of a server are not masked (RFC 6455, section 5.1), and small ones come whole. */
  #see(sent) {
    for (const watch of this.#watches) {
      if (!sent.includes(watch.text)) continue;
      this.#watches.delete(watch);
      watch.resolve();
    }
  }
}
