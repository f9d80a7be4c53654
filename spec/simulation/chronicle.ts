import type { VirtualClock } from './virtual-clock.js';

/** A rule of the simulation that did not hold. */
export interface Breach {
  readonly rule: string;
  readonly what: string;
}

/** Something that may be why others do not get what they want, so long as they have to do with it. */
export interface Trouble {
  readonly kind: 'signalling' | 'path' | 'end';
  readonly from: number;
  readonly to: number;
  /** The machines it concerns: one, with all its dealings, or two, with what is between them. */
  readonly machines: readonly number[];
}

/** What has happened in a run: a trace for humans, troubles for the rules that ask for reasons, and what was broken at once. */
export class Chronicle {
  readonly #clock: VirtualClock;
  readonly #lines: string[] | undefined;
  readonly #troubles: Trouble[] = [];
  readonly #breaches: Breach[] = [];

  /** @param traced - whether anybody will read it; lines cost more than the rest of a run */
  constructor(clock: VirtualClock, traced: boolean) {
    this.#clock = clock;
    this.#lines = traced ? [] : undefined;
  }

  get now(): number {
    return this.#clock.now;
  }

  get trace(): readonly string[] {
    return this.#lines ?? [];
  }

  get breaches(): readonly Breach[] {
    return this.#breaches;
  }

  note(line: () => string): void {
    this.#lines?.push(`${this.#clock.now.toFixed(0).padStart(7)}  ${line()}`);
  }

  breach(rule: string, what: string): void {
    this.#breaches.push({ rule, what });
    this.note(() => `!!! ${rule}: ${what}`);
  }

  /** There is trouble, now or for so long. */
  trouble(kind: Trouble['kind'], machines: readonly number[], lasts = 0): void {
    this.#troubles.push({ kind, machines, from: this.now, to: this.now + lasts });
  }

  /** The troubles in a time that concern either of two machines, or what is between them. */
  troubles(one: number, other: number, from: number, to: number): readonly Trouble[] {
    return this.#troubles.filter(
      (trouble) =>
        trouble.from <= to &&
        trouble.to >= from &&
        (trouble.machines.length === 1
          ? trouble.machines[0] === one || trouble.machines[0] === other
          : trouble.machines.includes(one) && trouble.machines.includes(other)),
    );
  }
}
