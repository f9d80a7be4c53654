import { NOTHING_HELD } from '../support/fake-environment.js';
import { Aftermath, type Rule } from './aftermath.js';
import { Chronicle, type Breach } from './chronicle.js';
import { dataArrives } from './rules/data-arrives.js';
import { deadSocketsAreNoticed } from './rules/dead-sockets-are-noticed.js';
import { endsAgree } from './rules/ends-agree.js';
import { endsHaveReasons } from './rules/ends-have-reasons.js';
import { peersAreTrue } from './rules/peers-are-true.js';
import { silenceIsNoticed } from './rules/silence-is-noticed.js';
import { streamsEndWell } from './rules/streams-end-well.js';
import { undisturbedOpens } from './rules/undisturbed-opens.js';
import type { Scenario } from './scenario.js';
import { VirtualClock } from './virtual-clock.js';
import { type Spoil, World } from './world.js';

const RULES: readonly Rule[] = [
  streamsEndWell,
  endsAgree,
  dataArrives,
  peersAreTrue,
  endsHaveReasons,
  undisturbedOpens,
  silenceIsNoticed,
  deadSocketsAreNoticed,
];

/**
 * Milliseconds after the last fault when the rules are looked at; where they do not hold yet, things are given more time. The
 * longest patience there is ends well before the last look.
 */
const LOOKS = [15_000, 35_000, 120_000] as const;

/** One in so many runs goes on to the last look in any case: what holds may still break. */
const PATIENT = 16;

/** Milliseconds after which nothing of the world waits any more: the server forgets in 5 s what it could not deliver. */
const AFTERLIFE = 6_000;

/** What came of a run. */
export interface Outcome {
  readonly breaches: readonly Breach[];
  readonly trace: readonly string[];
}

interface Settled {
  readonly after: Aftermath;
  readonly breaches: readonly Breach[];
}

export interface SimulationOptions {
  /** Whether the trace is kept. */
  readonly traced?: boolean;
  readonly spoil?: Spoil;
  /** Shown how everything has settled, before it ends. */
  readonly look?: (after: Aftermath) => void;
}

const asItIs: Spoil = (environment) => environment;

/** What happens, in its order; arrivals among the steps. */
const live = (scenario: Scenario, world: World, clock: VirtualClock): void => {
  const arrivals = scenario.machines.map(({ arrives }, number) => ({ at: arrives, number }));
  const happenings = [...arrivals, ...scenario.steps].sort((one, other) => one.at - other.at);
  for (const happening of happenings) {
    clock.pass(happening.at - clock.now);
    if ('number' in happening) world.arrive(happening.number);
    else world.perform(happening);
  }
  clock.pass(Math.max(0, scenario.end - clock.now));
  world.calm();
};

const judge = (after: Aftermath): readonly Breach[] =>
  RULES.flatMap(({ name, broken }) => broken(after).map((what) => ({ rule: name, what })));

/** Lets everything settle. Answers with what there is then, and what of it should not be. */
const settle = (scenario: Scenario, world: World, clock: VirtualClock, chronicle: Chronicle): Settled => {
  const begin = clock.now;
  world.showAll();
  for (const look of scenario.seed % PATIENT === 0 ? LOOKS.slice(-1) : LOOKS) {
    clock.pass(begin + look - clock.now);
    const registered = world.probe();
    clock.pass(2 * scenario.latency);
    const after = new Aftermath(scenario, chronicle, world.machines, registered);
    const breaches = judge(after);
    if (breaches.length === 0 || look === LOOKS.at(-1)) return { after, breaches };
  }
  throw new Error('There is no last look.');
};

const end = ({ machines }: World, clock: VirtualClock, chronicle: Chronicle): void => {
  const check = (what: string, is: unknown, expected: unknown): void => {
    if (JSON.stringify(is) !== JSON.stringify(expected))
      chronicle.breach('nothing is left', `${what} ${JSON.stringify(is)}`);
  };
  for (const { peer } of machines) peer.destroy();
  clock.pass(0); // whoever connects in the middle of that is refused in the next turn
  for (const { environment, peer, number } of machines) {
    check(`machine ${String(number)} holds`, environment.held, NOTHING_HELD);
    check(`machine ${String(number)} lists`, Object.keys(peer.connections), []);
  }
  clock.pass(AFTERLIFE);
  check('timers run:', clock.timers, 0);
};

/** One run, from its beginning to the end of everything. */
export const simulate = (
  scenario: Scenario,
  { traced = false, spoil = asItIs, look }: SimulationOptions = {},
): Outcome => {
  const clock = new VirtualClock();
  const chronicle = new Chronicle(clock, traced);
  const unhandled = (error: unknown): void => {
    chronicle.breach('nothing is thrown', `unhandled: ${String(error)}`);
  };
  const { stackTraceLimit } = Error;
  if (!traced) Error.stackTraceLimit = 0; // errors are made by the thousand, and nobody asks where
  clock.run(() => {
    try {
      const world = new World(scenario, chronicle, spoil);
      live(scenario, world, clock);
      const { after, breaches } = settle(scenario, world, clock, chronicle);
      for (const { rule, what } of breaches) chronicle.breach(rule, what);
      look?.(after);
      end(world, clock, chronicle);
    } catch (error) {
      chronicle.breach('nothing is thrown', error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
  }, unhandled);
  Error.stackTraceLimit = stackTraceLimit;
  return { breaches: chronicle.breaches, trace: chronicle.trace };
};
