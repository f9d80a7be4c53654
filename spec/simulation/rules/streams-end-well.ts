import type { Aftermath, Rule } from '../aftermath.js';
import type { EndWitness } from '../end-witness.js';
import type { PeerWitness } from '../peer-witness.js';
import type { StreamWitness } from '../stream-witness.js';

const judge = (
  { name, streams }: { readonly name: string; readonly streams: ReadonlyMap<string, StreamWitness<unknown>> },
  isOver: boolean,
): readonly string[] => {
  const closes = streams.get('close$')?.values ?? 0;
  const wrong = [...streams].filter(([, { ended }]) => ended !== isOver).map(([stream]) => stream);
  return [
    ...(closes === (isOver ? 1 : 0) ? [] : [`${name}: close$ emitted ${String(closes)} times`]),
    ...wrong.map((stream) => `${name}: ${stream} has ${isOver ? 'not ended' : 'ended, and the object has not'}`),
  ];
};

const judgeEnd = (end: EndWitness): readonly string[] => {
  const isOver = end.phase === 'closed';
  return [
    ...judge(end, isOver),
    ...(isOver && end.connection.open ? [`${end.name}: closed, and says it is open`] : []),
  ];
};

const judgePeer = (witness: PeerWitness): readonly string[] => judge(witness, witness.closedAt !== undefined);

/** `close$` exactly once on what has ended, every stream of it has completed; and none on what has not. */
export const streamsEndWell: Rule = {
  name: 'streams end well',
  broken: ({ ends, machines }: Aftermath) => [
    ...ends.flatMap(judgeEnd),
    ...machines.filter(({ state }) => state === 'there').flatMap(({ witness }) => judgePeer(witness)),
  ],
};
