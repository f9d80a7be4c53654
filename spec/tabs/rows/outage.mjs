// A tab, or its machine, stands still for a while: a short outage that heals closes nothing.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { connect, exchange } from '../connect.mjs';
import { signal, tabProcesses } from '../processes.mjs';
import { onStage } from '../stage.mjs';

/** Milliseconds: how long, and for connections of which `liveness`. */
const outages = [
  { lasting: 1_000, liveness: 3_000 },
  { lasting: 4_000, liveness: 10_000 },
];

/** A Peer with RxPeer and one with PeerJS, connected by data and by a call with one here. */
async function connectSleepers(stage, sleepers, { tab, id }) {
  return Promise.all(
    sleepers.map(async (sleeper) => ({
      data: await connect('data', { tab, id }, sleeper, `data ${id} ${sleeper.id}`),
      call: await connect('call', sleeper, { tab, id }, `call ${id} ${sleeper.id}`),
    })),
  );
}

async function standStill(stage, pairs, { lasting, least }) {
  const pids = tabProcesses(await stage.browser('away'), least);
  signal(pids, 'SIGSTOP');
  try {
    for (const { data } of pairs) await data[0].tab.ask('send', data[0].name, 'meanwhile');
    await pause(lasting);
  } finally {
    signal(pids, 'SIGCONT');
  }
}

async function assertAlive({ data, call }) {
  await data[1].tab.until(data[1].name, 'data', ({ detail }) => detail === 'meanwhile');
  await exchange(data, 'after');
  for (const { tab, name } of [...data, ...call]) {
    const wrong = (await tab.told(name)).filter(({ what }) => what === 'close' || what === 'error');
    assert.deepEqual(wrong, []);
  }
}

export function outageRows(world) {
  it('a tab stands still for 1 s and for 4 s: nothing closes that has the patience, and messages go on', () =>
    onStage(world, async (stage) => {
      const server = await stage.server();
      const home = await stage.tab('home');
      const sleepers = await Promise.all(
        ['rxpeer', 'peerjs'].map(async (library) => {
          const tab = await stage.tab('sleeper', { library, where: 'away' });
          await stage.open(tab, library, server);
          return { tab, id: library };
        }),
      );
      for (const { lasting, liveness } of outages) {
        const id = `host-${liveness}`;
        await stage.open(home, id, server, { liveness });
        const pairs = await connectSleepers(stage, sleepers, { tab: home, id });
        await standStill(stage, pairs, { lasting, least: sleepers.length });
        for (const pair of pairs) await assertAlive(pair);
        for (const { data, call } of pairs) {
          for (const [end] of [data, call]) await end.tab.ask('closeConnection', end.name);
        }
      }
    }));
}
