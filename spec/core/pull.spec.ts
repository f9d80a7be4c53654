import { firstValueFrom, isObservable, of, Subject } from 'rxjs';
import { type Pull, pullFrom } from '../../lib/core/pull.js';

/** What is left in a source. */
const drain = async (pull: Pull<unknown>): Promise<unknown[]> => {
  const values: unknown[] = [];
  for (;;) {
    const next = pull.next();
    const { done, value } = isObservable(next) ? await firstValueFrom(next) : next;
    if (done === true) return values;
    values.push(value);
  }
};

const count = function* (): Iterable<number> {
  yield* [1, 2, 3];
};

const countSlowly = async function* (): AsyncIterable<number> {
  for (const value of count()) yield Promise.resolve(value);
};

describe('pullFrom', () => {
  it.each([
    ['an array', () => [1, 2, 3]],
    ['a generator', count],
    ['a Set', () => new Set([1, 2, 3])],
    ['an async generator', countSlowly],
    [
      'a ReadableStream',
      () =>
        new ReadableStream<number>({
          start: (controller) => {
            for (const value of count()) controller.enqueue(value);
            controller.close();
          },
        }),
    ],
  ])('asks %s for its values', async (_, make) => {
    expect(await drain(pullFrom<unknown>(make()))).toEqual([1, 2, 3]);
  });

  it('keeps what comes by itself until it is asked for, in order, its end and its error too', async () => {
    expect(await drain(pullFrom(of(1, 2, 3)))).toEqual([1, 2, 3]);
    expect(await drain(pullFrom(Promise.resolve(1)))).toEqual([1]);
    const source$ = new Subject<number>();
    const pull = pullFrom(source$);
    const heard: unknown[] = [];
    const ask = (): void => {
      const next = pull.next();
      if (isObservable(next)) next.subscribe(({ value }) => heard.push(value));
      else heard.push(next.value);
    };
    ask();
    source$.next(1);
    source$.next(2);
    ask();
    source$.error(new Error('no more'));
    expect(heard).toEqual([1, 2]);
    expect(ask).toThrow('no more');
  });

  it('tells a source that nobody will ask any more', () => {
    const left: string[] = [];
    const generator = function* (): Iterable<number> {
      try {
        yield 1;
        yield 2;
      } finally {
        left.push('generator');
      }
    };
    const stream = new ReadableStream({
      cancel: () => {
        left.push('stream');
      },
    });
    for (const source of [generator(), stream]) {
      const pull = pullFrom<unknown>(source);
      pull.next();
      pull.leave();
    }
    const source$ = new Subject<number>();
    pullFrom(source$).leave();
    expect([left, source$.observed]).toEqual([['generator', 'stream'], false]);
  });

  it('takes a text for its characters', async () => {
    expect(await drain(pullFrom('abc'))).toEqual(['a', 'b', 'c']);
  });

  it('does not bother a source that is done', async () => {
    const calls: string[] = [];
    const source = (isAsync: boolean) => {
      const next = () => {
        calls.push('next');
        return isAsync ? Promise.resolve({ done: true, value: undefined }) : { done: true, value: undefined };
      };
      const iterator = { next, return: () => calls.push('return') };
      return { [isAsync ? Symbol.asyncIterator : Symbol.iterator]: () => iterator } as unknown as Iterable<number>;
    };
    for (const isAsync of [true, false]) {
      const pull = pullFrom(source(isAsync));
      await drain(pull);
      pull.leave();
    }
    expect(calls).toEqual(['next', 'next']);
  });

  it('does not care how a source takes it that it is left', () => {
    const refusing = {
      [Symbol.iterator]: () => ({
        next: () => ({ value: 1 }),
        return: () => {
          throw new Error('no');
        },
      }),
    };
    expect(() => {
      pullFrom(refusing).leave();
    }).not.toThrow();
    const running: { pull?: Pull<number> } = {};
    running.pull = pullFrom(
      (function* (): Iterable<number> {
        running.pull?.leave(); // as one does that unsubscribes from inside of its source
        yield 1;
      })(),
    );
    expect(running.pull.next()).toEqual({ value: 1, done: false });
  });

  it('finds what came between the asking and the listening', () => {
    const source$ = new Subject<number>();
    const pull = pullFrom(source$);
    const next = pull.next();
    source$.next(1);
    const heard: unknown[] = [];
    if (isObservable(next)) {
      next.subscribe(({ value }) => {
        heard.push(value);
        if (heard.length === 1) source$.next(2); // which is for the next who asks
      });
    }
    expect([heard, pull.next()]).toEqual([[1], { value: 2 }]);
  });
});
