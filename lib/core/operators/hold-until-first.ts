import { Observable, Subject, type Subscription, take } from 'rxjs';
import { Listener } from '../listener.js';

/** How much may wait for the first subscriber. */
export interface HoldBound<T> {
  /** Sum of weights that may wait. */
  readonly limit: number;
  /** What one value weighs. */
  readonly weigh: (value: T) => number;
  /** Told of each value that does not fit any more. */
  readonly refuse?: (value: T) => void;
  /** Told of the first of them, and again only after what waits has been handed over: of thousands nobody wants to hear. */
  readonly overflow?: () => void;
  /** Emits when nobody would want the value any more: it waits no longer. Left out, all of them last. */
  readonly stale$?: (value: T) => Observable<unknown>;
}

/** Small, since thousands may wait. */
interface Held<T> {
  readonly value: T;
  staleness?: Subscription;
}

/**
 * Subscribes to a hot source at once and keeps what it emits, in order and within a bound, for the first subscriber.
 * From then on everybody hears the source as it is; what nobody hears is not kept a second time. Who subscribes while it is
 * handed over hears the rest of it too. Where all of them leave in the middle (`take(1)`) the rest is left for the next one.
 *
 * A source that ends before its values are handed over ends after them; one that ends while they are takes the rest along.
 */
export const holdUntilFirst = <T>(
  source$: Observable<T>,
  { limit, weigh, refuse, overflow, stale$ }: HoldBound<T>,
): Observable<T> => {
  const live$ = new Subject<T>();
  const waiting = new Set<Held<T>>(); // in order of arrival
  const hold: { phase: 'holding' | 'handing-over' | 'claimed'; weight: number; refused: number; end?: () => void } = {
    phase: 'holding',
    weight: 0,
    refused: 0,
  };

  const release = (held: Held<T>): void => {
    waiting.delete(held);
    hold.weight -= weigh(held.value);
    held.staleness?.unsubscribe();
  };

  const end = (tell: () => void): void => {
    if (hold.phase === 'holding' && waiting.size > 0) {
      hold.end = tell;
      return;
    }
    waiting.forEach(release);
    tell();
  };

  const listener = new Listener<T>({
    next: (value) => {
      if (hold.phase === 'claimed') {
        live$.next(value);
        return;
      }
      const weight = hold.weight + weigh(value);
      if (weight > limit) {
        hold.refused += 1;
        refuse?.(value);
        if (hold.refused === 1) overflow?.();
        return;
      }
      hold.weight = weight;
      const held: Held<T> = { value };
      waiting.add(held);
      if (!stale$) return;
      held.staleness = stale$(value)
        .pipe(take(1))
        .subscribe(() => {
          release(held);
        });
    },
    error: (error) => {
      end(() => {
        live$.error(error);
      });
    },
    complete: () => {
      end(() => {
        live$.complete();
      });
    },
  });
  source$.subscribe(listener);

  const handOver = (): void => {
    hold.phase = 'handing-over';
    for (const held of waiting) {
      if (!live$.observed) break;
      release(held);
      live$.next(held.value);
    }
    hold.phase = waiting.size > 0 ? 'holding' : 'claimed';
    hold.refused = 0;
    if (hold.phase === 'claimed') hold.end?.();
  };

  return new Observable((subscriber) => {
    live$.subscribe(subscriber);
    if (hold.phase === 'holding') handOver();
  });
};
