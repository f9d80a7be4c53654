// The wire to the PeerServer is slow, or cut in the middle of a negotiation.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { connect, exchange } from '../connect.mjs';
import { isSoak } from '../soak.mjs';
import { onStage } from '../stage.mjs';

/** Milliseconds, each way. */
const DELAY = 500;
const MESSAGES = 100;
/** Milliseconds that a connection has to open while the server is there, and what looking for the server may add. */
const PATIENCE = 30_000;
const GRACE = 10_000;

/** Two Peers, each behind a wire of its own; not open yet. */
async function apart(stage, options = {}) {
  const server = await stage.server();
  return Promise.all(
    ['alice', 'bob'].map(async (id) => {
      const [proxy, tab] = [await stage.proxy(server.port), await stage.tab(id)];
      proxy.delay = DELAY;
      await stage.make(tab, id, proxy, options);
      return { proxy, tab, id };
    }),
  );
}

async function bothOpen(stage, options) {
  const both = await apart(stage, options);
  await Promise.all(both.map(({ tab, id }) => tab.until(id, 'open')));
  return both;
}

/** What no Peer and no connection of a tab may have told. */
async function assertNothingWrong({ tab }) {
  const wrong = ['error', 'close', 'disconnected'];
  assert.deepEqual(
    (await tab.told()).filter(({ what }) => wrong.includes(what)),
    [],
  );
}

/** Cuts that lose nothing: what is on its way is at the server, which keeps it for 5 s for somebody who is not there. */
const cuts = {
  'the one who offers is cut off until the answer is on its way': async (alice, bob) => {
    const opening = connect('data', alice, bob);
    await bob.proxy.untilSent('"OFFER"'); // so it has left Alice
    alice.proxy.cut();
    await alice.tab.until('alice', 'reconnecting');
    return opening;
  },
  'the one who is to answer is cut off as the offer is made': async (alice, bob) => {
    bob.proxy.cut();
    await bob.tab.until('bob', 'reconnecting');
    return connect('data', alice, bob);
  },
};

/** Cuts that lose a signal between the server and a page, which nobody can know of. */
const losses = {
  OFFER: (_alice, bob) => bob,
  ANSWER: (alice) => alice,
};

/** Both ends of a connection end up alike: open, or closed, and then the one who wanted it is told why. */
async function assertSettled(alice, bob) {
  const asked = Date.now();

  const ours = await alice.tab.poll('the connection is half alive', () =>
    window.tab.happenings.list('alice/data').find(({ what }) => what === 'open' || what === 'close'),
  );
  assert.ok(ours.at - asked <= PATIENCE + GRACE, `settled after ${ours.at - asked} ms`);
  const errors = (await alice.tab.told('alice/data', 'error')).map(({ detail }) => detail);
  if (ours.what === 'open') assert.deepEqual(errors, []);
  // Whose patience ends first tells the other.
  else assert.match(errors[0].type, /^(negotiation-failed|connection-closed)$/);
  const made = await bob.tab.told('bob/data', 'made');
  if (ours.what === 'open' || made.length > 0) await bob.tab.until('bob/data', ours.what);
}

export function wireRows(world) {
  it(`${DELAY} ms each way: connections that are asked for before the Peer is open open, and nothing is lost`, () =>
    onStage(world, async (stage) => {
      const [alice, bob] = await apart(stage);
      const opening = ['1', '2', '3'].map((name) => connect('data', alice, bob, name));
      const calling = connect('call', alice, bob, 'call');
      for (const [one, other] of await Promise.all(opening)) {
        const texts = Array.from({ length: MESSAGES }, (_, index) => `${one.name} ${index}`);
        await one.tab.ask('sendAll', one.name, texts);
        await other.tab.until(other.name, 'data', ({ detail }) => detail === texts.at(-1));
        const got = await other.tab.told(other.name, 'data');
        assert.deepEqual(
          got.map(({ detail }) => detail),
          texts,
        );
      }
      await calling;
      for (const peer of [alice, bob]) await assertNothingWrong(peer);
    }));

  for (const [what, cut] of Object.entries(cuts)) {
    it(`${what}, with \`reconnect\`: the connection opens all the same`, () =>
      onStage(world, async (stage) => {
        const [alice, bob] = await bothOpen(stage, { reconnect: true });
        await exchange(await cut(alice, bob), 'hello');
        for (const { tab, id } of [alice, bob]) {
          assert.deepEqual(await tab.ask('flagsOf', id), { open: true, disconnected: false, destroyed: false });
        }
      }));
  }

  // Half a minute each: how long a connection may take.
  for (const [signal, whose] of Object.entries(isSoak ? losses : {})) {
    it(`a cut loses the ${signal}: the connection opens all the same, or both ends are told that it does not`, () =>
      onStage(world, async (stage) => {
        const [alice, bob] = await bothOpen(stage, { reconnect: true });
        const { proxy, tab, id } = whose(alice, bob);
        connect('data', alice, bob);
        await proxy.untilSent(`"${signal}"`);
        proxy.cut();
        await tab.until(id, 'reconnecting');
        await assertSettled(alice, bob);
      }));
  }
}
