import type { Aftermath, Rule } from '../aftermath.js';
import type { EndWitness } from '../end-witness.js';

/** Milliseconds in which old messages may still do something. */
const ECHO = 6_000;

/** Milliseconds in which a connection opens where nothing is in the way: an offer, an answer, candidates, a handshake. */
const timeToOpen = ({ scenario }: Aftermath): number => {
  const { latency, signalling } = scenario;
  return 1_000 + 20 * latency + (signalling.delayed > 0 ? 3 * signalling.longestDelay : 0);
};

const isUndisturbed = (end: EndWitness, until: number, after: Aftermath): boolean => {
  const { chronicle } = after;
  const remote = after.remote(end);
  if (remote?.state !== 'there' || remote.number === end.machine || until > chronicle.now) return false;
  const from = end.since - ECHO;
  return (
    [after.machine(end), remote].every(({ witness }) => witness.wasOpen(from, until)) &&
    chronicle.troubles(end.machine, remote.number, from, until).length === 0 &&
    !after.all(end).some(({ userClose }) => userClose && userClose.at <= until)
  );
};

const isOpenBy = ({ openedAt, bornOpen }: EndWitness, time: number): boolean =>
  bornOpen || (openedAt !== undefined && openedAt <= time);

const judge = (end: EndWitness, after: Aftermath): readonly string[] => {
  const others = after.others(end);
  const answeredAt = end.connection.type === 'data' ? end.since : others[0]?.answeredAt;
  const begin = answeredAt ?? end.since;
  const until = begin + timeToOpen(after);
  if (!isUndisturbed(end, until, after)) return [];
  const what = `${end.name} begun at ${String(begin)}, nothing was in its way until ${String(until)}`;
  if (others.length === 0) return [`${what}, and it did not get to the other side`];
  return answeredAt === undefined || isOpenBy(end, until) ? [] : [`${what}, and it did not open`];
};

/** Where nothing is in the way, a connection opens, and a call rings. */
export const undisturbedOpens: Rule = {
  name: 'what nothing disturbs opens',
  broken: (after) => after.ends.filter(({ role }) => role === 'offers').flatMap((end) => judge(end, after)),
};
