import { Chances } from './chances.js';
import { generateConnect } from './generate-connect.js';
import { generateUserAct } from './generate-user-act.js';
import type { Fault, MachinePlan, Scenario, Signalling, Step } from './scenario.js';

/** Kinds of faults, each of which half of the runs know nothing of. */
const FAULTS: readonly Fault['kind'][] = ['cut', 'stall', 'restart', 'outage', 'offline', 'ice-fails', 'vanish'];

/** Milliseconds; short ones heal before anybody can tell, long ones are longer than any patience but that of deadlines. */
const OUTAGES = [100, 800, 1_500, 3_000, 6_000, 9_000, 15_000, 40_000] as const;

const generateMachine = (chances: Chances, number: number): MachinePlan => ({
  id: chances.happens(150) ? undefined : `peer-${String(number)}`,
  arrives: chances.happens(850) ? chances.next(300) : chances.next(15_000),
  reconnect: chances.pick(['never', 'always', 'always', 'twice']),
  liveness: chances.pick([2_000, 10_000, 10_000, Infinity]),
  pingInterval: chances.pick([1_000, 5_000, 5_000, 5_000]),
  listens: chances.happens(800) ? 'at-once' : 'when-told',
  reads: chances.happens(700) ? 'at-once' : 'when-told',
  answers: chances.happens(600) ? 'at-once' : 'when-told',
});

const generateSignalling = (chances: Chances): Signalling => ({
  lost: chances.happens(300) ? chances.pick([20, 100, 300]) : 0,
  doubled: chances.happens(400) ? chances.pick([50, 300]) : 0,
  delayed: chances.happens(400) ? chances.pick([100, 500]) : 0,
  longestDelay: chances.pick([20, 300, 3_000]),
});

const generateFault = (chances: Chances, kind: Fault['kind'], machines: number): Fault => {
  const machine = chances.next(machines);
  switch (kind) {
    case 'cut':
    case 'vanish':
      return { kind, machine, server: chances.pick(['notices', 'holds']) };
    case 'stall':
      return { kind, machine };
    case 'restart':
      return { kind, lasts: chances.pick([0, 200, 5_000, 20_000]) };
    case 'outage':
      return {
        kind,
        machine,
        other: (machine + 1 + chances.next(machines - 1)) % machines,
        lasts: chances.pick(OUTAGES),
      };
    case 'offline':
      return { kind, machine, lasts: chances.pick(OUTAGES) };
    case 'ice-fails':
      return { kind, which: chances.next(8) };
  }
};

/** When things happen: in bursts, because what happens at once is what goes wrong. */
const generateTimes = (chances: Chances, count: number, end: number, latency: number): readonly number[] => {
  const times: number[] = [];
  for (let at = chances.next(1_000) + 4 * latency; times.length < count;) {
    times.push(at);
    at = chances.happens(600) ? at + chances.next(4 * latency) : chances.next(end);
  }
  return times.sort((one, other) => one - other);
};

const generateUserSteps = (chances: Chances, machines: number, end: number, latency: number): readonly Step[] => {
  const begin = Array.from({ length: machines }, (_, machine): readonly Step[] =>
    chances.happens(600)
      ? [
          {
            kind: 'user',
            at: 400 + 4 * latency + chances.next(500),
            machine,
            act: generateConnect(chances, machines, machine),
          },
        ]
      : [],
  ).flat();
  const rest = generateTimes(chances, chances.between(8, 50), end, latency).map((at): Step => {
    const machine = chances.next(machines);
    return { kind: 'user', at, machine, act: generateUserAct(chances, machines, machine) };
  });
  return [...begin, ...rest];
};

/** What happens in the run with this seed. */
export const generateScenario = (seed: number): Scenario => {
  const chances = new Chances(seed);
  const latency = chances.pick([1, 1, 5, 40, 150]);
  const end = chances.pick([3_000, 3_000, 10_000, 10_000, 40_000]);
  const machines = Array.from({ length: chances.between(2, 4) }, (_, number) => generateMachine(chances, number));
  const kinds = FAULTS.filter(() => chances.happens(500));
  const calm = kinds.length === 0 || chances.happens(250);
  const steps = [
    ...generateUserSteps(chances, machines.length, end, latency),
    ...generateTimes(chances, calm ? 0 : chances.between(1, 6), end, latency).map((at): Step => ({
      kind: 'fault',
      at,
      fault: generateFault(chances, chances.pick(kinds), machines.length),
    })),
  ];
  return {
    seed,
    latency,
    signalling: generateSignalling(chances),
    gathersFor: chances.pick([0, 0, 1, 30]),
    candidates: chances.pick([1, 2]),
    ice: { disconnected: chances.between(2_000, 7_000), failed: chances.between(15_000, 30_000) },
    machines,
    steps: steps.sort((one, other) => one.at - other.at),
    end,
  };
};
