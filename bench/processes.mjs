// Processes of a browser, from /proc: Linux only.
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** Bytes of a page of memory, on every machine that browsers run on in Linux here. */
const PAGE_SIZE = 4_096;
const WORK = 400; // milliseconds
/** One tick of processor time, as /proc counts it. */
const TICK = 10; // milliseconds
const ATTEMPTS = 5;

/** The fields of /proc/<pid>/stat behind the name, which may hold anything; undefined where the process has gone. */
function statOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { pid, parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
  } catch {
    return undefined;
  }
}

function descendants(ancestor) {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .map(statOf)
    .filter(Boolean);
  const found = all.filter(({ pid }) => pid === ancestor);
  for (const process of found) found.push(...all.filter(({ parent }) => parent === process.pid));
  return found;
}

/** The process of a tab: the one that works while the tab does. */
export async function processOf(browser, page) {
  const ancestor = browser.process().pid;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    await pause(WORK);
    const before = new Map(descendants(ancestor).map(({ pid, ticks }) => [pid, ticks]));
    await page.evaluate((milliseconds) => window.bench.work(milliseconds), WORK);
    const worked = descendants(ancestor)
      .map(({ pid, ticks }) => ({ pid, time: (ticks - (before.get(pid) ?? ticks)) * TICK }))
      .sort((a, b) => b.time - a.time);
    const [first, second] = worked;
    // On a busy machine it gets less than it asks for; the others must have got much less still.
    if (first && first.time > WORK / 3 && first.time > 3 * (second?.time ?? 0)) return first.pid;
  }
  throw new Error(`the process of ${page.url()} could not be told from the others`);
}

/** Bytes of memory that a process has in use. */
export const residentBytes = (pid) => Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * PAGE_SIZE;
