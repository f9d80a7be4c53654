import type { Aftermath, Rule } from '../aftermath.js';
import type { Trouble } from '../chronicle.js';
import type { EndWitness } from '../end-witness.js';

/** Milliseconds that noticing may take longer than is promised. */
const GRACE = 2_000;

/** Milliseconds in which the other side learns of an end where something passes. */
const AT_ONCE = 1_000;

const wasOpenAt = ({ openedAt, closedAt }: EndWitness, time: number): boolean =>
  openedAt !== undefined && openedAt < time && (closedAt ?? Infinity) > time;

const patienceOf = (end: EndWitness, after: Aftermath): number =>
  Math.min(after.machine(end).plan.liveness, after.scenario.ice.failed) + GRACE;

/** Silence for longer than anybody's patience. */
const judgeSilence = (end: EndWitness, after: Aftermath): readonly string[] => {
  const { chronicle, scenario } = after;
  const remote = after.remote(end);
  const patience = patienceOf(end, after);
  const isTooLong = ({ kind, from, to }: Trouble): boolean => {
    const silent = kind === 'path' ? to !== Infinity : kind === 'end' && to === Infinity; // an outage, or for ever
    const heals = kind === 'path' ? Math.min(to, scenario.end) : to;
    return silent && heals - from > patience && from + patience < chronicle.now && wasOpenAt(end, from);
  };
  return chronicle
    .troubles(end.machine, remote?.number ?? -1, end.since, Infinity)
    .filter((trouble) => isTooLong(trouble) && (end.closedAt ?? Infinity) > trouble.from + patience)
    .map(({ from }) => `${end.name} hears nothing from ${String(from)} on; closed at ${String(end.closedAt)}`);
};

/** The other end is over, and something passes between the two. */
const judgeParting = (end: EndWitness, other: EndWitness, after: Aftermath): readonly string[] => {
  const { chronicle, scenario } = after;
  const { closedAt } = other;
  if (closedAt === undefined || other.openedAt === undefined || !wasOpenAt(end, closedAt)) return [];
  const until = closedAt + AT_ONCE + 4 * scenario.latency;
  const isApart = chronicle
    .troubles(end.machine, other.machine, closedAt - AT_ONCE, until)
    .some(({ kind }) => kind === 'path');
  if (isApart || until > chronicle.now || (end.closedAt ?? Infinity) <= until) return [];
  return [`${other.name} closed at ${String(closedAt)}, ${end.name} at ${String(end.closedAt)}`];
};

/** A remote that is no more is noticed in time, and at once where it can be told. */
export const silenceIsNoticed: Rule = {
  name: 'silence is noticed',
  broken: (after) =>
    after.ends.flatMap((end) => [
      ...judgeSilence(end, after),
      ...after.others(end).flatMap((other) => judgeParting(end, other, after)),
    ]),
};
