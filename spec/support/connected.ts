import type { DataConnection } from '../../lib/data-connection.js';
import type { PeerOptions } from '../../lib/peer-options.js';
import type { VirtualTime } from './virtual-time.js';
import { A_MOMENT, incoming, world, type World } from './world.js';

/** An open connection, and what arrives at its other end. */
export const connected = (
  time: VirtualTime,
  serialization: string,
  options: PeerOptions = {},
): { readonly world: World; readonly connection: DataConnection; readonly arrived: unknown[] } => {
  const all = world();
  const bob = incoming(all.peer('bob', options));
  const connection = all.peer('alice', options).connect('bob', { serialization, reliable: true });
  time.pass(A_MOMENT);
  const arrived: unknown[] = [];
  bob.connection.data$.subscribe((data) => arrived.push(data));
  return { world: all, connection, arrived };
};
