// The demo from end to end, in both browsers. One file, because all of it shares one build.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { ensureBrowsers } from '../../scripts/browsers.mjs';
import { root } from '../../scripts/install.mjs';
import { startDemo } from '../../scripts/start.mjs';
import { browsers, launch } from './browsers.mjs';
import { DemoPage } from './demo-page.mjs';

const CHUNK = 64 * 1024;
const FILE_BYTES = 5_000_001;
const PHONE = { width: 360, height: 740 };

const screenshots = path.join(root, '.cache/screenshots');
const folder = mkdtempSync(path.join(tmpdir(), 'rxpeer-demo-'));
const file = { path: path.join(folder, 'random bytes.bin'), bytes: randomBytes(FILE_BYTES) };
file.sha256 = createHash('sha256').update(file.bytes).digest('hex');

let demo;
before(async () => {
  ensureBrowsers();
  mkdirSync(screenshots, { recursive: true });
  writeFileSync(file.path, file.bytes);
  demo = await startDemo();
});
after(async () => {
  await demo?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A page and whatever happens in it; fails on what it has complained about. */
async function withPages(browser, urls, use) {
  const pages = [];
  try {
    for (const url of urls) pages.push(await DemoPage.open(browser, url));
    try {
      await use(...pages);
    } finally {
      // Also where something else has failed: this is why.
      for (const page of pages) assert.deepEqual(await page.complaints(), []);
    }
  } finally {
    await Promise.all(pages.map((page) => page.close()));
  }
}

async function bothOpen(page) {
  const [alice, bob] = [page.panel('alice'), page.panel('bob')];
  await alice.untilText('status', 'open');
  await bob.untilText('status', 'open');
  return [alice, bob];
}

async function connected(page) {
  const [alice, bob] = await bothOpen(page);
  await alice.click('connect');
  await alice.untilText('chat-state', 'open to bob');
  await bob.untilText('chat-state', 'open to alice');
  return [alice, bob];
}

// The browsers side by side: each waits for its pages most of the time. Within each, one row comes after the other, because
// only the tab in front has frames, which clicks wait for; concurrency is inherited.
describe('the demo', { concurrency: Object.keys(browsers).length }, () => {
  for (const [name, options] of Object.entries(browsers)) {
    describe(`in ${name}`, { concurrency: 1 }, () => {
      let browser;
      before(async () => {
        browser = await launch(options());
      });
      after(async () => {
        await browser?.close();
      });

      const shoot = (page, title) => page.screenshot({ path: path.join(screenshots, `${name}-${title}.png`) });

      it('lets two peers of one page chat, both ways', () =>
        withPages(browser, [demo.url], async (page) => {
          const [alice, bob] = await connected(page);
          await alice.say('Hello, Bob!');
          await bob.untilText('messages', 'Hello, Bob!');
          await bob.say('<b>Hello</b>, Alice!');
          await alice.untilText('messages', '<b>Hello</b>, Alice!');

          for (const lane of ['alice.status$', 'bob.status$']) await page.untilCount(lane, 2);
          for (const lane of ['alice.open$', 'bob.open$', 'bob.connection$']) await page.untilCount(lane, 1);
          for (const side of ['alice', 'bob']) {
            for (const stream of ['open$', 'data$']) await page.untilCount(`${side}.connection.${stream}`, 1);
            await page.untilCount(`${side}.connection.iceState$`, 2);
          }

          await bob.click('close');
          for (const side of ['alice', 'bob']) {
            await page.untilCompleted(`${side}.connection.data$`); // by when its values are counted, which takes a moment
            assert.equal(await page.count(`${side}.connection.data$`), 1);
            await page.untilCount(`${side}.connection.close$`, 1);
          }
          await alice.untilText('chat-state', 'closed');
        }));

      it('sends a file, with its progress, and every byte arrives', () =>
        withPages(browser, [demo.url], async (page) => {
          const [alice, bob] = await bothOpen(page);
          await alice.sendFile(file.path);
          const received = await bob.untilFile('received');
          assert.equal(received.name, 'random bytes.bin');
          assert.equal(received.size, FILE_BYTES);
          assert.equal(received.sha256, file.sha256);
          const sent = await alice.untilFile('sent');
          for (const { share, text } of [sent, received]) {
            assert.equal(share, 1);
            assert.match(text, /100 %/);
          }
          for (const lane of ['alice.file.close$', 'bob.file.close$', 'bob.file.data$'])
            await page.untilCompleted(lane);
          assert.equal(await page.count('bob.file.data$'), Math.ceil(FILE_BYTES / CHUNK));
          assert.ok((await page.count('alice.file.bufferSize$')) > 0);
        }));

      it('sends an empty file, and says so where nobody is there to take one', () =>
        withPages(browser, [demo.url], async (page) => {
          const [alice, bob] = await bothOpen(page);
          const empty = path.join(folder, 'empty.txt');
          writeFileSync(empty, '');
          await bob.sendFile(empty);
          assert.equal((await alice.untilFile('received')).size, 0);
          await bob.untilFile('sent');

          await alice.click('destroy');
          await alice.untilText('status', 'destroyed');
          await bob.sendFile(empty);
          await bob.untilText('files', 'not sent');
          await bob.untilText('error', 'peer-unavailable');
          await page.untilCount('bob.error$', 1);
        }));

      for (const [source, colleague] of [
        ['camera', 'animation'],
        ['animation', 'camera'],
      ]) {
        it(`holds a call from ${source} to ${colleague}`, () =>
          withPages(browser, [demo.url], async (page) => {
            const [alice, bob] = await bothOpen(page);
            await alice.choose('source', source);
            await bob.choose('source', colleague);
            await alice.click('start-call');
            await bob.untilText('call-state', 'ringing: alice');
            await bob.click('answer');
            for (const panel of [alice, bob]) {
              await panel.untilText('call-state', 'in a call');
              await panel.untilPlays('remote');
              await panel.untilPlays('local');
            }
            await page.untilCount('bob.call$', 1);
            for (const side of ['alice', 'bob']) await page.untilCount(`${side}.call.iceState$`, 2);

            await bob.click('hang-up');
            for (const side of ['alice', 'bob']) {
              await page.untilCompleted(`${side}.call.stream$`);
              assert.equal(await page.count(`${side}.call.stream$`), 1);
              await page.untilCount(`${side}.call.close$`, 1);
              await page.panel(side).untilText('call-state', 'idle');
            }
          }));
      }

      it('shows what disconnecting, reconnecting and destroying do', () =>
        withPages(browser, [demo.url], async (page) => {
          const [alice, bob] = await connected(page);
          await alice.click('disconnect');
          await alice.untilText('status', 'disconnected');
          await page.untilCount('alice.disconnected$', 1);
          await alice.say('still here');
          await bob.untilText('messages', 'still here');
          await alice.click('reconnect');
          await alice.untilText('status', 'open');
          await page.untilCount('alice.open$', 2);

          await alice.click('destroy');
          await alice.untilText('status', 'destroyed');
          await page.untilCompleted('alice.status$');
          await page.untilCompleted('bob.connection.close$');
          await alice.click('start');
          await alice.untilText('status', 'open');
          await bob.click('connect');
          await bob.untilText('chat-state', 'open to alice');
        }));

      it('tells the value of a marble to the keyboard and to the pointer, also while it is paused', () =>
        withPages(browser, [demo.url], async (page) => {
          await bothOpen(page);
          await page.recordTooltips();
          await page.page.locator('[data-part="pause"]').click();
          await page.page.focus('[data-part="canvas"]');
          await page.page.keyboard.press('ArrowLeft');
          await page.untilTooltip((text) => /^(alice|bob)\./.test(text));
          for (let lane = 0; lane < 8; lane += 1) await page.page.keyboard.press('ArrowUp');
          const top = await page.untilTooltip((text) => text.startsWith('alice.status$'));
          await page.page.keyboard.press('ArrowDown');
          const below = await page.untilTooltip((text) => text !== '' && text !== top);
          const y = await page.tooltipTop();
          await page.page.keyboard.press('Escape');
          await page.untilTooltip((text) => text === '');

          // The tooltip is below its marble: that is the height at which the pointer finds it.
          const box = await (await page.page.$('[data-part="canvas"]')).boundingBox();
          for (let x = box.width - 1; x > 0; x -= 8) await page.page.mouse.move(box.x + x, box.y + y - 14);
          const seen = await page.tooltips();
          assert.ok(seen.includes(below), `${below} in ${seen}`);
        }));

      it('connects one peer a page, in two pages', () => {
        const suffix = `${name}-${randomBytes(3).toString('hex')}`;
        const [a, b] = [`a-${suffix}`, `b-${suffix}`];
        return withPages(browser, [`${demo.url}?peer=${a}`, `${demo.url}?peer=${b}`], async (pageA, pageB) => {
          const [one, other] = [pageA.panel(a), pageB.panel(b)];
          await one.untilText('status', 'open');
          await other.untilText('status', 'open');

          await pageA.page.bringToFront();
          await one.type('other', b);
          await one.click('connect');
          await one.untilText('chat-state', `open to ${b}`);
          await one.say('from one page');
          await other.untilText('messages', 'from one page');
          await one.sendFile(file.path);
          assert.equal((await other.untilFile('received')).sha256, file.sha256);
          await one.untilFile('sent');
          await one.click('start-call');

          await pageB.page.bringToFront();
          await other.untilText('call-state', `ringing: ${a}`);
          await other.click('answer');
          await other.untilPlays('remote');
          await other.say('to the other');
          await one.untilText('messages', 'to the other');
          await pageA.page.bringToFront();
          await one.untilPlays('remote');
          await one.click('hang-up');
          await other.untilText('call-state', 'idle');
          await pageB.untilCount('peer.call.close$', 1);
        });
      });

      it('fits on a desktop and on a phone, in light and in dark', () =>
        withPages(browser, [demo.url, `${demo.url}?peer=phone-${name}`], async (page, single) => {
          await single.page.setViewport(PHONE);
          assert.equal(await single.overflow(), 0);
          await single.page.bringToFront();
          await shoot(single.page, 'single-phone');

          await page.page.bringToFront();
          const [alice, bob] = await connected(page);
          await alice.say('Hello Bob, look below: every message is a marble.');
          await bob.untilText('messages', 'every message');
          await bob.say('I see mine drift away.');
          await alice.untilText('messages', 'drift away');
          await alice.sendFile(file.path);
          await bob.untilFile('received');
          await page.untilCompleted('alice.file.close$');
          await shoot(page.page, 'light-chat');
          await alice.choose('source', 'animation');
          await alice.click('start-call');
          await bob.click('answer');
          for (const panel of [alice, bob]) await panel.untilPlays('remote');
          await page.page.evaluate(() => scrollTo(0, 0));
          await shoot(page.page, 'light');
          await page.page.screenshot({ path: path.join(screenshots, `${name}-light-full.png`), fullPage: true });
          if (name === 'chromium') {
            await page.page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
            await shoot(page.page, 'dark');
            await page.page.screenshot({ path: path.join(screenshots, `${name}-dark-full.png`), fullPage: true });
            await page.page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
          }
          await page.page.setViewport(PHONE);
          await page.until(
            'the narrow timeline',
            () => {
              const { width, clientWidth } = document.querySelector('[data-part="canvas"]');
              return { clientWidth, drawn: width / devicePixelRatio };
            },
            ({ clientWidth, drawn }) => drawn === clientWidth && drawn <= PHONE.width,
          );
          assert.equal(await page.overflow(), 0);
          await shoot(page.page, 'phone');
          await page.page.screenshot({ path: path.join(screenshots, `${name}-phone-full.png`), fullPage: true });
          await page.page.$eval('.counts', (details) => (details.open = true));
          assert.equal(await page.overflow(), 0, 'with the table');
        }));
    });
  }
});
