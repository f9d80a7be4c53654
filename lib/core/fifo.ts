/** Emptied places that are given back at once; below it, moving the rest would cost more than the memory is worth. */
const COMPACT_AT = 1_024;

/** A first-in-first-out queue whose `shift` does not move what is left (an array's does: a hundred thousand waiting messages would crawl). */
export class Fifo<T> {
  #items: T[] = [];
  #head = 0;

  get size(): number {
    return this.#items.length - this.#head;
  }

  push(item: T): void {
    this.#items.push(item);
  }

  /** The first item, or one so many places behind it. */
  peek(behind = 0): T | undefined {
    return this.#items[this.#head + behind];
  }

  /** Puts another item in the place of the first, which there has to be. */
  replace(item: T): void {
    this.#items[this.#head] = item;
  }

  shift(): T | undefined {
    if (this.size === 0) return undefined;
    const item = this.#items[this.#head];
    this.#items[this.#head] = undefined as T; // let the item go now, the place later
    this.#head += 1;
    if (this.#head >= COMPACT_AT && this.#head * 2 >= this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }

  clear(): void {
    this.#items = [];
    this.#head = 0;
  }
}
