// A tab is killed: nobody says good-bye, and the other side notices all the same.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { connect } from '../connect.mjs';
import { killAll, tabProcesses, tabProcessesAlone } from '../processes.mjs';
import { isSoak } from '../soak.mjs';
import { onStage } from '../stage.mjs';

const KILLS = isSoak ? 50 : 3;
/** Tabs of one browser that are killed at once. */
const BATCH = 3;

/**
 * Milliseconds: what is asked for, what noticing may take beyond it on a busy machine, so that the short one is still no
 * default, and how long the connection stands where nobody looks.
 */
const DEFAULT = 10_000;
const SHORT = 2_000;
const GRACE = 5_000;
const OFF = 0;
const OFF_FOR = 5_000;
/** PeerJS cannot be asked whether it is there, so it is given at least that. */
const PEERJS_LEAST = 10_000;

/** Opens tabs elsewhere, and connects them by data and by a call with Peers here of each `patience`, whoever begins. */
async function connectVictims(stage, { libraries, patience }) {
  const server = await stage.server();
  const home = await stage.tab('home');
  const hosts = await Promise.all(
    patience.map(async (liveness) => {
      const id = `host-${liveness}`;
      // The default is to be the default.
      await stage.open(home, id, server, liveness === DEFAULT ? {} : { liveness });
      return { tab: home, id, liveness };
    }),
  );
  const victims = await Promise.all(
    libraries.map(async (library, index) => {
      const tab = await stage.tab('victim', { library, where: 'away' });
      const id = `victim-${index}`;
      await stage.open(tab, id, server);
      return { tab, id, library };
    }),
  );
  const connections = await Promise.all(
    hosts.flatMap((host, one) =>
      victims.slice(0, host.liveness === OFF ? 1 : undefined).flatMap((victim, other) =>
        ['data', 'call'].map(async (kind) => {
          const [from, to] = (one + other) % 2 === 0 ? [host, victim] : [victim, host];
          await connect(kind, from, to, `${kind} ${host.id} ${victim.id}`);
          const { liveness } = host;
          const within = victim.library === 'peerjs' && liveness !== OFF ? Math.max(liveness, PEERJS_LEAST) : liveness;
          return { name: `${host.id}/${kind} ${host.id} ${victim.id}`, within, library: victim.library };
        }),
      ),
    ),
  );
  return { home, victims, connections };
}

/** Kills them, and looks at when and how each connection has closed. */
async function killTabs(stage, cast) {
  const { home, victims, connections } = await connectVictims(stage, cast);
  const pids = tabProcesses(await stage.browser('away'), victims.length);
  for (const { tab } of victims) tab.giveUp();
  const killed = Date.now();
  await killAll(pids);

  const times = [];
  for (const { name, within, library } of connections.filter((one) => one.within !== OFF)) {
    const { at } = await home.until(name, 'close');
    const took = at - killed;
    const errors = (await home.told(name, 'error')).map(({ detail }) => detail);
    assert.deepEqual(
      errors.map(({ type }) => type),
      ['connection-closed'],
      `${name}: ${JSON.stringify(errors)}`,
    );
    assert.match(errors[0].message, /gone/);
    assert.ok(took <= within + GRACE, `${name} has closed after ${took} ms`);
    times.push({ within, library, took });
  }
  await pause(Math.max(0, killed + OFF_FOR - Date.now()));
  for (const { name } of connections.filter(({ within }) => within === OFF)) {
    const closed = (await home.told(name, 'close')).filter(({ at }) => at < killed + OFF_FOR);
    assert.deepEqual(closed, [], `${name} stands as long as ICE does not give up`);
  }
  return times;
}

/** How long it took, as text: for the record. */
function summary(times) {
  const lines = new Map();
  for (const { within, library, took } of times) {
    const line = `${library}, ${within} ms`;
    lines.set(line, [...(lines.get(line) ?? []), took]);
  }
  return [...lines].map(([line, all]) => {
    const [least, most] = [Math.min(...all), Math.max(...all)];
    return `${line}: ${all.length} closed, after ${least} to ${most} ms`;
  });
}

export function killedRows(world) {
  it(`${KILLS} killed tabs: each connection and call with them closes in time, and says why`, async (t) => {
    const times = [];
    for (let kills = 0; kills < KILLS; kills += BATCH) {
      const count = Math.min(BATCH, KILLS - kills);
      const libraries = Array.from({ length: count }, () => 'rxpeer');
      // The first batch has a tab with PeerJS besides, and Peers that do not look.
      const cast =
        kills === 0
          ? { libraries: [...libraries, 'peerjs'], patience: [DEFAULT, SHORT, OFF] }
          : { libraries, patience: [DEFAULT, SHORT] };
      times.push(...(await onStage(world, (stage) => killTabs(stage, cast))));
    }
    for (const line of summary(times)) t.diagnostic(line);
  });

  it('the process of a tab ends alone, and the browser lives: whatever the browser says for it, all closes once', () =>
    onStage(world, async (stage) => {
      const { home, victims, connections } = await connectVictims(stage, { libraries: ['rxpeer'], patience: [SHORT] });
      const pids = tabProcessesAlone(await stage.browser('away'));
      for (const { tab } of victims) tab.giveUp();
      const killed = Date.now();
      await killAll(pids);
      for (const { name, within } of connections) {
        const { at } = await home.until(name, 'close');
        assert.ok(at - killed <= within + GRACE, `${name} has closed after ${at - killed} ms`);
      }
    }));
}
