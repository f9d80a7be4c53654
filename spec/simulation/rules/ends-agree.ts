import type { Aftermath, Rule } from '../aftermath.js';
import type { EndWitness } from '../end-witness.js';

/** Milliseconds that a message may be old that still does something. */
const ECHO = 10_000;

/** Milliseconds that the server keeps messages for somebody who is away, with some to spare. */
const KEPT = 4_000;

/**
 * Whether something was said to a socket that was just being closed: the server passes it on, and nobody hears it. What was
 * said to somebody who was away is kept, and said when they are back, perhaps to leave again.
 */
const mayHaveMissed = (end: EndWitness, after: Aftermath): boolean => {
  const { latency, signalling } = after.scenario;
  const onTheWay = 3 * latency + signalling.longestDelay;
  const said = after.all(end).flatMap(({ since, closedAt = since }) => [since, closedAt]);
  return [after.machine(end), after.remote(end)]
    .map((machine) => machine?.witness.gaps(0, after.chronicle.now) ?? [])
    .some((gaps) => {
      const kept = gaps.filter(({ from, to }) => said.some((at) => from <= at + onTheWay && at <= to));
      const times = [...said, ...kept.map(({ to }) => to)];
      return gaps.some(({ from }) => times.some((at) => at <= from && from <= at + onTheWay));
    });
};

/** Whether the end of a call, which its other end has come to, may never have been heard here. */
const mayBeUnheard = (end: EndWitness, after: Aftermath): boolean => {
  const { chronicle } = after;
  const { now } = chronicle;
  const remote = after.remote(end);
  if (remote?.state !== 'there') return true;
  const begin = Math.min(...after.all(end).map(({ since }) => since));
  const troubles = chronicle.troubles(end.machine, remote.number, begin - ECHO, Infinity);
  const here = after.machine(end).witness.gaps(begin, now);
  const absences = remote.witness.gaps(begin, now);
  const there = absences.find(({ to }) => to === now);
  const wasAbsent = remote.plan.arrives > begin || absences.some(({ from, to }) => to - from > KEPT);
  return (
    troubles.some(({ kind }) => kind === 'signalling') ||
    mayHaveMissed(end, after) ||
    // It was away for longer than anything is kept; or it was away, and the other one left, of which nothing is kept.
    here.some(({ from, to }) => to - from > KEPT || to === now) ||
    (here.length > 0 && troubles.some(({ kind }) => kind === 'end')) ||
    // Nothing is kept either of what the server says when it gives an OFFER up.
    (here.length > 0 && wasAbsent) ||
    // The other one has no server, and did not leave it with a word.
    (there !== undefined && there.status !== 'destroyed') ||
    (there !== undefined && remote.witness.statuses.some(({ status, at }) => status === 'destroyed' && at > there.from))
  );
};

const judge = (end: EndWitness, after: Aftermath): readonly string[] => {
  const lives = after.others(end).filter(({ phase }) => phase !== 'closed');
  const others = after.others(end).map(({ name, phase }) => `${name} is ${phase}`);
  const what = `${end.name} is ${end.phase}${end.rings ? ' (rings)' : ''}, the others: ${others.join(', ') || 'none'}`;
  if (end.phase === 'open') return lives.length === 1 && lives[0]?.phase === 'open' ? [] : [what];
  if (!end.rings) return [what];
  const ringsToo = lives.length === 1 && lives[0]?.rings;
  return ringsToo || mayBeUnheard(end, after) ? [] : [what];
};

/** What the Peer lists is what lives. */
const judgeList = (end: EndWitness, after: Aftermath): readonly string[] => {
  const { connection, phase, name } = end;
  const { peer } = after.machine(end);
  const isListed = peer.getConnection(connection.peer, connection.connectionId) === connection;
  return isListed === (phase !== 'closed') ? [] : [`${name} is ${phase}, and is ${isListed ? '' : 'not '}listed`];
};

/**
 * Both ends of a connection are open in the end, or neither is; nothing is left between. Only a call may ring as long as
 * nobody answers, at both ends, or at one that could not be told.
 */
export const endsAgree: Rule = {
  name: 'both ends agree',
  broken: (after) => [
    ...after.ends.filter(({ phase }) => phase !== 'closed').flatMap((end) => judge(end, after)),
    ...after.ends.flatMap((end) => judgeList(end, after)),
  ],
};
