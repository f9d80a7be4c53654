import { type DataConnection, type MediaConnection, Peer, PeerError, type PeerOptions } from 'rxpeer';
import type { EventMap, EventSurface } from '../../lib/core/event-surface.js';
import type { FakeEnvironment } from '../support/fake-environment.js';
import type { FakePeerServer } from '../support/fake-peer-server.js';
import { loopback, type LoopbackOptions } from '../support/loopback.js';

/** A server, and Peers that reach it and each other, with the world of each. */
export interface Stage {
  readonly server: FakePeerServer;
  /** A Peer on a machine of its own. */
  readonly peer: (id?: string, options?: PeerOptions) => Peer;
  /** The machine of a Peer. */
  readonly machine: (peer: Peer) => FakeEnvironment;
}

export const stage = (options?: LoopbackOptions): Stage => {
  const { server, environment } = loopback(options);
  const machines = new Map<Peer, FakeEnvironment>();
  return {
    server,
    peer: (id, peerOptions) => {
      const machine = environment();
      const peer = new Peer(id, { environment: machine, ...peerOptions });
      machines.set(peer, machine);
      return peer;
    },
    machine: (peer) => machines.get(peer) as FakeEnvironment,
  };
};

/** What has happened, with the errors by their types. */
export const record = <Events extends EventMap<Events>>(
  target: EventSurface<Events>,
  ...names: readonly (keyof Events)[]
): unknown[][] => {
  const happened: unknown[][] = [];
  for (const name of names) {
    const listener = (...values: unknown[]): void => {
      happened.push([name, ...values.map((value) => (value instanceof PeerError ? value.type : value))]);
    };
    target.on(name, listener as (...values: never[]) => void as Events[typeof name]);
  }
  return happened;
};

/** The last data connection that was opened to a Peer. */
export const incoming = (peer: Peer): { readonly connection: DataConnection } => {
  const last: { connection?: DataConnection } = {};
  peer.on('connection', (connection) => {
    last.connection = connection;
  });
  return last as { readonly connection: DataConnection };
};

/** The last call to a Peer. */
export const called = (peer: Peer): { readonly call: MediaConnection } => {
  const last: { call?: MediaConnection } = {};
  peer.on('call', (call) => {
    last.call = call;
  });
  return last as { readonly call: MediaConnection };
};
