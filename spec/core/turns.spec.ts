import { Turns } from '../../lib/core/turns.js';

/** Handles numbers; each is told, and then does what the test wants. */
const setup = (then: (item: number, turns: Turns<number>) => void = () => undefined) => {
  const handled: string[] = [];
  const turns: Turns<number> = new Turns((item) => {
    handled.push(`${String(item)} begins`);
    then(item, turns);
    handled.push(`${String(item)} ends`);
  });
  return { handled, turns };
};

describe('Turns', () => {
  it('handles an item at once', () => {
    const { handled, turns } = setup();
    turns.take(1);
    turns.take(2);
    expect(handled).toEqual(['1 begins', '1 ends', '2 begins', '2 ends']);
  });

  it('lets what comes in the middle of one wait, in order, however deep it comes', () => {
    const { handled, turns } = setup((item, line) => {
      if (item === 1) for (const next of [2, 3]) line.take(next);
      if (item === 2) line.take(4);
    });
    turns.take(1);
    expect(handled.filter((line) => line.endsWith('begins'))).toEqual([1, 2, 3, 4].map((n) => `${String(n)} begins`));
    expect(handled.slice(0, 2)).toEqual(['1 begins', '1 ends']);
  });

  it('takes any number without recursion', () => {
    const { handled, turns } = setup((item, line) => {
      if (item < 100_000) line.take(item + 1);
    });
    turns.take(1);
    expect(handled).toHaveLength(200_000);
  });
});
