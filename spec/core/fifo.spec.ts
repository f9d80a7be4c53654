import { Fifo } from '../../lib/core/fifo.js';
import { Random } from '../support/random.js';

describe('Fifo', () => {
  it('is empty at first', () => {
    const fifo = new Fifo<string>();
    expect(fifo.size).toBe(0);
    expect(fifo.peek()).toBeUndefined();
    expect(fifo.shift()).toBeUndefined();
    expect(fifo.size).toBe(0);
  });

  it('hands out what came first, first', () => {
    const fifo = new Fifo<string>();
    fifo.push('a');
    fifo.push('b');
    expect(fifo.size).toBe(2);
    expect(fifo.peek()).toBe('a');
    expect([fifo.shift(), fifo.shift(), fifo.shift()]).toEqual(['a', 'b', undefined]);
    expect(fifo.size).toBe(0);
  });

  it('holds undefined like anything else', () => {
    const fifo = new Fifo<undefined>();
    fifo.push(undefined);
    expect(fifo.size).toBe(1);
    fifo.shift();
    expect(fifo.size).toBe(0);
  });

  it('forgets everything when cleared, and goes on', () => {
    const fifo = new Fifo<number>();
    fifo.push(1);
    fifo.push(2);
    fifo.shift();
    fifo.clear();
    expect(fifo.size).toBe(0);
    expect(fifo.peek()).toBeUndefined();
    fifo.push(3);
    expect(fifo.shift()).toBe(3);
  });

  it('does what an array does, also while it gives places back', () => {
    const random = new Random(1);
    const fifo = new Fifo<number>();
    const array: number[] = [];
    for (let step = 0; step < 20_000; step += 1) {
      // Long stretches of filling, then of emptying.
      if (random.next(10) < (Math.floor(step / 4_000) % 2 === 0 ? 8 : 1)) {
        fifo.push(step);
        array.push(step);
      } else {
        expect(fifo.shift()).toBe(array.shift());
      }
      expect(fifo.size).toBe(array.length);
      expect(fifo.peek()).toBe(array[0]);
    }
  });

  it('takes a million in and out at once', () => {
    const fifo = new Fifo<number>();
    for (let item = 0; item < 1_000_000; item += 1) fifo.push(item);
    for (let item = 0; item < 1_000_000; item += 1) if (fifo.shift() !== item) throw new Error('out of order');
    expect(fifo.size).toBe(0);
  });

  it('has another in the place of the first', () => {
    const fifo = new Fifo<string>();
    for (const item of ['a', 'b', 'c']) fifo.push(item);
    fifo.shift();
    fifo.replace('B');
    expect([fifo.shift(), fifo.shift(), fifo.shift()]).toEqual(['B', 'c', undefined]);
  });
});
