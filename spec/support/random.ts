/** Parameters of the linear congruential generator of Numerical Recipes, modulo 2^32. */
const MULTIPLIER = 1_664_525;
const INCREMENT = 1_013_904_223;
const MODULUS = 2 ** 32;

/** Random numbers that a seed repeats: `next(n)` is a whole number from 0 to n - 1. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  next(below: number): number {
    this.#state = (Math.imul(this.#state, MULTIPLIER) + INCREMENT) >>> 0;
    return Math.floor((this.#state / MODULUS) * below);
  }

  pick<T>(items: readonly T[]): T {
    return items[this.next(items.length)] as T;
  }
}
