import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';

const PATIENCE = 30_000;
const INTERVAL = 50;

/** One page of the demo, and everything in it that must not happen. */
export class DemoPage {
  #page;
  #failures = [];

  static async open(browser, url, viewport = { width: 1280, height: 900 }) {
    const demo = new DemoPage();
    const page = await browser.newPage();
    demo.#page = page;
    page.on('pageerror', (error) => demo.#failures.push(`page error: ${error.stack ?? error}`));
    page.on('console', (message) => demo.#failures.push(`console.${message.type()}: ${message.text()}`));
    page.on('response', (response) => {
      if (response.status() >= 400) demo.#failures.push(`${response.status()} for ${response.url()}`);
    });
    page.on('requestfailed', (request) => demo.#failures.push(`${request.failure()?.errorText}: ${request.url()}`));
    await page.setViewport(viewport);
    // Not every driver reports a rejection that nobody handles.
    await page.evaluateOnNewDocument(() => {
      window.__failures = [];
      addEventListener('error', ({ message }) => window.__failures.push(`error: ${message}`));
      addEventListener('unhandledrejection', ({ reason }) => window.__failures.push(`unhandled: ${reason}`));
    });
    await page.goto(url);
    return demo;
  }

  get page() {
    return this.#page;
  }

  panel(name) {
    return new Panel(this.#page, name);
  }

  /** Asks `read`, in the page, until `isRight` likes the answer; returns that. */
  until(what, read, isRight, ...args) {
    return until(this.#page, what, read, isRight, ...args);
  }

  /** Number of values of a stream, as the timeline has counted them. */
  async count(lane) {
    return Number((await this.#page.evaluate(readLane, lane)).count);
  }

  untilCount(lane, least) {
    return this.until(`${least} values of ${lane}`, readLane, ({ count }) => Number(count) >= least, lane);
  }

  untilCompleted(lane) {
    return this.until(`the end of ${lane}`, readLane, ({ state }) => state === 'completed', lane);
  }

  untilTooltip(isRight) {
    return this.until(
      'the tooltip',
      () => {
        const { hidden, textContent } = document.querySelector('[data-part="tooltip"]');
        return hidden ? '' : textContent;
      },
      isRight,
    );
  }

  tooltipTop() {
    return this.#page.$eval('[data-part="tooltip"]', ({ style }) => new DOMMatrix(style.transform).f);
  }

  /** From now on `tooltips` knows every text that the tooltip has had. */
  recordTooltips() {
    return this.#page.$eval('[data-part="tooltip"]', (tooltip) => {
      window.__tooltips = new Set();
      const record = () => tooltip.hidden || window.__tooltips.add(tooltip.textContent);
      new MutationObserver(record).observe(tooltip, { attributes: true, childList: true });
    });
  }

  tooltips() {
    return this.#page.evaluate(() => [...window.__tooltips]);
  }

  overflow() {
    return this.#page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  }

  /** What went wrong, and what was printed, which should be nothing. */
  async complaints() {
    return [...this.#failures, ...(await this.#page.evaluate(() => window.__failures))];
  }

  close() {
    return this.#page.close();
  }
}

/** One peer's panel. Its parts are named by `data-part`. */
class Panel {
  #page;
  #root;

  constructor(page, name) {
    this.#page = page;
    this.#root = `.panel[aria-label="Peer ${name}"]`;
  }

  select(part) {
    return `${this.#root} [data-part="${part}"]`;
  }

  async click(part) {
    await this.#page.locator(this.select(part)).setTimeout(PATIENCE).click();
  }

  async type(part, text) {
    await this.#page.locator(this.select(part)).setTimeout(PATIENCE).click();
    await this.#page.keyboard.type(text);
  }

  async say(text) {
    await this.type('text', text);
    await this.#page.keyboard.press('Enter');
  }

  text(part) {
    return this.#page.$eval(this.select(part), (element) => element.textContent);
  }

  async untilText(part, expected) {
    const isRight = (text) => (expected instanceof RegExp ? expected.test(text) : text.includes(expected));
    return until(
      this.#page,
      `${this.select(part)} with ${expected}`,
      (selector) => document.querySelector(selector)?.textContent ?? '',
      isRight,
      this.select(part),
    );
  }

  async choose(part, value) {
    await this.#page.select(this.select(part), value);
  }

  async sendFile(path) {
    const input = await this.#page.$(this.select('file'));
    await input.uploadFile(path);
  }

  /** The last file of the list, once it has gone or come as a whole. */
  async untilFile(direction) {
    const read = async (list, wanted) => {
      const item = [...document.querySelectorAll(`${list} li`)].findLast((one) => one.dataset.direction === wanted);
      if (!item) return undefined;
      const [bar, link] = [item.querySelector('progress'), item.querySelector('a')];
      const bytes = link ? await (await fetch(link.href)).arrayBuffer() : undefined;
      const digest = bytes ? [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))] : [];
      return {
        state: item.dataset.state,
        text: item.textContent,
        share: bar.value / bar.max,
        name: link?.download,
        size: bytes?.byteLength,
        sha256: digest.map((byte) => byte.toString(16).padStart(2, '0')).join(''),
      };
    };
    const file = await until(
      this.#page,
      `a file ${direction}`,
      read,
      (found) => found !== undefined && found.state !== 'moving',
      this.select('files'),
      direction,
    );
    assert.equal(file.state, 'done', JSON.stringify(file));
    return file;
  }

  /** Waits until a video shows pictures, and new ones. */
  async untilPlays(part) {
    const read = (selector) => {
      const { videoWidth, currentTime } = document.querySelector(selector);
      return { videoWidth, currentTime };
    };
    const first = await until(this.#page, `${part} video`, read, ({ videoWidth }) => videoWidth > 0, this.select(part));
    await until(
      this.#page,
      `${part} video to go on`,
      read,
      ({ currentTime }) => currentTime > first.currentTime + 0.2,
      this.select(part),
    );
    return first;
  }
}

/** In the page: one row of the table of counts. */
function readLane(name) {
  const row = [...document.querySelectorAll('[data-part="counts"] tbody tr')].find(
    ({ dataset }) => dataset.lane === name,
  );
  return { count: row?.dataset.count ?? '0', state: row?.dataset.state };
}

/** Polls from here: what polls inside of a page stops with the page's frames. */
async function until(page, what, read, isRight, ...args) {
  const deadline = performance.now() + PATIENCE;
  for (;;) {
    const found = await page.evaluate(read, ...args);
    if (isRight(found)) return found;
    if (performance.now() > deadline) {
      const where = await page.evaluate(() => `${document.URL}, ${document.readyState}, ${document.body?.innerText}`);
      assert.fail(`waited in vain for ${what}; last: ${JSON.stringify(found)}; at ${where}`);
    }
    await pause(INTERVAL);
  }
}
