import type { Aftermath, Rule } from '../aftermath.js';
import type { EndWitness } from '../end-witness.js';

/** Milliseconds that a message between two may take at most. */
const oneWay = ({ scenario: { latency, signalling } }: Aftermath): number =>
  2 * latency + (signalling.delayed > 0 ? signalling.longestDelay : 0);

/** Milliseconds in which a connection opens where nothing is in the way: an offer, an answer, candidates, a handshake. */
const timeToOpen = (after: Aftermath): number => 1_000 + 8 * oneWay(after);

/** When its offer could go out: what is made while the server is looked for waits until it is found. */
const offeredAt = (end: EndWitness, after: Aftermath): number | undefined => {
  const { witness } = after.machine(end);
  const gap = witness.gaps(end.since, after.chronicle.now)[0];
  if (gap?.from !== end.since) return end.since;
  // Lost in the same millisecond: the offer may have gone out before, and its answer have expired meanwhile.
  if (witness.statusAt(end.since - 1) === 'open') return undefined;
  return gap.to < after.chronicle.now ? gap.to : undefined;
};

const isUndisturbed = (end: EndWitness, offered: number, until: number, after: Aftermath): boolean => {
  const { chronicle } = after;
  const remote = after.remote(end);
  if (remote?.state !== 'there' || remote.number === end.machine || until > chronicle.now) return false;
  const from = end.since - oneWay(after); // what was said before may still be on its way
  return (
    after.machine(end).witness.wasOpen(offered, until) &&
    remote.witness.wasOpen(from, until) &&
    ![after.machine(end), remote].some((machine) => machine.isDeceived(until)) &&
    !chronicle
      .troubles(end.machine, remote.number, from, until)
      .some(({ kind, machines, to }) => !(kind === 'signalling' && machines[0] === end.machine && to < offered)) &&
    !after.all(end).some(({ userClose }) => userClose && userClose.at <= until)
  );
};

const isOpenBy = ({ openedAt, bornOpen }: EndWitness, time: number): boolean =>
  bornOpen || (openedAt !== undefined && openedAt <= time);

const judge = (end: EndWitness, after: Aftermath): readonly string[] => {
  const others = after.others(end);
  const offered = offeredAt(end, after);
  if (offered === undefined || end.errors.some(({ type }) => type === 'disconnected')) return [];
  const answeredAt = end.connection.type === 'data' ? offered : others[0]?.answeredAt;
  const begin = Math.max(offered, answeredAt ?? offered);
  const until = begin + timeToOpen(after);
  if (!isUndisturbed(end, offered, until, after)) return [];
  const what = `${end.name} begun at ${String(begin)}, nothing was in its way until ${String(until)}`;
  if (others.length === 0) {
    // What is over before its user listens is not held for them.
    const listened = after.remote(end)?.witness.listensSince.get(end.connection.type) ?? Infinity;
    const mayBeOver = !isUndisturbed(end, offered, Math.max(until, listened), after);
    return mayBeOver ? [] : [`${what}, and it did not get to the other side`];
  }
  return answeredAt === undefined || isOpenBy(end, until) ? [] : [`${what}, and it did not open`];
};

/** Where nothing is in the way, a connection opens, and a call rings. */
export const undisturbedOpens: Rule = {
  name: 'what nothing disturbs opens',
  broken: (after) => after.ends.filter(({ role }) => role === 'offers').flatMap((end) => judge(end, after)),
};
