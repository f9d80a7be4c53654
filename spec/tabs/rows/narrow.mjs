// The network between the pages is long and narrow, and its queue has an end.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { connect } from '../connect.mjs';
import { isSoak } from '../soak.mjs';
import { onStage } from '../stage.mjs';

const CONDITIONS = { delay: 25, rate: 20, queue: 200 };
const CHUNKS = isSoak ? 640 : 64; // of 64 KiB
/** A queue that overflows loses 200 packets and more at once, which takes ten seconds and more to repair. */
const FEW_PACKETS = 20;

export function narrowRows(world) {
  it('a transfer fills a narrow network, and does not make its queue overflow', (t) =>
    onStage(world, async (stage) => {
      const network = stage.network(CONDITIONS);
      const server = await stage.server();
      const [sender, receiver] = await Promise.all(
        ['sender', 'receiver'].map(async (id, index) => {
          const tab = await stage.tab(id);
          await network.join(tab.page, ['left', 'right'][index]);
          await stage.open(tab, id, server);
          return { tab, id };
        }),
      );
      const [from, to] = await connect('data', sender, receiver);
      await receiver.tab.page.evaluate((name) => window.long.receive(name), to.name);
      await sender.tab.page.evaluate((...args) => window.long.send(...args), from.name, CHUNKS, 0);
      await receiver.tab.poll(
        'not everything has come',
        (count) => window.long.receiving.receipt.chunks >= count,
        CHUNKS,
      );
      t.diagnostic(`${network.lost} packets lost`);
      assert.ok(network.lost < FEW_PACKETS, `${network.lost} packets lost`);
    }));
}
