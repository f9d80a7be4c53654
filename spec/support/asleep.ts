/** What the page does, in the hands of the test. */
export interface Sleeper {
  /** The page has slept, for as long as you like: every timer comes once, however often it was due, before anything else. */
  readonly wake: () => void;
}

/** A test on a page that sleeps, whose timers come only when it is woken: `it('…', asleep(({ wake }) => { … }))`. */
export const asleep =
  (test: (sleeper: Sleeper) => void): (() => void) =>
  () => {
    const due = new Map<unknown, () => void>();
    const set = jest.spyOn(globalThis, 'setInterval').mockImplementation((look) => {
      const id = Symbol() as unknown as NodeJS.Timeout;
      due.set(id, look as () => void);
      return id;
    });
    const clear = jest.spyOn(globalThis, 'clearInterval').mockImplementation((id) => {
      due.delete(id);
    });
    try {
      test({
        wake: () => {
          for (const look of [...due.values()]) look();
        },
      });
      expect(due.size).toBe(0); // nothing is left behind
    } finally {
      set.mockRestore();
      clear.mockRestore();
    }
  };
