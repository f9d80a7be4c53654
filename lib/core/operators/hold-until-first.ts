import { Observable, Subject } from 'rxjs';
import { Fifo } from '../fifo.js';
import { Listener } from '../listener.js';

/** How much may wait for the first subscriber. */
export interface HoldBound<T> {
  /** Sum of weights that may wait. */
  readonly limit: number;
  /** What one value weighs. */
  readonly weigh: (value: T) => number;
  /** Told of each value that does not fit any more. */
  readonly refuse: (value: T) => void;
}

/**
 * Subscribes to a hot source at once and keeps what it emits, in order and within a bound, for the first subscriber.
 * From then on everybody hears the source as it is; what nobody hears is not kept a second time. A first subscriber that
 * leaves in the middle (`take(1)`) leaves the rest for the next one.
 */
export const holdUntilFirst = <T>(source$: Observable<T>, { limit, weigh, refuse }: HoldBound<T>): Observable<T> => {
  const live$ = new Subject<T>();
  const waiting = new Fifo<T>();
  const hold: { phase: 'holding' | 'handing-over' | 'claimed'; weight: number } = { phase: 'holding', weight: 0 };

  const listener = new Listener<T>({
    next: (value) => {
      if (hold.phase === 'claimed') {
        live$.next(value);
        return;
      }
      const weight = hold.weight + weigh(value);
      if (weight > limit) {
        refuse(value);
        return;
      }
      hold.weight = weight;
      waiting.push(value);
    },
    error: (error) => {
      live$.error(error);
    },
    complete: () => {
      live$.complete(); // what waits is still there for whoever comes; the end comes after it
    },
  });
  source$.subscribe(listener);

  const handOver = (subscriber: { readonly closed: boolean; next: (value: T) => void }): void => {
    hold.phase = 'handing-over';
    while (waiting.size > 0 && !subscriber.closed) {
      const value = waiting.shift() as T;
      hold.weight -= weigh(value);
      subscriber.next(value);
    }
    hold.phase = waiting.size > 0 ? 'holding' : 'claimed';
  };

  return new Observable((subscriber) => {
    if (hold.phase === 'holding') handOver(subscriber);
    return live$.subscribe(subscriber);
  });
};
