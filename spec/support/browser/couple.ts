import { filter, map, merge } from 'rxjs';
import type { ConnectOptions, DataConnection, MediaConnection, Peer, PeerOptions } from 'rxpeer';
import type { Bench } from './bench.js';
import { next, open, opened } from './wait.js';

/** Two Peers and the two ends of an open connection between them. */
export interface Couple {
  readonly alice: Peer;
  readonly bob: Peer;
  /** Alice's end, who opened it. */
  readonly here: DataConnection;
  /** Bob's end. */
  readonly there: DataConnection;
}

/** Another open connection from one Peer to another. */
export const connectTo = async (
  alice: Peer,
  bob: Peer,
  connect?: ConnectOptions,
): Promise<Pick<Couple, 'here' | 'there'>> => {
  const here = alice.connect(await open(bob), connect);
  const there = next(bob.connection$.pipe(filter(({ connectionId }) => connectionId === here.connectionId)));
  await opened(here);
  return { here, there: await opened(await there) };
};

/**
 * A Peer that takes an id, as soon as nobody has it: the server may need a moment to see that a socket has closed. Never,
 * where somebody keeps it.
 */
export const claim = async (bench: Bench, id: string): Promise<Peer> => {
  const peer = bench.peer({}, id);
  const outcome$ = merge(peer.open$.pipe(map(() => true)), peer.close$.pipe(map(() => false)));
  return (await next(outcome$)) ? peer : claim(bench, id);
};

/** Two Peers, connected. */
export const couple = async (bench: Bench, connect?: ConnectOptions, options?: PeerOptions): Promise<Couple> => {
  const [alice, bob] = [bench.peer(options), bench.peer(options)];
  return { alice, bob, ...(await connectTo(alice, bob, connect)) };
};

/** The two ends of a call. */
export interface Calling {
  readonly alice: Peer;
  readonly bob: Peer;
  /** The caller's end. */
  readonly outgoing: MediaConnection;
  /** The other one, not answered yet. */
  readonly incoming: MediaConnection;
}

/** A call that rings. */
export const ring = async (
  bench: Bench,
  ...[stream, options]: [MediaStream?, Parameters<Peer['call']>[2]?]
): Promise<Calling> => {
  const [alice, bob] = [bench.peer(), bench.peer()];
  await open(bob);
  const incoming = next(bob.call$);
  const outgoing = alice.call(await open(bob), stream, options);
  return { alice, bob, outgoing, incoming: await incoming };
};
