// Real tabs, in both browsers, that are killed, stopped and left; a PeerServer that is killed, started again and stopped; and
// a wire between them that is late, dead or cut; a network that loses packets. One file, because all of it shares one build.
//
//   TABS_BROWSERS=firefox node --test --test-name-pattern=killed spec/tabs/tabs.spec.mjs   runs a part of it
import { after, before, describe } from 'node:test';
import { ensureBrowsers } from '../../scripts/browsers.mjs';
import { browsers } from '../demo/browsers.mjs';
import { servePages } from './pages.mjs';
import { busyRows } from './rows/busy.mjs';
import { killedRows } from './rows/killed.mjs';
import { leftRows } from './rows/left.mjs';
import { lossyRows } from './rows/lossy.mjs';
import { narrowRows } from './rows/narrow.mjs';
import { memoryRows } from './rows/memory.mjs';
import { permittedRows } from './rows/permitted.mjs';
import { outageRows } from './rows/outage.mjs';
import { restartedRows } from './rows/restarted.mjs';
import { stalledRows } from './rows/stalled.mjs';
import { transferRows } from './rows/transfer.mjs';
import { wireRows } from './rows/wire.mjs';
import { isSoak } from './soak.mjs';
import { World } from './stage.mjs';

const kinds = process.env.TABS_BROWSERS?.split(',') ?? Object.keys(browsers);

let pages;
before(async () => {
  ensureBrowsers(kinds);
  pages = await servePages();
});
after(() => pages?.close());

for (const kind of kinds) {
  describe(`tabs in ${kind}`, () => {
    const world = new World(kind, () => pages);
    after(() => world.end());

    // All of these mostly wait, unless they are long. Within each, one row comes after the other: concurrency is inherited.
    describe('side by side', { concurrency: isSoak ? 1 : 3 }, () => {
      describe('tabs that come to harm, and a network that loses packets', { concurrency: 1 }, () => {
        killedRows(world);
        outageRows(world);
        permittedRows(world);
        lossyRows(world);
        narrowRows(world);
      });
      describe('pages that are left, and servers that die', { concurrency: 1 }, () => {
        leftRows(world);
        restartedRows(world);
        transferRows(world);
        busyRows(world);
      });
      describe('servers and wires that are slow or dead', { concurrency: 1 }, () => {
        stalledRows(world);
        wireRows(world);
      });
    });
    describe('alone', () => memoryRows(world));
  });
}
