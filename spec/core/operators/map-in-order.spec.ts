import { concatMap, EMPTY, from, NEVER, type Observable, of, range, Subject, take, tap, throwError, timer } from 'rxjs';
import { inTurn, mapInOrder } from '../../../lib/core/operators/map-in-order.js';
import { marbles } from '../../support/marbles.js';

describe('mapInOrder', () => {
  it(
    'is silent, empty and wrong as its source is',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const same = mapInOrder((value: string) => value);
      const never$ = cold<string>('-');
      expectObservable(never$.pipe(same), '^---!').toBe('');
      expectSubscriptions(never$.subscriptions).toBe('^---!');
      expectObservable(cold<string>('|').pipe(same)).toBe('|');
      expectObservable(cold<string>('--#').pipe(same)).toBe('--#');
      expectObservable(cold('-a-|').pipe(same)).toBe('-a-|');
      expectObservable(cold('-a-(bc)-#').pipe(same)).toBe('-a-(bc)-#');
    }),
  );

  it(
    'does what concatMap does',
    marbles(({ cold, expectObservable }) => {
      const inner: Record<string, string> = { a: '--1|', b: '3|', c: '-4-5|', d: '|' };
      const project = (name: string): Observable<string> => cold(inner[name] ?? '');
      for (const [source, expected] of [
        ['-a-b----c-d-|', '---13----4-5|'],
        ['-a-(bc)d-|', '---13-4-5|'], // two wait, and each takes time
      ] as const) {
        expectObservable(cold(source).pipe(mapInOrder(project))).toBe(expected);
        expectObservable(cold(source).pipe(concatMap(project))).toBe(expected);
      }
    }),
  );

  it.each([
    ['mapInOrder', mapInOrder<string, string>],
    ['concatMap', concatMap<string, Observable<string>>],
  ])('lets go of a result before it goes on, so two of them may need the same thing: %s', (_name, operator) => {
    const happened: string[] = [];
    const tell = (what: string) => (): void => {
      happened.push(what);
    };
    marbles(({ cold, expectObservable }) => {
      const inner: Record<string, string> = { a: '--1|', b: '(2|)', c: '-3|' };
      const project = (name: string): Observable<string> =>
        cold(inner[name] ?? '').pipe(tap({ subscribe: tell(`take ${name}`), finalize: tell(`leave ${name}`) }));
      const result$ = cold('abc|').pipe(operator(project), tap({ complete: tell('complete') }));
      expectObservable(result$).toBe('--123|');
    })();
    expect(happened).toEqual(['take a', 'leave a', 'take b', 'leave b', 'take c', 'leave c', 'complete']);
  });

  it(
    'keeps the order of results that are at hand and of results that are not',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const slow$ = cold('---s|');
      const source$ = cold('-abc--d---|');
      const project = (name: string): string | Observable<string> => (name === 'b' ? slow$ : name);
      expectObservable(source$.pipe(mapInOrder(project))).toBe('-a---s(cd)|');
      expectSubscriptions(source$.subscriptions).toBe('^---------!');
      expectSubscriptions(slow$.subscriptions).toBe('--^---!');
    }),
  );

  it(
    'ends when its source has ended and the last result is there',
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('a|').pipe(mapInOrder(() => cold('---r|')))).toBe('---r|');
      expectObservable(cold('ab|').pipe(mapInOrder((name) => (name === 'a' ? cold('---r|') : name)))).toBe('---r(b|)');
    }),
  );

  it(
    'lets go of its source and of the result it waits for',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('-a-b-');
      const slow$ = cold('-');
      expectObservable(source$.pipe(mapInOrder(() => slow$)), '^----!').toBe('');
      expectSubscriptions(source$.subscriptions).toBe('^----!');
      expectSubscriptions(slow$.subscriptions).toBe('-^---!');
    }),
  );

  it(
    'fails where a result does, and where its source does, at once',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('-a-b-|');
      expectObservable(source$.pipe(mapInOrder(() => cold('-#')))).toBe('--#');
      expectSubscriptions(source$.subscriptions).toBe('^-!');
      const slow$ = cold('-----|');
      expectObservable(cold('-a-#').pipe(mapInOrder(() => slow$))).toBe('---#');
      expectSubscriptions(slow$.subscriptions).toBe('-^-!');
    }),
  );

  it(
    'fails where the projection throws, and asks no more of its source',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('-a-b-|');
      const project = (): never => {
        throw new Error('no');
      };
      expectObservable(source$.pipe(mapInOrder(project))).toBe('-#', undefined, new Error('no'));
      expectSubscriptions(source$.subscriptions).toBe('^!');
    }),
  );

  it('projects when a value comes, not when its turn comes', () => {
    const source$ = new Subject<string>();
    const gate$ = new Subject<string>();
    const projected: string[] = [];
    const heard: string[] = [];
    source$
      .pipe(
        mapInOrder((value) => {
          projected.push(value);
          return value === 'slow' ? gate$ : value;
        }),
      )
      .subscribe((value) => heard.push(value));
    for (const value of ['slow', 'b', 'c']) source$.next(value);
    expect(projected).toEqual(['slow', 'b', 'c']);
    expect(heard).toEqual([]);
    gate$.next('a');
    expect(heard).toEqual(['a']);
    gate$.complete();
    expect(heard).toEqual(['a', 'b', 'c']);
  });

  it('takes what is caused by projecting a value before what that becomes', () => {
    const source$ = new Subject<number>();
    const heard: number[] = [];
    source$
      .pipe(
        mapInOrder((value) => {
          if (value === 1) source$.next(2);
          return value;
        }),
      )
      .subscribe((value) => heard.push(value));
    for (const value of [1, 3]) source$.next(value);
    expect(heard).toEqual([2, 1, 3]);
  });

  it('delivers a hundred thousand waiting results without a deep stack', () => {
    const gate$ = new Subject<number>();
    const count = { heard: 0 };
    range(0, 100_000)
      .pipe(mapInOrder((value) => (value === 0 ? gate$ : value % 2 === 0 ? of(value) : value)))
      .subscribe(() => (count.heard += 1));
    gate$.complete();
    expect(count.heard).toBe(99_999);
  });

  it('stops a source that emits while it is subscribed to', () => {
    const taken: number[] = [];
    const emitted: number[] = [];
    range(0, 1_000)
      .pipe(
        tap((value) => emitted.push(value)),
        mapInOrder((value) => value),
        take(2),
      )
      .subscribe((value) => taken.push(value));
    expect(taken).toEqual([0, 1]);
    expect(emitted).toEqual([0, 1]);
  });

  it('stops a result that emits while it is subscribed to', () => {
    const emitted: number[] = [];
    of(0)
      .pipe(
        mapInOrder(() => range(0, 1_000).pipe(tap((value) => emitted.push(value)))),
        take(2),
      )
      .subscribe();
    expect(emitted).toEqual([0, 1]);
  });

  it('delivers nothing that waits once it has failed', () => {
    const heard: unknown[] = [];
    from(['slow', 'b'])
      .pipe(mapInOrder((value) => (value === 'slow' ? throwError(() => 'failed') : value)))
      .subscribe({ next: (value) => heard.push(value), error: (error) => heard.push(error) });
    expect(heard).toEqual(['failed']);
  });

  it('takes empty results, and results that never end', () => {
    const heard: unknown[] = [];
    of(1, 2, 3)
      .pipe(mapInOrder((value) => (value === 1 ? EMPTY : value === 3 ? NEVER : value)))
      .subscribe({ next: (value) => heard.push(value), complete: () => heard.push('complete') });
    expect(heard).toEqual([2]);
  });

  it(
    'waits in virtual time',
    marbles(({ expectObservable }) => {
      expectObservable(of('a', 'b').pipe(mapInOrder((value) => timer(5).pipe(concatMap(() => value))))).toBe(
        '5ms a 4ms (b|)',
      );
    }),
  );
});

describe('inTurn', () => {
  it.each([
    ['never', '-----', '', '-----', '^'],
    ['empty', '--|--', '', '--|--', '^-!'],
    ['one', '-a-|-', '', '-a-|-', '^--!'],
    ['many, also at once', '-(abc)-d|', '', '-(abc)-d|', '^-------!'],
    ['an error', '-a-#-', '', '-a-#-', '^--!'],
    ['left early', '-a-b-', '^-!', '-a---', '^-!'],
  ])('passes on what comes one at a time as it is: %s', (_name, source, left, expected, subscription) => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold(source);
      expectObservable(source$.pipe(inTurn()), left || null).toBe(expected);
      expectSubscriptions(source$.subscriptions).toBe(subscription);
    })();
  });

  it('delivers what a listener causes after what it was told, to all listeners in the same order', () => {
    const source$ = new Subject<number>();
    const shared$ = new Subject<number>();
    const heard: string[] = [];
    source$.pipe(inTurn()).subscribe(shared$);
    shared$.subscribe((value) => {
      heard.push(`first ${String(value)}`);
      if (value < 3) source$.next(value + 1);
    });
    shared$.subscribe((value) => heard.push(`second ${String(value)}`));
    source$.next(1);
    expect(heard).toEqual(['first 1', 'second 1', 'first 2', 'second 2', 'first 3', 'second 3']);
  });

  it('delivers what was caused before the end', () => {
    const source$ = new Subject<number>();
    const heard: unknown[] = [];
    source$.pipe(inTurn()).subscribe({
      next: (value) => {
        heard.push(value);
        if (value !== 1) return;
        source$.next(2);
        source$.complete();
      },
      complete: () => heard.push('complete'),
    });
    source$.next(1);
    expect(heard).toEqual([1, 2, 'complete']);
  });

  it('delivers nothing that waits once unsubscribed', () => {
    const source$ = new Subject<number>();
    const heard: number[] = [];
    const subscription = source$.pipe(inTurn()).subscribe((value) => {
      heard.push(value);
      source$.next(value + 1);
      subscription.unsubscribe();
    });
    source$.next(1);
    expect(heard).toEqual([1]);
    expect(source$.observed).toBe(false);
  });
});
