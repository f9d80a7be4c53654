import { asyncScheduler, Subscription, timer } from 'rxjs';
import type { Cargo } from '../support/fake-network.js';
import type { FakePeerConnection } from '../support/fake-peer-connection.js';
import type { Chances } from './chances.js';

/** What is on its way from one side to the other. */
interface Parcel {
  readonly from: FakePeerConnection;
  readonly cargo: Cargo;
  readonly arrive: () => void;
  /** Its time on the way is over. */
  ripe: boolean;
}

/** Milliseconds between two checks of ICE, each of which the other end answers (RFC 7675). */
const CHECK = 2_500;

export interface LinkDeps {
  readonly latency: number;
  /** Milliseconds of silence until ICE says so. */
  readonly ice: { readonly disconnected: number; readonly failed: number };
  readonly chances: Chances;
}

/** Whether messages keep their order: it stands with the channels that one of the two sides has made. */
const isOrdered = (sides: readonly FakePeerConnection[]): boolean =>
  sides.flatMap(({ channels }) => channels).every(({ native }) => native.ordered);

/**
 * What is between two peer connections that have found each other. While it is down, what is sent waits and is repeated
 * later, as SCTP does; the ICE of each side notices the silence. What a side that closes still has on its hands is lost.
 */
export class Link {
  readonly sides: readonly [FakePeerConnection, FakePeerConnection];
  readonly #deps: LinkDeps;
  readonly #ordered: boolean;
  /** What has come to each side, and answers to what it asked. */
  readonly #signs = new Map<FakePeerConnection, number>();
  /** Milliseconds in which both sides heard each other, before the current time of that, and since when this is. */
  #contact = 0;
  #since: number | undefined;
  readonly #silence = new Map<FakePeerConnection, Subscription>();
  #parcels: Parcel[] = [];
  #state: 'up' | 'down' | 'severed';

  constructor(sides: Link['sides'], state: 'up' | 'down', deps: LinkDeps) {
    this.sides = sides;
    this.#state = state;
    this.#deps = deps;
    this.#ordered = isOrdered(sides);
    this.#listen();
  }

  /** Whether both sides are there, and hear each other. */
  get inContact(): boolean {
    return this.#state === 'up' && this.sides.every(({ closes }) => closes === 0);
  }

  /** A number that grows with every sign of life of the other side. */
  heard(side: FakePeerConnection): number {
    const current = this.#since === undefined ? 0 : asyncScheduler.now() - this.#since;
    return (this.#signs.get(side) ?? 0) + Math.floor((this.#contact + current) / CHECK);
  }

  /** Makes the other side's transport answer. */
  ask(side: FakePeerConnection): void {
    if (!this.inContact) return;
    timer(2 * this.#deps.latency).subscribe(() => {
      if (this.inContact) this.#sign(side);
    });
  }

  carry(from: FakePeerConnection, cargo: Cargo, arrive: () => void): void {
    const isParting = cargo === 'close' && from.closes > 0; // said once, to whoever hears it
    if (this.#state === 'severed' || (isParting && this.#state === 'down')) return;
    const parcel: Parcel = { from, cargo, arrive, ripe: false };
    this.#parcels.push(parcel);
    const { latency, chances } = this.#deps;
    const detour = this.#ordered || cargo !== 'frame' ? 0 : chances.next(3 * latency + 1);
    timer(latency + detour).subscribe(() => {
      parcel.ripe = true;
      this.#deliver();
    });
  }

  setUp(isUp: boolean): void {
    if (this.#state === 'severed' || isUp === (this.#state === 'up')) return;
    this.#state = isUp ? 'up' : 'down';
    this.#deliver();
    this.#listen();
  }

  /** For ever: one of the machines is no more. */
  sever(): void {
    this.#state = 'severed';
    this.#parcels = [];
    this.#listen();
  }

  /** One side has closed. */
  closed(side: FakePeerConnection): void {
    if (this.#state === 'down') this.#parcels = this.#parcels.filter(({ from }) => from !== side);
    this.#hearAgain(side);
    this.#listen();
  }

  /** A side that hears nothing says so after a while, and then gives up. */
  #listen(): void {
    this.#count();
    for (const side of this.sides) {
      if (this.inContact) this.#hearAgain(side);
      else if (side.closes === 0 && !this.#silence.has(side)) this.#silence.set(side, this.#countSilence(side));
    }
  }

  #sign(side: FakePeerConnection): void {
    this.#signs.set(side, (this.#signs.get(side) ?? 0) + 1);
  }

  #count(): void {
    const now = asyncScheduler.now();
    if (this.#since !== undefined) this.#contact += now - this.#since;
    this.#since = this.inContact ? now : undefined;
  }

  #countSilence(side: FakePeerConnection): Subscription {
    const { disconnected, failed } = this.#deps.ice;
    const silence = new Subscription();
    silence.add(
      timer(disconnected).subscribe(() => {
        if (side.state !== 'connected') return; // it is still looking for a path
        side.setIceState('disconnected');
        side.setState('disconnected');
      }),
    );
    silence.add(
      timer(failed).subscribe(() => {
        side.setIceState('failed');
        side.setState('failed');
      }),
    );
    return silence;
  }

  #hearAgain(side: FakePeerConnection): void {
    this.#silence.get(side)?.unsubscribe();
    this.#silence.delete(side);
    if (side.state !== 'disconnected') return;
    side.setIceState('connected');
    side.setState('connected');
  }

  #deliver(): void {
    if (this.#state !== 'up') return;
    for (let next = this.#take(); next !== undefined; next = this.#take()) {
      this.#sign(this.sides[0] === next.from ? this.sides[1] : this.sides[0]);
      if (next.cargo !== 'handshake' || this.inContact) next.arrive();
      else this.#listen();
    }
  }

  /** The next that has arrived: where order is kept, nothing overtakes what was sent before. */
  #take(): Parcel | undefined {
    const index = this.#parcels.findIndex(
      ({ ripe, from, cargo }, place) =>
        ripe &&
        (!this.#ordered ||
          cargo === 'handshake' ||
          !this.#parcels.slice(0, place).some((earlier) => earlier.from === from)),
    );
    return index < 0 ? undefined : this.#parcels.splice(index, 1)[0];
  }
}
