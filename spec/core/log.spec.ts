import { createLog } from '../../lib/core/log.js';

describe('createLog', () => {
  it.each([
    [-1, []],
    [0, []],
    [1, ['error']],
    [2, ['error', 'warn']],
    [3, ['error', 'warn', 'info']],
    [9, ['error', 'warn', 'info']],
    [NaN, []],
  ])('prints at level %d: %j', (level, printed) => {
    const lines: unknown[][] = [];
    const { error, warn, info } = createLog(level, (...line) => lines.push(line));
    error('error', 1);
    warn('warn', 2);
    info('info', 3);
    expect(lines.map(([, label]) => label)).toEqual(printed);
  });

  it('says the level of each line, then what it has to say', () => {
    const print = jest.fn();
    const { error, warn, info } = createLog(3, print);
    error('e', { a: 1 });
    warn();
    info('i', 1, 2);
    expect(print.mock.calls).toEqual([[1, 'e', { a: 1 }], [2], [3, 'i', 1, 2]]);
  });

  it('outlives a function that throws', () => {
    const { error } = createLog(1, () => {
      throw new Error('disk full');
    });
    expect(() => {
      error('x');
    }).not.toThrow();
  });
});
