import { map, NEVER, of, Subject, take } from 'rxjs';
import { holdUntilFirst } from '../../../lib/core/operators/hold-until-first.js';
import { marbles } from '../../support/marbles.js';

const bound = (limit = Infinity, refuse: (value: string) => void = () => undefined) => ({
  limit,
  weigh: (value: string) => value.length,
  refuse,
});

const hold = (limit?: number) => {
  const source$ = new Subject<string>();
  const refused: string[] = [];
  const held$ = holdUntilFirst(
    source$,
    bound(limit, (value) => refused.push(value)),
  );
  return { source$, refused, held$ };
};

describe('holdUntilFirst', () => {
  it(
    'subscribes to its source at once and once, and hands what came to the first subscriber, in order',
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source$ = hot<string>('-a-b-----c--|');
      const held$ = holdUntilFirst(source$, bound());
      expectObservable(held$, '----^').toBe('----(ab)-c--|');
      expectObservable(held$, '-----^').toBe('---------c--|');
      expectSubscriptions(source$.subscriptions).toBe('^-----------!');
    }),
  );

  it(
    'keeps nothing a second time',
    marbles(({ hot, expectObservable }) => {
      const held$ = holdUntilFirst(hot<string>('-a-b-c-d-|'), bound());
      expectObservable(held$, '--^-!').toBe('--ab');
      expectObservable(held$, '------^').toBe('-------d-|');
    }),
  );

  it(
    'is silent where its source is, and hands out the end after what was held',
    marbles(({ hot, expectObservable }) => {
      expectObservable(holdUntilFirst(hot<string>('-'), bound()), '^----!').toBe('');
      expectObservable(holdUntilFirst(hot<string>('-|'), bound())).toBe('-|');
      expectObservable(holdUntilFirst(hot<string>('-|'), bound()), '---^').toBe('---|');
      expectObservable(holdUntilFirst(hot<string>('-a-|'), bound()), '-----^').toBe('-----(a|)');
      expectObservable(holdUntilFirst(hot<string>('-a-#'), bound()), '-----^').toBe('-----(a#)');
      expectObservable(holdUntilFirst(hot<string>('-a-#'), bound()), '--^').toBe('--a#');
    }),
  );

  it(
    'listens to its source as long as that lasts, whoever comes and leaves',
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const [never$, failing$] = [hot<string>('-a-b-c-d-'), hot<string>('-a-b-c-#')];
      const held$ = holdUntilFirst(never$, bound());
      expectObservable(held$, '--^--!').toBe('--ab-');
      expectObservable(held$, '------^-!').toBe('-------d-');
      const failed$ = holdUntilFirst(failing$, bound());
      expectObservable(failed$, '--^-!').toBe('--ab');
      expectObservable(failed$, '---------^').toBe('---------#');
      expectSubscriptions(never$.subscriptions).toBe('^');
      expectSubscriptions(failing$.subscriptions).toBe('^------!');
    }),
  );

  it(
    'listens for what makes a value stale until that comes, or ends, or the value is handed over',
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const stales = { a: cold<string>('--s'), b: cold<string>('-|'), c: cold<string>('-----') };
      const held$ = holdUntilFirst(hot<string>('-abc------d'), {
        ...bound(),
        stale$: (value) => stales[value as keyof typeof stales],
      });
      expectObservable(held$, '------^').toBe('------(bc)d');
      expectSubscriptions(stales.a.subscriptions).toBe('-^-!');
      expectSubscriptions(stales.b.subscriptions).toBe('--^!');
      expectSubscriptions(stales.c.subscriptions).toBe('---^--!');
    }),
  );

  it('errors at once where its source does while what was held is handed over', () => {
    const { source$, held$ } = hold();
    for (const value of ['a', 'b']) source$.next(value);
    const heard: unknown[] = [];
    held$.subscribe({
      next: (value) => {
        heard.push(value);
        source$.error('broken');
      },
      error: (error) => heard.push(error),
    });
    held$.subscribe({ next: (value) => heard.push(value), error: (error) => heard.push(`again ${String(error)}`) });
    expect(heard).toEqual(['a', 'broken', 'again broken']);
  });

  it('leaves the rest to the next where the first leaves in the middle', () => {
    const { source$, held$ } = hold();
    for (const value of ['a', 'b', 'c']) source$.next(value);
    const first: string[] = [];
    const second: string[] = [];
    held$.pipe(take(1)).subscribe((value) => first.push(value));
    source$.next('d');
    held$.subscribe((value) => second.push(value));
    source$.next('e');
    expect(first).toEqual(['a']);
    expect(second).toEqual(['b', 'c', 'd', 'e']);
  });

  it('goes on with who subscribes in the middle, whether the first stays or leaves', () => {
    for (const first of ['leaves', 'stays'] as const) {
      const { source$, held$ } = hold();
      for (const value of ['a', 'b', 'c']) source$.next(value);
      const heard: string[] = [];
      held$.pipe(first === 'leaves' ? take(1) : map((value) => value)).subscribe((value) => {
        heard.push(value);
        if (value === 'a') held$.subscribe((rest) => heard.push(`second ${rest}`));
        if (value === 'a') source$.next('d');
      });
      source$.next('e');
      expect(heard.filter((value) => value.startsWith('second'))).toEqual(
        ['b', 'c', 'd', 'e'].map((value) => `second ${value}`),
      );
      expect(heard.filter((value) => value.length === 1).join('')).toBe(first === 'leaves' ? 'a' : 'abcde');
    }
  });

  it('hands over a value when the one before is done with, also where somebody subscribes in the middle', () => {
    const { source$, held$ } = hold();
    for (const value of ['a', 'b']) source$.next(value);
    const heard: string[] = [];
    held$.subscribe((value) => {
      heard.push(value);
      if (value === 'a') held$.subscribe((rest) => heard.push(`second ${rest}`));
      heard.push(`${value} done`);
    });
    expect(heard).toEqual(['a', 'a done', 'b', 'b done', 'second b']);
  });

  it('ends after what was held, also where several take it, and at once where it ends while that is handed over', () => {
    const notes: string[] = [];
    const note = (name: string, then = (): void => undefined) => ({
      next: (value: string) => {
        notes.push(`${name} ${value}`);
        then();
      },
      complete: () => notes.push(`${name} ends`),
    });
    const over = hold();
    for (const value of ['a', 'b']) over.source$.next(value);
    over.source$.complete();
    over.held$.pipe(take(1)).subscribe(note('first'));
    over.held$.subscribe(note('second'));
    over.held$.subscribe(note('third'));
    expect(notes.splice(0)).toEqual(['first a', 'first ends', 'second b', 'second ends', 'third ends']);

    const stale$ = new Subject<void>();
    const source$ = new Subject<string>();
    const held$ = holdUntilFirst(source$, { ...bound(), stale$: () => stale$ });
    for (const value of ['a', 'b']) source$.next(value);
    held$.subscribe(
      note('first', () => {
        source$.complete();
      }),
    );
    expect(notes).toEqual(['first a', 'first ends']);
    expect(stale$.observed).toBe(false);
  });

  it('keeps the order where the first subscriber causes more', () => {
    const { source$, held$ } = hold();
    source$.next('a');
    source$.next('b');
    const heard: string[] = [];
    held$.subscribe((value) => {
      heard.push(value);
      if (value === 'a') source$.next('c');
    });
    source$.next('d');
    expect(heard).toEqual(['a', 'b', 'c', 'd']);
  });

  it('tells of the first that is refused, and again only after it was handed over', () => {
    const source$ = new Subject<string>();
    const told: string[] = [];
    const held$ = holdUntilFirst(source$, { limit: 1, weigh: () => 1, overflow: () => told.push('full') });
    for (const value of ['a', 'b', 'c', 'd']) source$.next(value);
    expect(told).toEqual(['full']);
    const heard: string[] = [];
    held$.subscribe((value) => heard.push(value));
    source$.next('e');
    expect(heard).toEqual(['a', 'e']);
    expect(told).toEqual(['full']);
  });

  it('refuses what is past the bound, by weight, and says so', () => {
    const { source$, refused, held$ } = hold(5);
    for (const value of ['aa', 'bbbb', 'ccc', 'd']) source$.next(value);
    expect(refused).toEqual(['bbbb', 'd']);
    const heard: string[] = [];
    held$.subscribe((value) => heard.push(value));
    source$.next('eeeeeeeeee');
    expect(heard).toEqual(['aa', 'ccc', 'eeeeeeeeee']);
    expect(refused).toHaveLength(2);
  });

  it('drops what is stale before anybody came, and has room for another; what is handed out may become so', () => {
    const source$ = new Subject<string>();
    const stale$ = new Subject<string>();
    const refused: string[] = [];
    const held$ = holdUntilFirst(source$, {
      ...bound(2, (value) => refused.push(value)),
      stale$: (value) => (value === 'x' ? of(undefined) : value === 'y' ? NEVER : stale$),
    });
    for (const value of ['x', 'x', 'a', 'y', 'no']) source$.next(value);
    expect(refused).toEqual(['no']);
    stale$.next('a');
    expect(stale$.observed).toBe(false);
    source$.next('b');
    source$.next('no');
    const heard: string[] = [];
    held$.subscribe((value) => heard.push(value));
    expect(stale$.observed).toBe(false);
    source$.next('c');
    expect(heard).toEqual(['y', 'b', 'c']);
    expect(refused).toEqual(['no', 'no']);
    expect(stale$.observed).toBe(false);
  });

  it('does not hand out what becomes stale while others are handed out', () => {
    const source$ = new Subject<string>();
    const stale$ = new Subject<void>();
    const held$ = holdUntilFirst(source$, { ...bound(), stale$: (value) => (value === 'b' ? stale$ : NEVER) });
    for (const value of ['a', 'b', 'a']) source$.next(value);
    const heard: string[] = [];
    held$.subscribe((value) => {
      heard.push(value);
      stale$.next();
    });
    expect(heard).toEqual(['a', 'a']);
  });

  it('has room again for what was handed out', () => {
    const { source$, refused, held$ } = hold(3);
    for (const value of ['aa', 'b']) source$.next(value);
    held$.pipe(take(1)).subscribe();
    source$.next('cc');
    expect(refused).toEqual([]);
    source$.next('d');
    expect(refused).toEqual(['d']);
  });
});
