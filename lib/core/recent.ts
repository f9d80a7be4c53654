/** The last so many texts that were put in; the oldest are forgotten. */
export class Recent {
  readonly #limit: number;
  readonly #texts = new Set<string>(); // in order of arrival

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(text: string): void {
    this.#texts.add(text);
    const [oldest] = this.#texts;
    if (oldest !== undefined && this.#texts.size > this.#limit) this.#texts.delete(oldest);
  }

  has(text: string): boolean {
    return this.#texts.has(text);
  }
}
