import { of, Subject } from 'rxjs';
import { NEGOTIATION_PATIENCE } from '../../lib/core/constants.js';
import { openTimedOut } from '../../lib/core/errors.js';
import { type NegotiationClock, openInTime } from '../../lib/pipelines/open-in-time.js';
import { asleep } from '../support/asleep.js';
import { marbles } from '../support/marbles.js';
import { virtually } from '../support/virtual-time.js';

const clocks = { r: 'runs', s: 'stands' } satisfies Record<string, NegotiationClock>;
const told = { f: { kind: 'failed', error: openTimedOut('bob', NEGOTIATION_PATIENCE) } };

/** When nobody listens any more. */
const END = '^ 99s !';

describe('openInTime', () => {
  it('says how long it has waited, and for whom', () => {
    expect(NEGOTIATION_PATIENCE).toBe(30_000);
    expect(told.f.error).toMatchObject({ type: 'negotiation-failed', peer: 'bob' });
    expect(told.f.error.message).toContain('30000 ms');
  });

  // The clock runs. What begins the time, what opens the connection, what is told, and how long the clock is listened to.
  it.each<readonly [string, string, string, string, readonly string[]]>([
    ['has never begun', '       ------', '   --------', '     ------', []],
    ['never begins', '          |-----', '   --------', '     |-----', []],
    ['does not open', '         b-----', '   --------', '     30s f-', ['^ 99s !']],
    ['begins once and for all', '(b|)--', '  --------', '     30s f-', ['^ 99s !']],
    ['begins later', '          --b---', '   --------', '     30002ms f', ['--^ 98998ms !']],
    ['begins anew', '           b 9s b', '   --------', '     39001ms f', ['^ 9s !', '9001ms ^ 89999ms !']],
    ['opens before it begins', '--b---', '  o-------', '     |-----', []],
    ['opens in time', '         b-----', '   29999ms o', '    29999ms |', ['^ 29998ms !']],
    ['opens at the very last', 'b-----', '   30s o---', '     30s |-', ['^ 29999ms !']],
    ['opens too late', '        b-----', '   40s o---', '     30s f 9999ms |', ['^ 39999ms !']],
    ['will not open', '         b-----', '   ---|----', '     30s f-', ['^ 99s !']],
    ['fails to open', '         b-----', '   ---#----', '     ---#--', ['^--!']],
    ['fails to begin', '        b--#--', '   --------', '     ---#--', ['^--!']],
  ])('fails a connection that takes too long; one that %s', (_name, begin, opened, expected, heard) => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const [begin$, opened$, clock$] = [hot(begin), hot(opened), cold<NegotiationClock>('r', clocks)];
      expectObservable(openInTime(begin$, opened$, { peer: 'bob', clock$ }), END).toBe(expected, told);
      expectSubscriptions(clock$.subscriptions).toBe([...heard]);
    })();
  });

  // The time has begun, and nothing opens.
  it.each([
    ['says nothing', '             ---', '                    ---'],
    ['is none', '                  |--', '                    ---'],
    ['stands', '                   s--', '                    ---'],
    ['begins to run', '            s 9s r', '                 39001ms f'],
    ['stops, and runs anew', '     r 29s s 9s r', '           68002ms f'],
    ['stops for good', '           r 29s s', '                ---'],
    ['stops when it is too late', 'r 30s s-', '               30s f'],
    ['runs, and says no more', '   (r|)', '                   30s f'],
    ['fails', '                    r--#', '                   ---#'],
  ])('counts the time in which the clock runs; one that %s', (_name, clock, expected) => {
    marbles(({ cold, hot, expectObservable }) => {
      const clock$ = cold<NegotiationClock>(clock, clocks);
      expectObservable(openInTime(hot('b'), hot('-'), { peer: 'bob', clock$ }), END).toBe(expected, told);
    })();
  });

  it(
    'gives a connection its time after the page has slept',
    asleep(({ wake }) => {
      const [opened$, heard] = [new Subject<void>(), [] as string[]];
      openInTime(of('begin'), opened$, { peer: 'bob', clock$: of('runs') }).subscribe(({ kind }) => heard.push(kind));
      wake();
      opened$.next();
      expect(heard).toEqual([]);
    }),
  );

  it(
    'leaves no timer, and nobody listening, when nobody listens to it',
    virtually(({ pass, timers, cold, hot, expectSubscriptions }) => {
      const [begin$, opened$, clock$] = [hot('b'), hot('-'), cold<NegotiationClock>('r', clocks)];
      const subscription = openInTime(begin$, opened$, { peer: 'bob', clock$ }).subscribe();
      pass(5_000);
      expect(timers()).toBe(1);
      subscription.unsubscribe();
      expect(timers()).toBe(0);
      for (const { subscriptions } of [begin$, opened$, clock$]) expectSubscriptions(subscriptions).toBe('^ 4999ms !');
    }),
  );
});
