import { setTimeout as pause } from 'node:timers/promises';
import { processOf, residentBytes } from './processes.mjs';
import { median } from './statistics.mjs';
import { TabPair } from './tabs.mjs';

const MIB = 2 ** 20;
const INTERVAL = 100; // milliseconds
/** Milliseconds until a page that was just loaded is idle. */
const SETTLE = 2_000;
const IDLE_SAMPLES = 10;

async function idleBytes(pid) {
  const samples = [];
  while (samples.length < IDLE_SAMPLES) {
    samples.push(residentBytes(pid));
    await pause(INTERVAL);
  }
  return median(samples);
}

/** Peaks of both tabs' processes, in MiB above what they take when connected and idle, while `batch` passes. */
export async function measureMemory(browser, library, servers, batch) {
  const pair = await TabPair.open(browser, library, servers);
  try {
    await pair.connect();
    const { sender, receiver } = pair.tabs;
    const pids = [await processOf(browser, sender), await processOf(browser, receiver)];
    if (pids[0] === pids[1]) throw new Error(`${library.title}: both tabs are in process ${pids[0]}`);
    await pause(SETTLE);
    const idle = await Promise.all(pids.map(idleBytes));

    const peaks = [...idle];
    const sampling = setInterval(() => {
      pids.forEach((pid, index) => (peaks[index] = Math.max(peaks[index], residentBytes(pid))));
    }, INTERVAL);
    try {
      await pair.transfer(batch);
    } finally {
      clearInterval(sampling);
    }
    const [atSender, atReceiver] = peaks.map((peak, index) => (peak - idle[index]) / MIB);
    return { sender: atSender, receiver: atReceiver };
  } finally {
    await pair.close();
  }
}
