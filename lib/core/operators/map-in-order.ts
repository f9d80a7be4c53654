import { isObservable, Observable, type OperatorFunction } from 'rxjs';
import { Fifo } from '../fifo.js';
import { listen } from '../listener.js';

/** Who has the turn: nobody, the loop that delivers, or a result that is still on its way. */
type Turn = 'free' | 'delivering' | 'waiting';

/**
 * Like `concatMap(project)`, with three differences. `project` runs as soon as a value arrives, so what it captures is what
 * the value was then. A result that is at hand need not be wrapped in an Observable. And waiting results are delivered by a
 * loop, not by recursion: a hundred thousand of them behind a slow one do not overflow the stack.
 *
 * A value that arrives while another is being delivered (because a listener caused it) waits its turn, so every listener
 * sees the same order. One that `project` itself causes comes before the result of that `project`.
 */
export const mapInOrder =
  <T, R>(project: (value: T) => R | Observable<R>): OperatorFunction<T, R> =>
  (source$) =>
    new Observable<R>((subscriber) => {
      const results = new Fifo<R | Observable<R>>();
      const line: { turn: Turn; source: 'live' | 'done' } = { turn: 'free', source: 'live' };
      const isDelivering = (): boolean => line.turn === 'delivering';

      /** The loop; does nothing unless it has the turn. */
      const goOn = (): void => {
        while (isDelivering() && results.size > 0) {
          const result = results.shift() as R | Observable<R>;
          if (isObservable(result)) wait(result);
          else subscriber.next(result);
        }
        if (!isDelivering()) return; // the result that is still on its way goes on when it is done
        line.turn = 'free';
        if (line.source === 'done') subscriber.complete();
      };

      const deliver = (): void => {
        if (line.turn !== 'free') return;
        line.turn = 'delivering';
        goOn();
      };

      const wait = (result$: Observable<R>): void => {
        line.turn = 'waiting';
        const listening = listen(
          result$,
          subscriber,
          (value) => {
            subscriber.next(value);
          },
          () => {
            line.turn = 'delivering';
          },
        );
        // The loop above goes on by itself where the result is over already, else once that has let go of what it held.
        if (!isDelivering()) listening.add(goOn);
      };

      subscriber.add(() => {
        results.clear(); // so the loop ends where a listener leaves in the middle
      });
      listen(
        source$,
        subscriber,
        (value) => {
          try {
            results.push(project(value));
          } catch (error) {
            subscriber.error(error);
            return;
          }
          deliver();
        },
        () => {
          line.source = 'done';
          deliver();
        },
      );
    });

/** Delivers values one at a time: what a listener causes while it runs comes after, for every listener. */
export const inTurn = <T>(): OperatorFunction<T, T> => mapInOrder<T, T>((value) => value);
