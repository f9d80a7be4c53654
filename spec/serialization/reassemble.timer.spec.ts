import { of, Subject, take } from 'rxjs';
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
