// The server's end of the socket goes silent, and the socket looks alive.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { connect, exchange } from '../connect.mjs';
import { onStage } from '../stage.mjs';

/** Milliseconds. */
const PING = 2_000;
const WITHIN = 2 * PING + 7_000;
/** What timers of a busy machine may add. */
const GRACE = 1_500;

/** Who or what goes silent, and how it goes on: what was lost stays lost in a wire, and is waited for by a program. */
const silences = {
  'a PeerServer that hangs': { stop: ({ server }) => server.stop(), goOn: ({ server }) => server.goOn() },
  'a wire that is dead': { stop: ({ proxy }) => proxy.stall(), goOn: ({ proxy }) => proxy.goOn() },
};

/** Alice behind a wire, whose server has proved that it hands echoes back, and Bob, whom she is connected with. */
async function scene(stage, options) {
  const server = await stage.server();
  const proxy = await stage.proxy(server.port);
  const [tab, bob] = await Promise.all([stage.tab('alice'), stage.tab('bob')]);
  await stage.open(bob, 'bob', server, { reconnect: true });
  await stage.open(tab, 'alice', proxy, { pingInterval: PING, ...options });
  const data = await connect('data', { tab, id: 'alice' }, { tab: bob, id: 'bob' }, 'old');
  await proxy.untilSent('rxpeer-echo');
  return { server, proxy, tab, bob, data };
}

/** Alice tells in time that she has lost her server. */
async function noticed({ tab }, what, since) {
  const { at } = await tab.until('alice', what, (one) => one.at >= since);
  assert.ok(at - since <= WITHIN + GRACE, `noticed after ${at - since} ms`);
  assert.deepEqual(
    (await tab.told('alice', 'error')).map(({ detail }) => detail.type),
    ['network'],
  );
  return at - since;
}

export function stalledRows(world) {
  for (const [what, { stop, goOn }] of Object.entries(silences)) {
    it(`${what} is noticed in time, and found again with \`reconnect\` when it goes on`, (t) =>
      onStage(world, async (stage) => {
        const all = await scene(stage, { reconnect: true });
        const since = Date.now();
        stop(all);
        const took = await noticed(all, 'reconnecting', since);
        t.diagnostic(`noticed after ${took} ms`);
        goOn(all);
        await all.tab.untilTold('alice', 'open', 2);
        assert.deepEqual(await all.tab.told('alice', 'disconnected'), []);
        await exchange(all.data, 'still here');
        await exchange(await connect('data', { tab: all.bob, id: 'bob' }, { tab: all.tab, id: 'alice' }, 'new'), 'hi');
      }));
  }

  it('a wire that is dead disconnects without `reconnect`; `reconnect()` works while the server holds the old socket', () =>
    onStage(world, async (stage) => {
      const all = await scene(stage, {});
      const since = Date.now();
      all.proxy.stall();
      await noticed(all, 'disconnected', since);
      all.proxy.goOn();
      assert.ok((await all.server.ids()).includes('alice'), 'the server holds the old socket');
      await all.tab.ask('tell', 'alice', 'reconnect');
      await all.tab.untilTold('alice', 'open', 2);
      await exchange(all.data, 'still here');
      await exchange(await connect('data', { tab: all.bob, id: 'bob' }, { tab: all.tab, id: 'alice' }, 'new'), 'hi');
    }));
}
