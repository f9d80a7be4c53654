import { defer, EMPTY, NEVER, of, Subject, throwError, timer } from 'rxjs';
import { networkLost } from '../../lib/core/errors.js';
import type { ReconnectPolicy } from '../../lib/core/options.js';
import { nextTry, reconnectWith } from '../../lib/signalling/reconnect-with.js';
import { marbles } from '../support/marbles.js';

const lost = networkLost('ws://h/');
const afterFive: ReconnectPolicy = () => timer(5);

describe('nextTry', () => {
  it(
    'is due when the policy says so, or sooner',
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const sooner$ = hot('         --s--------');
      const never$ = hot('          -----------');
      const over$ = hot('           -|');
      expectObservable(nextTry(afterFive, sooner$, lost, 1)).toBe('--(s|)');
      expectSubscriptions(sooner$.subscriptions).toBe('            ^-!');
      expectObservable(nextTry(afterFive, never$, lost, 1)).toBe(' -----(0|)', { 0: 0 });
      expectSubscriptions(never$.subscriptions).toBe('             ^----!');
      expectObservable(nextTry(afterFive, over$, lost, 1)).toBe('  -----(0|)', { 0: 0 });
      expectObservable(
        nextTry(() => NEVER, NEVER, lost, 1),
        '^---!',
      ).toBe('-');
    }),
  );

  it(
    'is never due where the policy wants no more, fails, or throws',
    marbles(({ cold, expectObservable }) => {
      expectObservable(nextTry(() => EMPTY, NEVER, lost, 1)).toBe('|');
      expectObservable(nextTry(() => cold('---|'), NEVER, lost, 1)).toBe('---|');
      expectObservable(nextTry(() => throwError(() => new Error('no')), NEVER, lost, 1)).toBe('|');
      const thrower: ReconnectPolicy = () => {
        throw new Error('no');
      };
      expectObservable(nextTry(thrower, NEVER, lost, 1)).toBe('|');
    }),
  );

  it(
    'asks the policy no more, nor waits for anything sooner, once it is due, or never will be, or is left',
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      for (const [policy, sooner, left, expected, until] of [
        ['------p', '--s---', '', '     --(s|)', '^-!'],
        ['--p-p--', '------', '', '     --(p|)', '^-!'],
        ['--|----', '------', '', '     --|', '   ^-!'],
        ['--#----', '------', '', '     --|', '   ^-!'],
        ['-------', '--#---', '', '     --#', '   ^-!'],
        ['-------', '------', '^--!', ' ------', '^--!'],
      ] as const) {
        const [policy$, sooner$] = [cold(policy), hot(sooner)];
        expectObservable(
          nextTry(() => policy$, sooner$, lost, 1),
          left || null,
        ).toBe(expected);
        expectSubscriptions(policy$.subscriptions).toBe(until);
        expectSubscriptions(sooner$.subscriptions).toBe(until);
      }
    }),
  );

  it('tells the policy what failed, and which attempt it is', () => {
    const policy = jest.fn(() => of('now'));
    nextTry(policy, NEVER, lost, 3).subscribe();
    expect(policy.mock.calls).toEqual([[lost, 3]]);
  });
});

describe('reconnectWith', () => {
  it(
    'subscribes again after each failure, when the policy says so',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('         --a-#', undefined, lost);
      expectObservable(source$.pipe(reconnectWith(afterFive)), '^------------------!').toBe('--a--------a--------', {
        a: 'a',
      });
      expectSubscriptions(source$.subscriptions).toBe(['^---!', '---------^---!', '------------------^!']);
    }),
  );

  it(
    'passes what does not fail',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('-a-b|');
      expectObservable(source$.pipe(reconnectWith(afterFive))).toBe('-a-b|');
      expectSubscriptions(source$.subscriptions).toBe('^---!');
      expectObservable(cold('|').pipe(reconnectWith(afterFive))).toBe('|');
      const never$ = cold('-');
      expectObservable(never$.pipe(reconnectWith(afterFive)), '^--!').toBe('-');
      expectSubscriptions(never$.subscriptions).toBe('^--!');
    }),
  );

  it(
    'passes the failure where the policy wants no more',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('-a-#', undefined, lost);
      expectObservable(source$.pipe(reconnectWith(() => EMPTY))).toBe('-a-#', undefined, lost);
      expectSubscriptions(source$.subscriptions).toBe('^--!');
    }),
  );

  it(
    'waits no longer where somebody knows better, and stops waiting when nobody listens',
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const source$ = cold('#', undefined, lost);
      const sooner$ = hot('--s---');
      expectObservable(source$.pipe(reconnectWith(() => NEVER, sooner$)), '^----!').toBe('-');
      expectSubscriptions(source$.subscriptions).toBe(['(^!)', '--(^!)']);
      expectSubscriptions(sooner$.subscriptions).toBe(['^-!', '--^--!']);
    }),
  );

  it('counts attempts from 1, anew after each success', () => {
    const attempts: number[] = [];
    const sources: Subject<string>[] = [];
    const policy: ReconnectPolicy = (_error, attempt) => {
      attempts.push(attempt);
      return of('now');
    };
    const subscription = defer(() => {
      const source$ = new Subject<string>();
      sources.push(source$);
      return source$;
    })
      .pipe(reconnectWith(policy))
      .subscribe();
    sources.at(-1)?.error(lost);
    sources.at(-1)?.error(lost);
    sources.at(-1)?.next('up');
    sources.at(-1)?.error(lost);
    expect(attempts).toEqual([1, 2, 1]);
    subscription.unsubscribe();
  });
});
