import { NEVER, Observable, Subject, Subscription } from 'rxjs';
import { Listener } from '../listener.js';

/** How much may wait for the first subscriber. */
export interface HoldBound<T> {
  /** Sum of weights that may wait. */
  readonly limit: number;
  /** What one value weighs. */
  readonly weigh: (value: T) => number;
  /** Told of each value that does not fit any more. */
  readonly refuse: (value: T) => void;
  /** Emits when nobody would want the value any more: it waits no longer. Left out, all of them last. */
  readonly stale$?: (value: T) => Observable<unknown>;
}

interface Held<T> {
  readonly value: T;
  readonly staleness: Subscription;
}

/**
 * Subscribes to a hot source at once and keeps what it emits, in order and within a bound, for the first subscriber.
 * From then on everybody hears the source as it is; what nobody hears is not kept a second time. A first subscriber that
 * leaves in the middle (`take(1)`) leaves the rest for the next one.
 */
export const holdUntilFirst = <T>(
  source$: Observable<T>,
  { limit, weigh, refuse, stale$ = () => NEVER }: HoldBound<T>,
): Observable<T> => {
  const live$ = new Subject<T>();
  const waiting = new Set<Held<T>>(); // in order of arrival
  const hold: { phase: 'holding' | 'handing-over' | 'claimed'; weight: number } = { phase: 'holding', weight: 0 };

  const release = (held: Held<T>): void => {
    waiting.delete(held);
    hold.weight -= weigh(held.value);
    held.staleness.unsubscribe();
  };

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
      const held = { value, staleness: new Subscription() };
      waiting.add(held);
      held.staleness.add(
        stale$(value).subscribe(() => {
          release(held);
        }),
      );
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
    for (const held of waiting) {
      if (subscriber.closed) break;
      release(held);
      subscriber.next(held.value);
    }
    hold.phase = waiting.size > 0 ? 'holding' : 'claimed';
  };

  return new Observable((subscriber) => {
    if (hold.phase === 'holding') handOver(subscriber);
    return live$.subscribe(subscriber);
  });
};
