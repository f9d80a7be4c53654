import { type RunHelpers, TestScheduler } from 'rxjs/testing';

/**
 * A test in virtual time: `it('…', marbles(({ cold, expectObservable }) => { … }))`. Time is that of `TestScheduler.run`,
 * so waits of RxJS take no time at all; differences are shown by the `expect` of the test framework at hand.
 */
export const marbles = (test: (helpers: RunHelpers) => void): (() => void) => {
  return () => {
    new TestScheduler((actual, expected) => {
      expect(actual).toEqual(expected);
    }).run(test);
  };
};
