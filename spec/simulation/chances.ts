import { Random } from '../support/random.js';

/** MurmurHash3's last step: seeds that are neighbours become numbers that have nothing to do with each other. */
const scramble = (seed: number): number => {
  let hash = seed >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85_eb_ca_6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2_b2_ae_35);
  return (hash ^ (hash >>> 16)) >>> 0;
};

/** Decisions that a seed repeats. */
export class Chances extends Random {
  constructor(seed: number) {
    super(scramble(seed));
  }

  /** True so many times in a thousand. */
  happens(perThousand: number): boolean {
    return this.next(1_000) < perThousand;
  }

  between(least: number, most: number): number {
    return least + this.next(most - least + 1);
  }

  /** One of the keys, each as often as its weight says. */
  weighed<Key extends string>(weights: Readonly<Record<Key, number>>): Key {
    const entries = Object.entries<number>(weights) as [Key, number][];
    let left = this.next(entries.reduce((sum, [, weight]) => sum + weight, 0));
    for (const [key, weight] of entries) {
      if (left < weight) return key;
      left -= weight;
    }
    throw new Error('Nothing has a weight.');
  }
}
