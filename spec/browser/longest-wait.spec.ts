import { firstValueFrom, timer } from 'rxjs';
import { openConnection } from 'rxpeer';
import { useBench } from '../support/browser/bench.js';
import { couple } from '../support/browser/couple.js';
import { next, open } from '../support/browser/wait.js';

/** Milliseconds in which a wait that is taken for none would be over. */
const A_WHILE = 1_000;

describe('a wait that is longer than timers of the platform can be', () => {
  const bench = useBench();

  it('is not the end of a connection that is silent', async () => {
    const { here, there } = await couple(bench, {}, { liveness: Number.MAX_SAFE_INTEGER });
    await firstValueFrom(timer(A_WHILE));
    expect([here.open, there.open]).toEqual([true, true]);
  });

  it('is not the end of one that is being opened', async () => {
    const [alice, bob] = [bench.peer(), bench.peer()];
    await open(alice);
    const opened = openConnection(alice, await open(bob), { timeout: Number.MAX_SAFE_INTEGER });
    await expectAsync(next(opened)).toBeResolved();
  });
});
