import type { Aftermath, Rule } from '../aftermath.js';
import type { EndWitness } from '../end-witness.js';

/** Milliseconds that a parting may take, where signalling is slow. */
const SLOW_PARTING = 10_000;

/** The part of its patience that a connection may do without: it counts looks, and the first may have been in vain. */
const AT_LEAST = 0.6;

/** Milliseconds of silence before a connection may be given up. */
const patienceOf = (end: EndWitness, after: Aftermath): number => {
  const { ice } = after.scenario;
  const livenesses = [after.machine(end), after.remote(end)].map((machine) => machine?.plan.liveness ?? Infinity);
  return Math.min(ice.failed, ...livenesses) * AT_LEAST;
};

const wasSilent = (end: EndWitness, closedAt: number, after: Aftermath): boolean => {
  const { chronicle, scenario } = after;
  const patience = patienceOf(end, after);
  // An other end that nobody has taken yet may have given up long before, unseen.
  const from = after.afar(end).length > 0 ? closedAt - 4 * patience : end.since;
  const silence = chronicle
    .troubles(end.machine, after.remote(end)?.number ?? -1, from, closedAt)
    .filter(({ kind }) => kind === 'path')
    .reduce((sum, { from, to }) => sum + Math.min(to, closedAt) - from, 0);
  return silence + 4 * scenario.latency >= patience;
};

const hasReason = (end: EndWitness, closedAt: number, after: Aftermath): boolean => {
  const { chronicle } = after;
  const remote = after.remote(end);
  return (
    after.all(end).some(({ userClose }) => userClose && userClose.at <= closedAt) ||
    after.afar(end).some((other) => other.bornClosed || (other.closedAt ?? Infinity) < closedAt) || // it has its own
    chronicle
      .troubles(end.machine, remote?.number ?? -1, end.since - SLOW_PARTING, closedAt)
      .some(({ kind, to }) => kind === 'end' || (kind === 'path' && to === Infinity)) ||
    wasSilent(end, closedAt, after)
  );
};

/** What was open ends because somebody wanted it to, or because nothing passed for too long; not by itself. */
export const endsHaveReasons: Rule = {
  name: 'ends have reasons',
  broken: (after) =>
    after.ends.flatMap((end) => {
      const { openedAt, closedAt, name } = end;
      if (openedAt === undefined || closedAt === undefined || hasReason(end, closedAt, after)) return [];
      return [`${name} was open at ${String(openedAt)} and closed at ${String(closedAt)} without a reason`];
    }),
};
