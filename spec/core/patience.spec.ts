import { LOOKS } from '../../lib/core/constants.js';
import { patience } from '../../lib/core/patience.js';
import { asleep } from '../support/asleep.js';
import { marbles } from '../support/marbles.js';
import { virtually } from '../support/virtual-time.js';

describe('patience', () => {
  it.each([
    ['is at an end after its time', 8, '^-----------', '        --------(e|)'],
    ['of many looks as of few', 8_000, '^ 9s -', '            8s (e|)'],
    ['does not emit before', 8, '^-------!', '               ---------'],
    ['is of no concern once it is left', 8_000, '^ 4s !', '         ---------'],
  ])('%s', (_name, milliseconds, left, expected) => {
    marbles(({ expectObservable }) => {
      expectObservable(patience(milliseconds), left).toBe(expected, { e: 0 });
    })();
  });

  it(
    'begins anew with each who waits',
    marbles(({ expectObservable }) => {
      const wait$ = patience(8);
      expectObservable(wait$, '^--').toBe('   --------(e|)', { e: 0 });
      expectObservable(wait$, '---^--').toBe('-----------(e|)', { e: 0 });
    }),
  );

  it(
    'outlasts a sleep of any length: that is one look',
    asleep(({ wake }) => {
      const heard: string[] = [];
      patience(8_000).subscribe({ next: () => heard.push('over'), complete: () => heard.push('complete') });
      for (let look = 1; look < LOOKS; look += 1) wake();
      expect(heard).toEqual([]);
      wake();
      expect(heard).toEqual(['over', 'complete']);
    }),
  );

  it(
    'leaves no timer',
    virtually(({ pass, timers }) => {
      const subscription = patience(8).subscribe();
      pass(4);
      expect(timers()).toBe(1);
      subscription.unsubscribe();
      expect(timers()).toBe(0);
      patience(8).subscribe();
      pass(8);
      expect(timers()).toBe(0);
    }),
  );
});
