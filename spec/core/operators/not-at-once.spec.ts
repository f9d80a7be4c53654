import { concat, NEVER, of, Subject } from 'rxjs';
import { notAtOnce } from '../../../lib/core/operators/not-at-once.js';
import { marbles } from '../../support/marbles.js';

const notX = notAtOnce((value: string) => value === 'x');

describe('notAtOnce', () => {
  it('holds back what comes during subscription, until the next turn', () => {
    jest.useFakeTimers();
    const heard: string[] = [];
    of('a', 'x', 'b')
      .pipe(notX)
      .subscribe({ next: (value) => heard.push(value), complete: () => heard.push('complete') });
    expect(heard).toEqual(['a']);
    jest.advanceTimersByTime(0);
    expect(heard).toEqual(['a', 'x', 'b', 'complete']);
    jest.useRealTimers();
  });

  it('passes at once what comes later', () => {
    const source$ = new Subject<string>();
    const heard: string[] = [];
    source$.pipe(notX).subscribe((value) => heard.push(value));
    source$.next('x');
    expect(heard).toEqual(['x']);
  });

  it('lets nothing out once unsubscribed', () => {
    jest.useFakeTimers();
    const heard: string[] = [];
    concat(of('x'), NEVER)
      .pipe(notX)
      .subscribe((value) => heard.push(value))
      .unsubscribe();
    jest.runAllTimers();
    expect(heard).toEqual([]);
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  it(
    'changes nothing else',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      expectObservable(cold('-').pipe(notX), '^---!').toBe('');
      expectObservable(cold('|').pipe(notX)).toBe('|');
      expectObservable(cold('-x|').pipe(notX)).toBe('-x|');
      expectObservable(cold('-axb-|').pipe(notX)).toBe('-axb-|');
      expectObservable(cold('-a#').pipe(notX)).toBe('-a#');
      const source$ = cold('-a-x-');
      expectObservable(source$.pipe(notX), '^-!').toBe('-a');
      expectSubscriptions(source$.subscriptions).toBe('^-!');
    }),
  );
});
