// A page is left, or its tab closed: it says good-bye to everybody.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { connect } from '../connect.mjs';
import { onStage } from '../stage.mjs';

/** Milliseconds that the other side takes to know. */
const SOON = 1_000;

/**
 * What the Peers that stay have with the one who leaves. With PeerJS it is one connection each: of several it closes every second
 * one at a LEAVE. The others are left to what was said on their channels, which may go down with a tab that is closed, and of
 * themselves PeerJS in Chromium closes none.
 */
const stayers = { rxpeer: [['data', 'call']], peerjs: [['data'], ['call']] };

const ways = {
  'a page that goes elsewhere': (tab, elsewhere) => tab.page.goto(elsewhere),
  'a tab that is closed': (tab) => tab.page.close(),
};

async function leave(stage, how) {
  const server = await stage.server();
  const leaver = await stage.tab('leaver');
  await stage.open(leaver, 'leaver', server);
  const ends = [];
  for (const [library, peers] of Object.entries(stayers)) {
    const tab = await stage.tab('stayer', { library });
    for (const kinds of peers) {
      const id = [library, ...kinds].join('-');
      await stage.open(tab, id, server);
      for (const kind of kinds) {
        const both = await connect(kind, { tab: leaver, id: 'leaver' }, { tab, id }, `${kind} ${id}`);
        ends.push(both[1]);
      }
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
