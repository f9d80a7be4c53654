import { Peer } from '../../lib/peer.js';
import type { DataConnection } from '../../lib/data-connection.js';
import type { MediaConnection } from '../../lib/media-connection.js';
import type { PeerOptions } from '../../lib/peer-options.js';
import { type FakeEnvironment, type Held, NOTHING_HELD } from './fake-environment.js';
import type { FakePeerServer } from './fake-peer-server.js';
import { loopback, type LoopbackOptions } from './loopback.js';

/** Milliseconds in which two Peers of a loopback are open and have connected, with room to spare. */
export const A_MOMENT = 20;

/** Peers that reach each other, each on a machine of its own. */
export interface World {
  readonly server: FakePeerServer;
  readonly peer: (id?: string, options?: PeerOptions) => Peer;
  readonly machine: (peer: Peer) => FakeEnvironment;
  /** What all machines together hold. */
  readonly held: () => Held;
  /** Destroys all Peers, lets what they said arrive, and asserts that nothing is left: no timer, socket, subscription. */
  readonly end: (time: { readonly pass: (milliseconds: number) => void; readonly timers: () => number }) => void;
}

export const world = (options?: LoopbackOptions): World => {
  const { server, environment } = loopback(options);
  const machines = new Map<Peer, FakeEnvironment>();
  const held = (): Held => {
    const all = [...machines.values()].map((machine) => machine.held);
    const sum = (key: keyof Held): number => all.reduce((total, one) => total + one[key], 0);
    return {
      sockets: sum('sockets'),
      requests: sum('requests'),
      peerConnections: sum('peerConnections'),
      spares: sum('spares'),
      subscriptions: sum('subscriptions'),
      watched: sum('watched'),
    };
  };
  return {
    server,
    held,
    peer: (id, peerOptions) => {
      const machine = environment();
      const peer = new Peer(id, { environment: machine, ...peerOptions });
      machines.set(peer, machine);
      return peer;
    },
    machine: (peer) => machines.get(peer) as FakeEnvironment,
    end: ({ pass, timers }) => {
      for (const peer of machines.keys()) peer.destroy();
      expect(held()).toEqual(NOTHING_HELD);
      pass(30_000); // the server, which is part of the virtual time, forgets what it was told
      expect(timers()).toBe(0);
      expect([...machines.keys()].map(({ connections }) => Object.keys(connections))).toEqual(
        [...machines.keys()].map(() => []),
      );
    },
  };
};

/** The last data connection that others have opened to a Peer. */
export const incoming = (peer: Peer): { readonly connection: DataConnection } => {
  const last: { connection?: DataConnection } = {};
  peer.connection$.subscribe((connection) => {
    last.connection = connection;
  });
  return last as { readonly connection: DataConnection };
};

/** The last call to a Peer. */
export const called = (peer: Peer): { readonly call: MediaConnection } => {
  const last: { call?: MediaConnection } = {};
  peer.call$.subscribe((call) => {
    last.call = call;
  });
  return last as { readonly call: MediaConnection };
};
