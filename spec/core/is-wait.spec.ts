import { isWait } from '../../lib/core/is-wait.js';

describe('isWait', () => {
  it.each([1, 0.5, 5_000, Number.MAX_VALUE])('%d can be waited for', (milliseconds) => {
    expect(isWait(milliseconds)).toBe(true);
  });

  it.each([0, -1, Infinity, -Infinity, NaN])('%d turns the wait off', (milliseconds) => {
    expect(isWait(milliseconds)).toBe(false);
  });
});
