import { addTo, type Batch, digestOf, valuesOf } from './batches.js';
import type { CreateDriver, Driver, Link, Receive, Server } from './driver.js';
import { smallObjects } from '../inputs.mjs';

/** Between two openings: the end of the one before has been dealt with. */
const PAUSE = 30; // milliseconds

/** Round trips that are timed together: a page's clock ticks every 20 µs in Firefox, which is a thirtieth of one. */
const TRIPS = 8;

/** What the sender tells the receiver before it begins, over the connection itself. */
interface Order {
  readonly mode: 'take' | 'echo';
  readonly count: number;
}

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

/** The receiver: does what it is ordered to do, and answers when it has everything. */
const obey = (link: Link): Receive => {
  let order: Order = { mode: 'take', count: 0 };
  let missing = 0;
  let digest = 0;
  return (value) => {
    if (missing === 0) {
      order = value as Order;
      missing = order.count;
      digest = 0;
      link.send({ ready: true });
      return;
    }
    missing -= 1;
    if (order.mode === 'echo') {
      link.send(value);
      return;
    }
    digest = addTo(digest, value);
    if (missing === 0) link.send({ digest });
  };
};

/** One tab: what bench/tabs.mjs calls, of a library. Figures are milliseconds. */
class Bench {
  readonly #create: CreateDriver;
  #driver: Driver | undefined;
  #link: Link | undefined;
  #answer: Receive = () => undefined;

  constructor(create: CreateDriver) {
    this.#create = create;
  }

  async start(server: Server, id: string): Promise<void> {
    this.#driver = await this.#create(server, id);
    this.#driver.listen(obey);
  }

  async connect(other: string): Promise<void> {
    this.#link = await this.#open(other);
  }

  close(): void {
    this.#link?.close();
    this.#link = undefined;
  }

  /** How long each of `count` connections takes from asking for it until it can be sent on. */
  async opening(other: string, count: number): Promise<number[]> {
    const times: number[] = [];
    while (times.length < count) {
      const begin = performance.now();
      const link = await this.#open(other);
      times.push(performance.now() - begin);
      link.close();
      await pause(PAUSE);
    }
    return times;
  }

  /** How long it takes from the first value until the other side has said that it has all of them. */
  async transfer(batch: Batch): Promise<number> {
    const link = this.#connected();
    await this.#ask({ mode: 'take', count: batch.count });
    const digest = digestOf(valuesOf(batch));
    const values = valuesOf(batch);
    const answer = this.#next();
    const begin = performance.now();
    await link.sendMany(values);
    const { digest: theirs } = (await answer) as { digest?: number };
    const time = performance.now() - begin;
    if (theirs !== digest) throw new Error(`${JSON.stringify(batch)}: sent ${String(digest)}, got ${String(theirs)}`);
    return time;
  }

  /** How long each of `count` small objects takes there and back. */
  async roundTrips(count: number): Promise<number[]> {
    const link = this.#connected();
    await this.#ask({ mode: 'echo', count });
    const times: number[] = [];
    const values = smallObjects(count);
    for (let start = 0; start < count; start += TRIPS) {
      const run = values.slice(start, start + TRIPS);
      const begin = performance.now();
      for (const value of run) {
        const answer = this.#next();
        link.send(value);
        const back = (await answer) as { id?: number };
        if (back.id !== value.id) throw new Error(`${String(value.id)} came back as ${JSON.stringify(back)}`);
      }
      times.push((performance.now() - begin) / run.length);
    }
    return times;
  }

  /** Keeps this tab's process busy, so that it can be told from the others. */
  work(milliseconds: number): void {
    const end = performance.now() + milliseconds;
    while (performance.now() < end);
  }

  async #open(other: string): Promise<Link> {
    if (!this.#driver) throw new Error('not started');
    return this.#driver.connect(other, (value) => this.#answer(value));
  }

  #connected(): Link {
    if (!this.#link) throw new Error('not connected');
    return this.#link;
  }

  #next(): Promise<unknown> {
    return new Promise((resolve) => {
      this.#answer = resolve;
    });
  }

  async #ask(order: Order): Promise<void> {
    const answer = this.#next();
    this.#connected().send(order);
    await answer;
  }
}

declare global {
  interface Window {
    bench: Bench;
  }
}

/** Puts a library at the disposal of the run. */
export const serveBench = (create: CreateDriver): void => {
  window.bench = new Bench(create);
};
