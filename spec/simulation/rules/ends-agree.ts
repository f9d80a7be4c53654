import type { Aftermath, Rule } from '../aftermath.js';
import type { EndWitness } from '../end-witness.js';

/** Milliseconds that a message may be old that still does something. */
const ECHO = 10_000;

/** Whether what one end had to say may never have come to the other. */
const mayBeUnheard = (end: EndWitness, after: Aftermath): boolean => {
  const { chronicle } = after;
  const remote = after.remote(end);
  if (remote?.state !== 'there') return true;
  const begin = Math.min(...after.all(end).map(({ since }) => since));
  const wereOpen = [after.machine(end), remote].every(({ witness }) => witness.wasOpen(begin, chronicle.now));
  const troubles = chronicle.troubles(end.machine, remote.number, begin - ECHO, Infinity);
  return !wereOpen || troubles.some(({ kind }) => kind !== 'path');
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
