import { of, take } from 'rxjs';
import { emitAll } from '../../../lib/core/operators/emit-all.js';
import { marbles } from '../../support/marbles.js';

const each = emitAll<string, string>((text) => text.split(''));

describe('emitAll', () => {
  it(
    'tells the members of each list, one by one',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('a----b--(c|)', { a: 'xyz', b: '', c: 'y' });
      expectObservable(source$.pipe(each)).toBe('(xyz)---(y|)');
      expectSubscriptions(source$.subscriptions).toBe('^-------!');
    }),
  );

  it(
    'is silent with a source that never emits, and ends with one that ends',
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold<string>('-').pipe(each)).toBe('-');
      expectObservable(cold<string>('|').pipe(each)).toBe('|');
      expectObservable(cold<string>('--#').pipe(each)).toBe('--#');
    }),
  );

  it(
    'errors with what the making of a list throws',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('a--b--|', { a: 'x', b: 'y' });
      const picky = emitAll<string, string>((text) => {
        if (text === 'y') throw new Error('no');
        return [text];
      });
      expectObservable(source$.pipe(picky)).toBe('x--#', undefined, new Error('no'));
      expectSubscriptions(source$.subscriptions).toBe('^--!');
    }),
  );

  it(
    'stops when it is unsubscribed',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('a--b--|', { a: 'x', b: 'y' });
      expectObservable(source$.pipe(each), '^-!').toBe('x');
      expectSubscriptions(source$.subscriptions).toBe('^-!');
    }),
  );

  it('tells nothing after it is unsubscribed in the middle of a list', () => {
    const heard: string[] = [];
    of('xyz', 'abc')
      .pipe(each, take(2))
      .subscribe((letter) => heard.push(letter));
    expect(heard).toEqual(['x', 'y']);
  });
});
