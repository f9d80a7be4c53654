import { concatMap, map, merge, of, ReplaySubject, Subject, take } from 'rxjs';
import type { PeerError } from '../../lib/core/errors.js';
import type { DataConnection } from '../../lib/data-connection.js';
import type { MediaConnection } from '../../lib/media-connection.js';
import { Peer } from '../../lib/peer.js';
import type { PeerOptions } from '../../lib/peer-options.js';
import type { PeerStatus } from '../../lib/pipelines/peer-machine.js';
import type { SocketEvent } from '../../lib/ports/socket.js';
import { type FakeEnvironment, type Held, NOTHING_HELD } from './fake-environment.js';
import { fakeStream } from './fake-peer-connection.js';
import type { FakePeerServer } from './fake-peer-server.js';
import { loopback } from './loopback.js';
import type { VirtualTime } from './virtual-time.js';
import { A_MOMENT, called, incoming } from './world.js';

/** Milliseconds after which nobody waits any more: for the server, for a connection to open, or the server for those who are not there. */
const A_WHILE = 35_000;

/** Messages of a flood that come within a millisecond. */
export const AT_ONCE = 200;

/** A connection of friends: its two ends, and what has come out of each. */
interface Line {
  readonly ends: readonly [DataConnection, DataConnection];
  readonly heard: readonly [unknown[], unknown[]];
}

/** A connection or call that somebody has opened to Bob, and what became of it. */
export interface Guest {
  readonly connection: DataConnection | MediaConnection;
  readonly errors: PeerError[];
  closes: number;
}

/** What all machines hold, and the timers that run. */
export interface Footprint extends Held {
  readonly timers: number;
}

export interface SiegeOptions extends PeerOptions {
  /** `withheld`: whatever is true in what Bob's server says waits until `speakTruth`. Default `told`. */
  readonly truth?: 'told' | 'withheld';
}

/** Bob, whose server has been taken over and says what the test wants, and his friends, whose connections must not suffer. */
export class Siege {
  readonly #time: VirtualTime;
  readonly #newMachine: () => FakeEnvironment;
  readonly #machines: FakeEnvironment[] = [];
  readonly #peers: Peer[] = [];
  readonly #lies$ = new Subject<SocketEvent>();
  readonly #truth$ = new ReplaySubject<void>(1);
  readonly #lines: Line[] = [];
  readonly #calls: MediaConnection[] = [];

  readonly server: FakePeerServer;
  readonly bob: Peer;
  /** Bob's machine. */
  readonly machine: FakeEnvironment;

  constructor(time: VirtualTime, { truth = 'told', ...options }: SiegeOptions = {}) {
    const { server, environment } = loopback();
    this.#time = time;
    this.#newMachine = environment;
    this.server = server;
    const machine = this.#machine();
    this.machine = machine;
    if (truth === 'told') this.speakTruth();
    this.bob = this.#keep(
      new Peer('bob', {
        debug: 2,
        ...options,
        environment: {
          ...machine, // all of it is its own, so it goes on counting
          openSocket: (url, outgoing$) =>
            merge(
              this.#lies$,
              machine.openSocket(url, outgoing$).pipe(
                concatMap((event) =>
                  event.kind === 'socket-text'
                    ? this.#truth$.pipe(
                        take(1),
                        map(() => event),
                      )
                    : of(event),
                ),
              ),
            ),
        },
      }),
    );
  }

  /** Somebody else, at the same server. */
  peer(id: string): Peer {
    return this.#keep(new Peer(id, { environment: this.#machine() }));
  }

  /**
   * Connections of several kinds, and a call, all open, and to stay so. `outward`: all of them Bob's own, so that nobody
   * listens yet to those of others.
   */
  befriend(direction: 'both-ways' | 'outward' = 'both-ways'): void {
    const [alice, carol] = [this.peer('alice'), this.peer('carol')];
    this.#time.pass(A_MOMENT);
    this.#connect(this.bob, alice, 'json');
    this.#call(this.bob, carol);
    if (direction === 'both-ways') {
      this.#connect(alice, this.bob, 'binary');
      this.#connect(carol, this.bob, 'none');
      this.#call(alice, this.bob);
    }
    this.expectFriendsUnharmed();
  }

  /** Somebody calls Bob, who does not answer yet. */
  ring(id: string): Pick<MediaConnection, 'peer' | 'connectionId'> {
    const caller = this.peer(id);
    this.#time.pass(A_MOMENT);
    const { connectionId } = caller.call('bob', fakeStream(`of ${id}`, 'audio'));
    this.#time.pass(A_MOMENT);
    return { peer: id, connectionId };
  }

  /** Bob's ends of what his friends have with him. */
  get friendly(): readonly (DataConnection | MediaConnection)[] {
    const all = [...this.#lines.flatMap(({ ends }) => ends), ...this.#calls];
    return all.filter(({ peer }) => peer !== 'bob');
  }

  /** What Bob is towards his server. */
  get status(): PeerStatus | undefined {
    const now: { status?: PeerStatus } = {};
    this.bob.status$.pipe(take(1)).subscribe((status) => {
      now.status = status;
    });
    return now.status;
  }

  /** Bob's server says this, at once. */
  hear(text: string): void {
    this.#lies$.next({ kind: 'socket-text', text });
  }

  /** Bob's server says so many things; now and then a look is taken at what is held, so that nothing grows unseen. */
  flood(count: number, text: (n: number) => string, look: (footprint: Footprint) => void = () => undefined): void {
    for (let n = 1; n <= count; n += 1) {
      this.hear(text(n));
      if (n % AT_ONCE > 0) continue;
      look(this.footprint());
      this.#time.pass(1);
    }
  }

  speakTruth(): void {
    this.#truth$.next();
  }

  /** Bob listens, and whoever comes is watched. */
  receive(): readonly Guest[] {
    const guests: Guest[] = [];
    merge(this.bob.connection$, this.bob.call$).subscribe((connection) => {
      const guest: Guest = { connection, errors: [], closes: 0 };
      guests.push(guest);
      connection.error$.subscribe((error) => guest.errors.push(error));
      connection.close$.subscribe(() => {
        guest.closes += 1;
      });
    });
    return guests;
  }

  /** Those of them that have not closed; nobody closes twice. */
  unfinished(guests: readonly Guest[]): readonly Guest['connection'][] {
    expect(guests.filter(({ closes }) => closes > 1)).toHaveLength(0);
    return guests.filter(({ closes }) => closes === 0).map(({ connection }) => connection);
  }

  /** What is held and running a while after anything happened, at a moment at which nobody pings or is on his way. */
  rest(): Footprint {
    this.#time.pass(A_WHILE);
    const moments = Array.from({ length: A_MOMENT }, () => {
      this.#time.pass(1);
      return this.footprint();
    });
    return moments.reduce((calmest, moment) => (moment.timers < calmest.timers ? moment : calmest));
  }

  footprint(): Footprint {
    const held = Object.keys(NOTHING_HELD).map((key) => [
      key,
      this.#machines.reduce((total, machine) => total + machine.held[key as keyof Held], 0),
    ]);
    return { ...(Object.fromEntries(held) as unknown as Held), timers: this.#time.timers() };
  }

  /** All is open, and what one end sends now comes out of the other, and nothing else does. */
  expectFriendsUnharmed(): void {
    const said = `at ${String(this.#time.now())}`;
    for (const { ends, heard } of this.#lines) {
      heard.forEach((values) => values.splice(0));
      for (const end of ends) end.send(said);
    }
    this.#time.pass(A_MOMENT);
    expect(this.#lines.map(({ heard }) => heard)).toEqual(this.#lines.map(() => [[said], [said]]));
    expect(this.#lines.flatMap(({ ends }) => ends).every(({ open }) => open)).toBe(true);
    expect(this.#calls.map(({ open }) => open)).toEqual(this.#calls.map(() => true));
  }

  /** Destroys everybody, and asserts that nothing is left. */
  end(): void {
    for (const peer of this.#peers) peer.destroy();
    expect({ ...this.footprint(), timers: 0 }).toEqual({ ...NOTHING_HELD, timers: 0 });
    this.#time.pass(60_000); // the server, which is part of the virtual time, forgets what it was told
    expect(this.#time.timers()).toBe(0);
    expect(this.#peers.flatMap(({ connections }) => Object.keys(connections))).toEqual([]);
  }

  #connect(from: Peer, to: Peer, serialization: string): void {
    const there = incoming(to);
    const here = from.connect(to.id ?? '', { serialization, reliable: true });
    this.#time.pass(A_MOMENT);
    const line: Line = { ends: [here, there.connection], heard: [[], []] };
    line.ends.forEach((end, index) => {
      end.data$.subscribe((data) => line.heard[index]?.push(data));
    });
    this.#lines.push(line);
  }

  #call(from: Peer, to: Peer): void {
    const ring = called(to);
    this.#calls.push(from.call(to.id ?? '', fakeStream(`of ${from.id ?? ''}`, 'audio')));
    this.#time.pass(A_MOMENT);
    ring.call.answer();
    this.#calls.push(ring.call);
    this.#time.pass(A_MOMENT);
  }

  #machine(): FakeEnvironment {
    const machine = this.#newMachine();
    this.#machines.push(machine);
    return machine;
  }

  #keep(peer: Peer): Peer {
    this.#peers.push(peer);
    return peer;
  }
}
