// A page is left, or its tab closed: it says good-bye to everybody.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { connect } from '../connect.mjs';
import { onStage } from '../stage.mjs';

/** Milliseconds that the other side takes to know. */
const SOON = 1_000;

const ways = {
  'a page that goes elsewhere': (tab, elsewhere) => tab.page.goto(elsewhere),
  'a tab that is closed': (tab) => tab.page.close(),
};

async function leave(stage, how) {
  const server = await stage.server();
  const leaver = await stage.tab('leaver');
  await stage.open(leaver, 'leaver', server);
  const stayers = await Promise.all(
    ['rxpeer', 'peerjs'].map(async (library) => {
      const tab = await stage.tab('stayer', { library });
      await stage.open(tab, library, server);
      return { tab, id: library };
    }),
  );
  const ends = [];
  for (const stayer of stayers) {
    for (const kind of ['data', 'call']) {
      const both = await connect(kind, { tab: leaver, id: 'leaver' }, stayer, `${kind} ${stayer.id}`);
      ends.push(both[1]);
    }
  }

  leaver.giveUp();
  const url = leaver.page.url();
  await how(leaver, stage.elsewhere());
  const left = await stage.untilLeft(url); // the browser takes its time until it tells the page
  const times = [];
  for (const { tab, name } of ends) {
    const { at } = await tab.until(name, 'close');
    times.push(at - left);
    assert.ok(at - left <= SOON, `${name} has closed after ${at - left} ms`);
    assert.deepEqual(await tab.told(name, 'error'), []);
  }
  await server.untilGone('leaver');
  return times;
}

export function leftRows(world) {
  for (const [what, how] of Object.entries(ways)) {
    it(`${what}: everybody knows within ${SOON} ms, and the server forgets it`, async (t) => {
      const times = await onStage(world, (stage) => leave(stage, how));
      t.diagnostic(`known after ${times.join(', ')} ms`);
    });
  }
}
