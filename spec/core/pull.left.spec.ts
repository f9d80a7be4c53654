import { config, firstValueFrom, type Observable } from 'rxjs';
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

describe('pullFrom returns an iterator', () => {
  const iterable = (next: () => IteratorResult<number> | Promise<IteratorResult<number>>, returned: () => void) => ({
    [Symbol.asyncIterator]: () =>
      ({
        next,
        return: () => {
          returned();
          return Promise.resolve({ done: true, value: undefined });
        },
      }) as AsyncIterator<number>,
  });

  it.each([
    ['while it runs', 'now'],
    ['while it runs, and again afterwards', 'now and later'],
    ['when it has given something', 'later'],
    ['more than once', 'later, twice'],
  ])('once, if it is left %s', (_, when) => {
    const returned = jest.fn();
    const pull = pullFrom(
      iterable(() => {
        if (when.startsWith('now')) {
          pull.leave();
          expect(returned).not.toHaveBeenCalled();
        }
        return { value: 1 };
      }, returned),
    );
    expect(pull.next()).toEqual({ value: 1 });
    if (when.includes('later')) pull.leave();
    if (when.endsWith('twice')) pull.leave();
    expect(returned).toHaveBeenCalledTimes(1);
  });

  it('once, if it is left while what it was asked for is under way', () => {
    const returned = jest.fn();
    const pull = pullFrom(iterable(() => new Promise(() => undefined), returned));
    pull.next();
    pull.leave();
    pull.leave();
    expect(returned).toHaveBeenCalledTimes(1);
  });

  it('whatever becomes of that', async () => {
    const unhandled = jest.fn();
    config.onUnhandledError = unhandled;
    const left = Promise.reject(new Error('no'));
    left.catch(() => undefined); // Node would end the run where nobody listens, and tells no spec: Jest's `process` is a copy
    const listen = jest.spyOn(left, 'then');
    const leaving = { next: () => ({ value: 1 }), return: () => left };
    pullFrom({ [Symbol.asyncIterator]: () => leaving as unknown as AsyncIterator<number> }).leave();
    expect(listen).toHaveBeenCalledWith(expect.any(Function), expect.any(Function));
    await new Promise((resolve) => setTimeout(resolve, 10)); // RxJS tells in a turn of its own
    config.onUnhandledError = null;
    expect(unhandled).not.toHaveBeenCalled();
  });

  it('not, if what it was asked for has failed later', async () => {
    const returned = jest.fn();
    const pull = pullFrom(iterable(() => Promise.reject(new Error('no more')), returned));
    await expect(firstValueFrom(pull.next() as Observable<unknown>)).rejects.toThrow('no more');
    pull.leave();
    expect(returned).not.toHaveBeenCalled();
  });

  it.each([
    ['has ended', () => ({ done: true as const, value: undefined })],
    [
      'has failed',
      () => {
        throw new Error('no more');
      },
    ],
  ])('not, if it %s', (_, next) => {
    const returned = jest.fn();
    const pull = pullFrom(iterable(next, returned));
    expect(() => {
      const { done } = pull.next() as IteratorResult<number>;
      if (done === true) throw new Error('no more');
    }).toThrow('no more');
    pull.leave();
    expect(returned).not.toHaveBeenCalled();
  });
});
