import { NEVER } from 'rxjs';
import { type Beat, beats } from '../../lib/signalling/beats.js';
import { marbles } from '../support/marbles.js';
import { virtually } from '../support/virtual-time.js';

const values = { i: 'in-time', l: 'late' } satisfies Record<string, Beat>;

describe('beats', () => {
  it(
    'come at every interval',
    marbles(({ expectObservable }) => {
      expectObservable(beats(5, NEVER), '^---------------!').toBe('-----i----i----i', values);
    }),
  );

  it(
    'begin anew with one when the page is awake, which comes late by its nature',
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const wake$ = hot('                                --------w----------');
      expectObservable(beats(5, wake$), '                ^------------------!').toBe('-----i--l----i----i', values);
      expectSubscriptions(wake$.subscriptions).toBe('    ^------------------!');
    }),
  );

  it(
    'go on where nothing more is told of the page, and fail with what tells it',
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const [over$, failing$] = [hot('--|'), hot('-------#')];
      expectObservable(beats(5, over$), '^-----------!').toBe('-----i----i-', values);
      expectObservable(beats(5, failing$)).toBe('-----i-#', values);
      expectSubscriptions(over$.subscriptions).toBe('^-!');
      expectSubscriptions(failing$.subscriptions).toBe('^------!');
    }),
  );

  it.each([0, -1, Infinity, NaN])('do not come where the interval is %d', (pingInterval) => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const wake$ = hot('-w-');
      expectObservable(beats(pingInterval, wake$), '^ 1m !').toBe('');
      expectSubscriptions(wake$.subscriptions).toBe([]);
    })();
  });

  it('are late after the page has slept', () => {
    jest.useFakeTimers();
    const heard: Beat[] = [];
    const subscription = beats(5_000, NEVER).subscribe((beat) => heard.push(beat));
    jest.advanceTimersByTime(5_000);
    jest.setSystemTime(Date.now() + 60_000); // the clock goes on, timers do not
    jest.advanceTimersByTime(5_000);
    jest.advanceTimersByTime(5_000);
    expect(heard).toEqual(['in-time', 'late', 'in-time']);
    subscription.unsubscribe();
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  it(
    'leave no timer',
    virtually(({ pass, timers }) => {
      const subscription = beats(5, NEVER).subscribe();
      pass(12);
      expect(timers()).toBe(1);
      subscription.unsubscribe();
      expect(timers()).toBe(0);
    }),
  );
});
