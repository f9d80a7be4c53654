import { from, of } from 'rxjs';
import { type Pull, pullFrom } from '../../lib/core/pull.js';

/** What is left in a source that can be pulled. */
const drain = async (pull: Pull<unknown> | undefined): Promise<unknown[]> => {
  const values: unknown[] = [];
  for (;;) {
    const next = await pull?.next();
    if (!next || next.done === true) return values;
    values.push(next.value);
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

  it('leaves alone what gives its values by itself', () => {
    expect(pullFrom(of(1))).toBeUndefined();
    expect(pullFrom(Promise.resolve(1))).toBeUndefined();
    expect(pullFrom(from([1, 2]))).toBeUndefined();
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
      void pull?.next();
      void pull?.return?.();
    }
    expect(left).toEqual(['generator', 'stream']);
  });
});
