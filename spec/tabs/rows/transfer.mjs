// The PeerServer dies again and again while two Peers have a lot to say to each other.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { connect } from '../connect.mjs';
import { isSoak } from '../soak.mjs';
import { onStage } from '../stage.mjs';

const KILLS = isSoak ? 20 : 3;
const MEBIBYTES = isSoak ? 200 : 20;
const CHUNKS = MEBIBYTES * 16; // of 64 KiB
/** Milliseconds between two chunks while the server dies, so that there are always more to come. */
const INTERVAL = isSoak ? 75 : 200;
/** Chunks that come while there is no server, each time. */
const MEANWHILE = 5;
/** Milliseconds without a chunk that are a stop; what a busy machine does to its timers is none. Whoever waits for the server waits for ever. */
const STOP = 5_000;

const receipt = ({ tab }) => tab.page.evaluate(() => window.long.receiving.receipt);
const outcome = ({ tab }) => tab.page.evaluate(() => window.long.sending.outcome);
const untilChunks = ({ tab }, count) =>
  tab.poll(`less than ${count} chunks have come`, (least) => window.long.receiving.receipt.chunks >= least, count);

/** The server dies and comes back for the `count`-th time; both Peers notice, and find it again. */
async function killServer(server, peers, count) {
  await server.kill();
  await Promise.all(peers.map(({ tab, id }) => tab.untilTold(id, 'reconnecting', count)));
  const [, receiver] = peers;
  await untilChunks(receiver, (await receipt(receiver)).chunks + MEANWHILE);
  await server.restart();
  await Promise.all(peers.map(({ tab, id }) => tab.untilTold(id, 'open', 1 + count)));
}

export function transferRows(world) {
  it(`${MEBIBYTES} MiB pass while the PeerServer is killed ${KILLS} times, and never stop`, (t) =>
    onStage(world, async (stage) => {
      const server = await stage.server();
      const peers = await Promise.all(
        ['sender', 'receiver'].map(async (id) => {
          const tab = await stage.tab(id);
          await stage.open(tab, id, server, { reconnect: true });
          return { tab, id };
        }),
      );
      const [sender, receiver] = peers;
      const [from, to] = await connect('data', sender, receiver);
      await receiver.tab.page.evaluate((name) => window.long.receive(name), to.name);
      await sender.tab.page.evaluate((...args) => window.long.send(...args), from.name, CHUNKS, INTERVAL);

      for (let count = 1; count <= KILLS; count += 1) await killServer(server, peers, count);
      assert.equal(await outcome(sender), 'going on');
      const { chunks, longestPause } = await receipt(receiver);
      t.diagnostic(`${chunks} of ${CHUNKS} chunks while the server died; the longest pause: ${longestPause} ms`);
      assert.ok(longestPause < STOP, `a pause of ${longestPause} ms`);

      // The rest as fast as it goes.
      await sender.tab.page.evaluate(() => (window.long.sending.interval = 0));
      await untilChunks(receiver, CHUNKS);
      await sender.tab.poll('the sender does not know', () => window.long.sending.outcome !== 'going on');
      assert.equal(await outcome(sender), 'complete');
      const end = await receipt(receiver);
      assert.deepEqual([end.chunks, end.wrong], [CHUNKS, 0]);
      for (const { tab, id } of peers) {
        assert.deepEqual(await tab.ask('flagsOf', id), { open: true, disconnected: false, destroyed: false });
      }
      assert.deepEqual((await server.ids()).sort(), ['receiver', 'sender']);
    }));
}
