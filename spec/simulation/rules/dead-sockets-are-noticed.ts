import type { Aftermath, Rule } from '../aftermath.js';
import type { Machine } from '../machine.js';

/** Milliseconds that noticing takes beyond two beats, and may take longer than is promised. */
const BEYOND = 7_000;
const GRACE = 100;

const judge = ({ plan, witness, wakes, stalls, state }: Machine, { chronicle }: Aftermath): readonly string[] => {
  if (state === 'vanished') return [];
  const bound = 2 * plan.pingInterval + BEYOND + GRACE;
  return stalls
    .filter(
      ({ at, proved }) =>
        proved &&
        at + bound < chronicle.now &&
        witness.wasOpen(at, at + bound) &&
        !wakes.some((wake) => wake > at && wake <= at + bound), // each begins the count anew
    )
    .map(({ at }) => `${witness.name} is stalled at ${String(at)}, and stays open`);
};

/** A socket over which nothing passes is noticed within two beats and 7 s. */
export const deadSocketsAreNoticed: Rule = {
  name: 'dead sockets are noticed',
  broken: (after) => after.machines.flatMap((machine) => judge(machine, after)),
};
