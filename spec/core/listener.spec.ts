import { NEVER, Observable, of, range, Subject, take, throwError } from 'rxjs';
import { Listener } from '../../lib/core/listener.js';

const setup = () => {
  const heard: unknown[] = [];
  const listener = new Listener<unknown>({
    next: (value) => heard.push(value),
    error: (error) => heard.push(['error', error, listener.closed]),
    complete: () => heard.push(['complete', listener.closed]),
  });
  return { heard, listener };
};

describe('Listener', () => {
  it('is what RxJS subscribes, with nothing around it', () => {
    const { listener } = setup();
    const source$ = new Observable((subscriber) => {
      expect(subscriber).toBe(listener);
    });
    expect(source$.subscribe(listener)).toBe(listener);
    expect.assertions(2);
  });

  it('hears values and the end, and is closed after that', () => {
    const { heard, listener } = setup();
    of(1, 2).subscribe(listener);
    expect(heard).toEqual([1, 2, ['complete', false]]);
    expect(listener.closed).toBe(true);
  });

  it('hears an error, and is closed after that', () => {
    const { heard, listener } = setup();
    throwError(() => 'broken').subscribe(listener);
    expect(heard).toEqual([['error', 'broken', false]]);
    expect(listener.closed).toBe(true);
  });

  it.each(['next', 'error', 'complete'] as const)('hears no %s after the end', (kind) => {
    for (const end of ['error', 'complete', 'unsubscribe'] as const) {
      const { heard, listener } = setup();
      listener[end](1);
      const before = heard.length;
      listener[kind](2);
      expect(heard).toHaveLength(before);
    }
  });

  it('gives up its source when it is unsubscribed, or the source has ended', () => {
    const source$ = new Subject<number>();
    const { heard, listener } = setup();
    source$.subscribe(listener);
    source$.next(1);
    expect(source$.observed).toBe(true);
    listener.unsubscribe();
    source$.next(2);
    expect(source$.observed).toBe(false);
    expect(heard).toEqual([1]);

    const torn = jest.fn();
    const other = setup().listener;
    new Observable((subscriber) => {
      subscriber.add(torn);
      subscriber.complete();
    }).subscribe(other);
    expect(torn).toHaveBeenCalledTimes(1);
  });

  it('stops a source that emits in the middle of being subscribed to', () => {
    const made: number[] = [];
    const listener: Listener<number> = new Listener<number>({
      next: (value) => {
        made.push(value);
        if (value === 2) listener.unsubscribe();
      },
      error: () => undefined,
      complete: () => undefined,
    });
    range(0, Infinity).subscribe(listener);
    expect(made).toEqual([0, 1, 2]);
  });

  it('works behind operators', () => {
    const { heard, listener } = setup();
    range(0, 10).pipe(take(2)).subscribe(listener);
    NEVER.subscribe(setup().listener);
    expect(heard).toEqual([0, 1, ['complete', false]]);
  });
});
