import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const heldOf =
  (part: 'arrayBuffers' | 'heapUsed') =>
  (count: number, make: () => unknown): number => {
    const bytes = (): number => {
      collectGarbage();
      collectGarbage(); // waits until what the first has found is given back, which takes place beside
      return process.memoryUsage()[part];
    };
    const before = bytes();
    const made = Array.from({ length: count }, make);
    const held = bytes() - before;
    expect(made).toHaveLength(count); // so it is there until now
    return held;
  };

/** Bytes of ArrayBuffers that what is made so many times keeps. */
export const heldBy = heldOf('arrayBuffers');

/** Bytes of everything else that it keeps. */
export const heapHeldBy = heldOf('heapUsed');
