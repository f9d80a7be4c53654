// What a page holds when its garbage has been collected.
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';

/** Collections in a row: what the first frees lets go of more. */
const COLLECTIONS = 3;

/** Chromium: bytes of the JavaScript heap. */
async function chromiumGauge(page) {
  const session = await page.createCDPSession();
  return async () => {
    for (let count = 0; count < COLLECTIONS; count += 1) await session.send('HeapProfiler.collectGarbage');
    return (await session.send('Runtime.getHeapUsage')).usedSize;
  };
}

/** Firefox tells the parts of the browser itself (`--remote-allow-system-access`). */
const CHROME_SCOPE = { 'moz:scope': 'chrome' };

/** In the browser: asks all processes to collect, objects and cycles. */
const COLLECT = `for (const topic of ['child-mmu-request', 'child-gc-request', 'child-cc-request']) Services.obs.notifyObservers(null, topic)`;

/** In the browser: bytes that the process of a page has a name for, as about:memory adds them up. */
const explicitBytes = (url) => `(async () => {
  const { children } = await ChromeUtils.requestProcInfo();
  const { pid } = children.find(({ windows }) => windows.some(({ documentURI }) => documentURI?.spec === ${JSON.stringify(url)}));
  const manager = Cc['@mozilla.org/memory-reporter-manager;1'].getService(Ci.nsIMemoryReporterManager);
  let sum = 0;
  const add = (process, path, _kind, _units, amount) => {
    if (process.includes('pid ' + pid + ')') && path.startsWith('explicit/')) sum += amount;
  };
  await new Promise((resolve) => manager.getReports(add, null, resolve, null, false));
  return sum;
})()`;

async function firefoxGauge(page) {
  const { connection } = page.browser();
  const { result: tree } = await connection.send('browsingContext.getTree', CHROME_SCOPE);
  const { context } = tree.contexts[0];
  const evaluate = async (expression) => {
    const { result } = await connection.send('script.evaluate', {
      expression,
      target: { context },
      awaitPromise: true,
    });
    assert.equal(result.type, 'success', JSON.stringify(result));
    return result.result.value;
  };
  return async () => {
    for (let count = 0; count < COLLECTIONS; count += 1) {
      await evaluate(COLLECT);
      await page.evaluate(() => 0); // comes after what it was asked for
      await pause(100);
    }
    return evaluate(explicitBytes(page.url()));
  };
}

/** A function that collects the garbage of a page and resolves with the bytes that it holds. */
export const createGauge = (kind, page) => (kind === 'chromium' ? chromiumGauge(page) : firefoxGauge(page));
