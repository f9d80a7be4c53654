// The PeerServer dies, and comes back with no memory of anybody.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { connect, exchange } from '../connect.mjs';
import { onStage } from '../stage.mjs';

/** Two tabs with a Peer each, and a connection between them. */
async function couple(stage, options) {
  const server = await stage.server();
  const [alice, bob] = await Promise.all(
    ['alice', 'bob'].map(async (id) => {
      const tab = await stage.tab(id);
      await stage.open(tab, id, server, options);
      return { tab, id };
    }),
  );
  const data = await connect('data', alice, bob, 'old');
  return { server, alice, bob, data };
}

const errorsOf = async ({ tab, id }) => (await tab.told(id, 'error')).map(({ detail }) => detail.type);
const statusesOf = async ({ tab, id }) => (await tab.told(id, 'status')).map(({ detail }) => detail);

export function restartedRows(world) {
  it('a PeerServer that is killed and comes back finds a Peer with `reconnect` again, and what it has done meanwhile', () =>
    onStage(world, async (stage) => {
      const { server, alice, bob, data } = await couple(stage, { reconnect: true });
      await server.kill();
      for (const { tab, id } of [alice, bob]) await tab.until(id, 'reconnecting');
      await exchange(data, 'without a server');
      const [opening, calling] = [connect('data', alice, bob, 'new'), connect('call', bob, alice, 'call')];
      await server.restart();
      // Both at once: the server keeps an offer for 5 s, and the next try of whoever is to have it may be later than that.
      for (const { tab } of [alice, bob]) await tab.page.evaluate(() => dispatchEvent(new Event('online')));
      for (const { tab, id } of [alice, bob]) {
        assert.equal((await tab.untilTold(id, 'open', 2)).detail, id);
      }
      await exchange(await opening, 'hello again');
      await calling;
      await exchange(data, 'still here');
      for (const peer of [alice, bob]) {
        assert.deepEqual(await statusesOf(peer), ['connecting', 'open', 'reconnecting', 'open']);
        assert.deepEqual(await errorsOf(peer), ['network']);
        assert.deepEqual(await peer.tab.told(peer.id, 'disconnected'), []);
        assert.deepEqual(await peer.tab.ask('flagsOf', peer.id), { open: true, disconnected: false, destroyed: false });
      }
      assert.deepEqual((await server.ids()).sort(), ['alice', 'bob']);
    }));

  it('without `reconnect` a Peer is disconnected by it, its connections live on, and `reconnect()` works', () =>
    onStage(world, async (stage) => {
      const { server, alice, bob, data } = await couple(stage);
      await server.kill();
      for (const { tab, id } of [alice, bob]) await tab.until(id, 'disconnected');
      await exchange(data, 'without a server');
      await server.restart();
      for (const { tab, id } of [alice, bob]) {
        assert.deepEqual(await errorsOf({ tab, id }), ['network']);
        assert.deepEqual(await tab.ask('flagsOf', id), { open: false, disconnected: true, destroyed: false });
        await tab.ask('tell', id, 'reconnect');
        await tab.untilTold(id, 'open', 2);
        assert.deepEqual(await statusesOf({ tab, id }), ['connecting', 'open', 'disconnected', 'reconnecting', 'open']);
      }
      await exchange(data, 'still here');
      await exchange(await connect('data', alice, bob, 'new'), 'hello again');
      assert.deepEqual((await server.ids()).sort(), ['alice', 'bob']);
    }));
}
