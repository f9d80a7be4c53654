import { ofKind } from '../../../lib/core/operators/of-kind.js';
import { marbles } from '../../support/marbles.js';

type Value = { readonly kind: 'a'; readonly a: number } | { readonly kind: 'b' } | { readonly kind: 'c' };

const values: Record<string, Value> = { a: { kind: 'a', a: 1 }, b: { kind: 'b' }, c: { kind: 'c' } };

describe('ofKind', () => {
  it(
    'lets one kind through, or some',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('-a-b-c-a-|', values);
      expectObservable(source$.pipe(ofKind('a'))).toBe('-a-----a-|', values);
      expectObservable(source$.pipe(ofKind('a', 'c'))).toBe('-a---c-a-|', values);
      expectObservable(source$.pipe(ofKind())).toBe('---------|');
      expectSubscriptions(source$.subscriptions).toBe(Array(3).fill('^--------!'));
    }),
  );

  it(
    'is as silent, as short and as wrong as its source, and lets go of it',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      expectObservable(cold<Value>('-').pipe(ofKind('a')), '^---!').toBe('');
      expectObservable(cold<Value>('|').pipe(ofKind('a'))).toBe('|');
      expectObservable(cold('-a#', values).pipe(ofKind('a'))).toBe('-a#', values);
      const source$ = cold('-a-a-', values);
      expectObservable(source$.pipe(ofKind('a')), '^-!').toBe('-a', values);
      expectSubscriptions(source$.subscriptions).toBe('^-!');
    }),
  );
});
