import { FakeEnvironment } from './fake-environment.js';
import { FakeHttp } from './fake-http.js';
import { type Carry, FakeNetwork } from './fake-network.js';
import { FakePeerServer, type FakePeerServerOptions } from './fake-peer-server.js';

export interface LoopbackOptions extends Partial<FakePeerServerOptions> {
  /** Milliseconds one way: between a client and the server, and between two peers. Default 1. */
  readonly latency?: number;
  /** How things get from one peer connection to another. Default: all of them, after the latency. */
  readonly carry?: Carry;
}

/** A small world: a server, and environments whose Peers reach it and each other. */
export interface Loopback {
  /** The outside world of one more Peer, or of several on one machine. */
  readonly environment: () => FakeEnvironment;
  readonly server: FakePeerServer;
}

/**
 * Whole Peers without a browser, a network or a clock:
 *
 * ```ts
 * it('greets', virtually(({ pass }) => {
 *   const { environment } = loopback();
 *   const alice = new Peer('alice', { environment: environment() });
 *   const bob = new Peer('bob', { environment: environment() });
 *   const heard: unknown[] = [];
 *   bob.connection$.pipe(mergeMap(({ data$ }) => data$)).subscribe((data) => heard.push(data));
 *   openConnection(alice, 'bob').subscribe((connection) => connection.send('Hello'));
 *   pass(50);
 *   expect(heard).toEqual(['Hello']);
 * }));
 * ```
 *
 * With the default latency of 1 ms a Peer is open 2 ms after it was made (4 ms where the server has to find an id for it),
 * and a connection from an open Peer to another 6 ms after that. With marbles, destroy every Peer at the end, or hand in
 * `pingInterval: Infinity`: a Peer that goes on pinging its server goes on for ever, and so would virtual time.
 */
export const loopback = ({ latency = 1, carry, ...options }: LoopbackOptions = {}): Loopback => {
  const server = new FakePeerServer({ ...options, latency });
  const network = new FakeNetwork(latency, carry && { carry });
  const seeds = { last: 0 };
  return {
    server,
    environment: () =>
      new FakeEnvironment({
        http: new FakeHttp(server.http),
        openSocket: server.openSocket,
        createPeerConnection: network.createPeerConnection,
        seed: (seeds.last += 1),
      }),
  };
};
