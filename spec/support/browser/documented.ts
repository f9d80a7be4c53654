import { useBench } from './bench.js';
import { Breach } from './breach.js';
import type { Broken } from './broken-words.js';
import { LIBRARIES } from './libraries.js';
import { Stage } from './stage.js';

/** One sentence of the API reference about how things live. */
export interface Documented {
  /** As the reference words it. */
  readonly says: string;
  /** What that demands. */
  readonly demands: string;
  /** Plays it; throws a `Breach` where it is not so. The same for every library. */
  readonly holds: (stage: Stage) => Promise<void>;
  /** Where PeerJS 1.5.5 does not do what it says. */
  readonly brokenBy?: Broken;
}

const breachOf = async (play: Promise<void>): Promise<string | undefined> => {
  try {
    await play;
    return undefined;
  } catch (thrown) {
    if (thrown instanceof Breach) return thrown.message;
    throw thrown;
  }
};

/**
 * Specs of sentences of the reference: the same code for RxPeer and for PeerJS. Where PeerJS is said to break one, that it
 * does is asserted too, so that no exception outlives its reason.
 */
export const describeDocumented = (title: string, rows: readonly Documented[]): void => {
  for (const library of LIBRARIES) {
    describe(`${title}, as documented, by ${library.name}`, () => {
      const bench = useBench(library.tolerate);

      for (const { says, demands, holds, brokenBy } of rows) {
        const broken = brokenBy?.library === library.name ? brokenBy : undefined;
        it(broken ? `does not hold: ${demands}` : demands, async () => {
          const stage = new Stage(library, bench, broken ? 'breaks-it' : 'keeps-its-word');
          expect(await breachOf(holds(stage)))
            .withContext(says)
            .toBe(broken?.shows);
          if (broken?.throws) expect((await bench.pageErrors(broken.throws)).length).toBe(broken.throws);
        });
      }
    });
  }
};
