import { demandSome } from './breach.js';
import type { DocumentedCall, DocumentedData, DocumentedPeer } from './libraries.js';
import { nextTurn, type Stage } from './stage.js';

/** Two Peers of a library, and the two ends of an open connection between them. */
export interface Couple {
  readonly alice: DocumentedPeer;
  readonly bob: DocumentedPeer;
  readonly aliceId: string;
  readonly bobId: string;
  /** Alice's end, who opened it. */
  readonly here: DocumentedData;
  /** Bob's end. */
  readonly there: DocumentedData;
}

/** Two Peers that have their server. */
export const pair = async (stage: Stage): Promise<Pick<Couple, 'alice' | 'aliceId' | 'bob' | 'bobId'>> => {
  const [alice, bob] = [stage.peer(), stage.peer()];
  const [aliceId, bobId] = await Promise.all([stage.open(alice), stage.open(bob)]);
  return { alice, bob, aliceId, bobId };
};

/** A connection from one Peer to another, open at both ends. */
export const connect = async (
  stage: Stage,
  from: DocumentedPeer,
  to: DocumentedPeer,
  options?: Parameters<DocumentedPeer['connect']>[1],
): Promise<Pick<Couple, 'here' | 'there'>> => {
  const arrives = stage.event<DocumentedData>(to, 'connection');
  const here = stage.connect(from, demandSome('the id', to.id), options);
  const opens = stage.event(here, 'open');
  const there = await arrives;
  await Promise.all([opens, stage.until('open at the other end', () => there.open)]);
  return { here, there };
};

/** Two Peers, connected. */
export const couple = async (stage: Stage, options?: Parameters<DocumentedPeer['connect']>[1]): Promise<Couple> => {
  const peers = await pair(stage);
  return { ...peers, ...(await connect(stage, peers.alice, peers.bob, options)) };
};

/** Both ends of a connection carry. */
export const carries = async (stage: Stage, ...ends: readonly [DocumentedData, DocumentedData]): Promise<boolean> => {
  for (const [from, to] of [ends, [...ends].reverse()]) {
    const arrives = stage.event(demandSome('an end', to), 'data');
    from?.send('still here');
    if ((await arrives) !== 'still here') return false;
  }
  return true;
};

/** Two Peers and the two ends of a call that is not answered yet. */
export interface Ringing extends Pick<Couple, 'alice' | 'aliceId' | 'bob' | 'bobId'> {
  /** Alice's end, who calls. */
  readonly outgoing: DocumentedCall;
  /** Bob's end. */
  readonly incoming: DocumentedCall;
}

export const ring = async (
  stage: Stage,
  stream: MediaStream,
  options?: Parameters<DocumentedPeer['call']>[2],
): Promise<Ringing> => {
  const peers = await pair(stage);
  const rings = stage.event<DocumentedCall>(peers.bob, 'call');
  const outgoing = stage.call(peers.alice, peers.bobId, stream, options);
  return { ...peers, outgoing, incoming: await rings };
};

/** A call that both ends take part in. */
export const talk = async (stage: Stage, ...streams: readonly [MediaStream, MediaStream?]): Promise<Ringing> => {
  const calls = await ring(stage, streams[0]);
  calls.incoming.answer(streams[1]);
  await stage.until('both ends know of each other', () =>
    [calls.outgoing, calls.incoming].every(({ open, dataChannel }) => open && dataChannel?.readyState === 'open'),
  );
  await nextTurn(); // in which the libraries are told of their channels
  return calls;
};
