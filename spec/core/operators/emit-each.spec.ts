import { of, take } from 'rxjs';
import { emitEach } from '../../../lib/core/operators/emit-each.js';
import { marbles } from '../../support/marbles.js';

/** Each letter as often as the number says: `b` twice. */
const repeat = emitEach<string, string>((letter, emit) => {
  for (let left = letter.charCodeAt(0) - 'a'.charCodeAt(0) + 1; left > 0; left -= 1) emit(letter);
});

describe('emitEach', () => {
  it(
    'is silent, empty and wrong as its source is',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const never$ = cold<string>('-');
      expectObservable(never$.pipe(repeat), '^---!').toBe('');
      expectSubscriptions(never$.subscriptions).toBe('^---!');
      expectObservable(cold<string>('--|').pipe(repeat)).toBe('--|');
      expectObservable(cold('-a-#').pipe(repeat)).toBe('-a-#');
    }),
  );

  it(
    'tells any number of results for a value, in order',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('-a-b---c----|');
      expectObservable(source$.pipe(repeat)).toBe('-a-(bb)(ccc)|');
      expectSubscriptions(source$.subscriptions).toBe('^-----------!');
      expectObservable(cold('abc|').pipe(emitEach(() => undefined))).toBe('---|');
    }),
  );

  it(
    'fails where the work does, and asks no more of its source',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('-a-b-|');
      const work = emitEach<string, string>((letter, emit) => {
        emit(letter);
        throw new Error('no');
      });
      expectObservable(source$.pipe(work)).toBe('-(a#)', undefined, new Error('no'));
      expectSubscriptions(source$.subscriptions).toBe('^!');
    }),
  );

  it('stops a source that emits at once, and tells nothing after', () => {
    const seen: number[] = [];
    const heard: number[] = [];
    of(1, 2, 3)
      .pipe(
        emitEach<number, number>((value, emit) => {
          seen.push(value);
          emit(value);
          emit(-value);
        }),
        take(1),
      )
      .subscribe((value) => heard.push(value));
    expect(heard).toEqual([1]);
    expect(seen).toEqual([1]);
  });
});
