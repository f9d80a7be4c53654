import { map, type MonoTypeOperatorFunction, Observable, timer } from 'rxjs';
import { mapInOrder } from './map-in-order.js';

/**
 * Holds a value back, and what follows it, where it comes while the stream is still being subscribed to: until the next
 * turn, so that whoever made the object has attached its listeners. Other values, and later ones, pass at once.
 *
 * An error does not wait: it overtakes the value that is held, which is lost. So it is for sources that tell how they ended by
 * a value, and never error.
 */
export const notAtOnce =
  <T>(applies: (value: T) => boolean): MonoTypeOperatorFunction<T> =>
  (source$) =>
    new Observable((subscriber) => {
      const turn: { phase: 'subscribing' | 'subscribed' } = { phase: 'subscribing' };
      source$
        .pipe(
          mapInOrder((value) =>
            turn.phase === 'subscribing' && applies(value) ? timer(0).pipe(map(() => value)) : value,
          ),
        )
        .subscribe(subscriber);
      turn.phase = 'subscribed';
    });
