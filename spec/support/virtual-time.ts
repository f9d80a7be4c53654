import { timer } from 'rxjs';
import { type RunHelpers, TestScheduler } from 'rxjs/testing';

/** Virtual time in the hands of the test. */
export interface VirtualTime extends RunHelpers {
  /** Lets so many milliseconds go by; 0 is what happens before the next millisecond: the next turn, and those after it. */
  readonly pass: (milliseconds: number) => void;
  /** Milliseconds since the beginning. */
  readonly now: () => number;
  /** Timers that are running. */
  readonly timers: () => number;
}

/**
 * A test in virtual time that goes on step by step: `it('…', virtually(({ pass }) => { …; pass(5_000); … }))`. Time stops
 * where the test ends, so a Peer that goes on pinging its server keeps nobody from finishing. A test that never lets time
 * pass is one of marbles, and runs until nothing waits any more.
 */
export const virtually =
  (test: (time: VirtualTime) => void): (() => void) =>
  () => {
    const scheduler = new TestScheduler((actual, expected) => {
      expect(actual).toEqual(expected);
    });
    scheduler.run((helpers) => {
      test({
        ...helpers,
        now: () => scheduler.now(),
        timers: () => scheduler.actions.filter(({ closed }) => !closed).length,
        pass: (milliseconds) => {
          timer(milliseconds).subscribe(); // time goes from one thing that happens to the next
          scheduler.maxFrames = scheduler.now() + milliseconds;
          scheduler.flush();
        },
      });
    });
  };
