import { of, Subject, take } from 'rxjs';
import { HALF_MESSAGE_CHECK } from '../../lib/core/constants.js';
import type { Chunk } from '../../lib/serialization/envelope.js';
import { reassemble } from '../../lib/serialization/reassemble.js';
import { virtually } from '../support/virtual-time.js';

/** Bytes of the largest value in these specs. */
const LIMIT = 10_000;

const sized = (id: number, n: number, total: number, size: number): Chunk => {
  return { kind: 'chunk', id, n, total, data: new Uint8Array(size) };
};

describe('the timer of reassemble', () => {
  it(
    'runs only while a value is half there',
    virtually(({ timers }) => {
      const chunk$ = new Subject<Chunk>();
      const running: number[] = [];
      chunk$.pipe(reassemble(LIMIT)).subscribe();
      for (const chunk of [
        sized(1, 0, 1, 1), // all of it
        sized(2, 0, 2, 1),
        sized(3, 0, 2, 1),
        sized(2, 1, 2, 1),
        sized(3, 1, 2, 1),
        sized(4, 0, 2, 1),
      ]) {
        chunk$.next(chunk);
        running.push(timers());
      }
      chunk$.complete();
      expect([running, timers()]).toEqual([[0, 1, 1, 1, 0, 1], 0]);
    }),
  );

  it.each(['completes', 'fails', 'is left'])('ends where the source %s in the middle of a value', (how) => {
    virtually(({ timers }) => {
      const chunk$ = new Subject<Chunk>();
      const subscription = chunk$.pipe(reassemble(LIMIT)).subscribe({ error: () => undefined });
      chunk$.next(sized(1, 0, 2, 1));
      expect(timers()).toBe(1);
      if (how === 'completes') chunk$.complete();
      else if (how === 'fails') chunk$.error(new Error('no'));
      else subscription.unsubscribe();
      expect([timers(), chunk$.observed]).toEqual([0, false]);
    })();
  });

  it(
    'ends when the last value is forgotten whose rest does not come',
    virtually(({ pass, timers }) => {
      const chunk$ = new Subject<Chunk>();
      chunk$.pipe(reassemble(LIMIT)).subscribe();
      chunk$.next(sized(1, 0, 1_000_000, 1)); // more than there can be: given up at once
      for (let n = 0; n < 3; n += 1) {
        expect(timers()).toBe(1);
        chunk$.next(sized(2, 0, 1, 1));
        pass(HALF_MESSAGE_CHECK);
      }
      expect(timers()).toBe(0);
    }),
  );

  it(
    'does not begin for a listener who leaves when told that another value is given up',
    virtually(({ timers }) => {
      of(sized(1, 0, 2, 6_000), sized(2, 0, 2, 6_000))
        .pipe(reassemble(LIMIT), take(1))
        .subscribe();
      expect(timers()).toBe(0);
    }),
  );
});
