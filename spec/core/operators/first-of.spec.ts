import { EmptyError } from 'rxjs';
import { firstOf } from '../../../lib/core/operators/first-of.js';
import { marbles } from '../../support/marbles.js';

describe('firstOf', () => {
  it.each([
    ['never', '------', '------', '^     '],
    ['one', '--a---', '--(a|)', '^-!'],
    ['one and the end', '--(a|)', '--(a|)', '^-!'],
    ['many', '--a-b-c|', '--(a|)', '^-!'],
    ['empty', '---|', '---#', '^--!'],
    ['error', '---#', '---#', '^--!'],
  ])('%s', (name, source, expected, subscription) => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold(source);
      const error = name === 'empty' ? new EmptyError() : 'error';
      expectObservable(source$.pipe(firstOf())).toBe(expected, undefined, error);
      expectSubscriptions(source$.subscriptions).toBe(subscription.trim());
    })();
  });

  it(
    'errors with what it is told to where there is none',
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('--|').pipe(firstOf(() => 'nothing came'))).toBe('--#', undefined, 'nothing came');
    }),
  );

  it(
    'leaves its source when it is left',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('----a');
      expectObservable(source$.pipe(firstOf()), '^-!').toBe('---');
      expectSubscriptions(source$.subscriptions).toBe('^-!');
    }),
  );
});
