import { pullFrom } from '../../lib/core/pull.js';

describe('pullFrom, a generator that is left while it runs', () => {
  it('is left when it has given what it was asked for, so that its `finally` runs', () => {
    const told: unknown[] = [];
    const source = function* (): Iterable<number> {
      try {
        pull.leave(); // as where it unsubscribes, or closes the connection, itself
        yield 1;
      } finally {
        told.push('released');
      }
    };
    const pull = pullFrom(source());
    told.push(pull.next());
    expect(told).toEqual(['released', { value: 1, done: false }]);
  });
});
