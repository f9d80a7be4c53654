import { type Subscription, timer } from 'rxjs';
import type { Carry } from '../support/fake-network.js';
import type { FakePeerConnection } from '../support/fake-peer-connection.js';
import { Link, type LinkDeps } from './link.js';

/** Nothing passes between these two, or between the first and anybody. */
interface Outage {
  readonly machines: readonly [number, number?];
  readonly end: Subscription;
}

/** What is between machines, as far as their peer connections go. */
export class Paths {
  readonly #deps: LinkDeps;
  readonly #machines = new Map<FakePeerConnection, number>();
  readonly #links = new Set<Link>();
  readonly #outages = new Set<Outage>();
  readonly #gone = new Set<number>();

  constructor(deps: LinkDeps) {
    this.#deps = deps;
  }

  /** A peer connection is on a machine. */
  settle(peerConnection: FakePeerConnection, machine: number): FakePeerConnection {
    this.#machines.set(peerConnection, machine);
    const close = peerConnection.close.bind(peerConnection);
    peerConnection.close = () => {
      close();
      this.#closed(peerConnection);
    };
    return peerConnection;
  }

  readonly carry: Carry = (from, to, cargo, arrive) => {
    this.#linkOf(from, to)?.carry(from, cargo, arrive);
  };

  /** Signs of life that a peer connection has had of the other end. */
  readonly heard = (at: FakePeerConnection): number => this.#linkAt(at)?.heard(at) ?? 0;

  readonly ask = (at: FakePeerConnection): void => {
    this.#linkAt(at)?.ask(at);
  };

  /** Those over which something passes: its two sides, and their machines. */
  get links(): readonly Link[] {
    return [...this.#links].filter(({ inContact }) => inContact);
  }

  machinesOf({ sides }: Link): readonly number[] {
    return sides.map((side) => this.#machineOf(side));
  }

  /** Nothing passes between two machines, or between one and anybody, for so long. */
  interrupt(machines: Outage['machines'], lasts: number): void {
    const outage: Outage = {
      machines,
      end: timer(lasts).subscribe(() => {
        this.#outages.delete(outage);
        this.#refresh();
      }),
    };
    this.#outages.add(outage);
    this.#refresh();
  }

  /** Everything passes again. */
  heal(): void {
    for (const { end } of this.#outages) end.unsubscribe();
    this.#outages.clear();
    this.#refresh();
  }

  vanish(machine: number): void {
    this.#gone.add(machine);
    for (const link of this.#links) if (this.machinesOf(link).includes(machine)) link.sever();
  }

  #linkOf(from: FakePeerConnection, to: FakePeerConnection): Link | undefined {
    const known = [...this.#links].find(({ sides }) => sides.includes(from) && sides.includes(to));
    const machines = [from, to].map((side) => this.#machineOf(side));
    if (known || machines.some((machine) => this.#gone.has(machine))) return known;
    const link = new Link([from, to], this.#isUp(machines) ? 'up' : 'down', this.#deps);
    this.#links.add(link);
    return link;
  }

  #linkAt(side: FakePeerConnection): Link | undefined {
    return [...this.#links].find(({ sides }) => sides.includes(side));
  }

  #machineOf(side: FakePeerConnection): number {
    return this.#machines.get(side) as number;
  }

  #isUp(pair: readonly number[]): boolean {
    const concerns = ({ machines: [one, other] }: Outage): boolean =>
      pair.includes(one) && (other === undefined || pair.includes(other));
    return ![...this.#outages].some(concerns);
  }

  #refresh(): void {
    for (const link of this.#links) link.setUp(this.#isUp(this.machinesOf(link)));
  }

  #closed(side: FakePeerConnection): void {
    for (const link of this.#links) {
      if (!link.sides.includes(side)) continue;
      link.closed(side);
      if (link.sides.every(({ closes }) => closes > 0)) this.#links.delete(link);
    }
  }
}
