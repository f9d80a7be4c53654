// Processes of a browser, from /proc: Linux only.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

const read = (pid, file) => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return ''; // it has gone
  }
};

/** What stands behind the name, which may hold anything. */
function stateOf(pid) {
  const stat = read(pid, 'stat');
  const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { state, parent: Number(parent) };
}

/** A process, all that it started, and what those started. */
function familyOf(ancestor) {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), parent: stateOf(name).parent }));
  const family = [ancestor];
  for (const member of family) {
    family.push(...all.filter(({ parent }) => parent === member).map(({ pid }) => pid));
  }
  return family;
}

/** Chromium writes its command line with spaces, Firefox with zeros. */
const commandOf = (pid) => read(pid, 'cmdline').replaceAll('\0', ' ').trim();

/** In Chromium the page itself has its connections; in Firefox a process for sockets has those of all tabs. */
const kinds = {
  tab: [/ --type=renderer (?!.*--top-chrome-webui)/, / -contentproc .* tab$/],
  sockets: [/ -contentproc .* socket$/],
};
const processesOf = (browser, kind) =>
  familyOf(browser.process().pid).filter((pid) => kinds[kind].some((pattern) => pattern.test(commandOf(pid))));

/**
 * The processes of all tabs of a browser, and of their connections: Firefox would say good-bye for a tab whose process has
 * gone, and nobody would have to notice anything.
 */
export function tabProcesses(browser, least) {
  const tabs = processesOf(browser, 'tab');
  assert.ok(tabs.length >= least, `${least} tabs have processes of their own, of ${tabs.length}`);
  return [...processesOf(browser, 'sockets'), ...tabs];
}

/** Processes of the tabs alone: what a crash of a tab, or a task manager, ends. */
export const tabProcessesAlone = (browser) => processesOf(browser, 'tab');

export function signal(pids, name) {
  for (const pid of pids) process.kill(pid, name);
}

/** Ends processes so that none of them can do anything about the end of another one. */
export async function killAll(pids) {
  signal(pids, 'SIGSTOP');
  signal(pids, 'SIGKILL');
  while (pids.some((pid) => !['', 'Z', 'X'].includes(stateOf(pid).state))) await pause(10);
}
