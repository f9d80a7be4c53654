/** Something that an object of the page has told. */
export interface Happening {
  /** Milliseconds since the epoch, by the clock that all processes of the machine share. */
  readonly at: number;
  /** The name of the object. */
  readonly of: string;
  /** The event. */
  readonly what: string;
  /** What came with it, as far as it can leave the page. */
  readonly detail: unknown;
}

const LONGEST = 200;

/** Errors as their type and message, values as they are, but for what is large or belongs to the page. */
const detailOf = (value: unknown): unknown => {
  if (value instanceof Error) return { type: (value as { type?: unknown }).type, message: value.message };
  if (typeof value === 'string') return value.slice(0, LONGEST);
  return typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
};

/** Everything that has happened in the page, in order. */
export class Happenings {
  readonly #all: Happening[] = [];

  record(of: string, what: string, value?: unknown): void {
    this.#all.push({ at: Date.now(), of, what, detail: detailOf(value) });
  }

  /** Of one object, or of all of them. */
  list(of?: string): readonly Happening[] {
    return this.#all.filter((one) => of === undefined || one.of === of);
  }
}
