import { type Observable, type Observer, type Subscriber, Subscription } from 'rxjs';

/**
 * What an operator of ours is towards its source. RxJS uses it as it is, with nothing around it, since it is an observer and
 * a subscription: `source$.subscribe(listener)`. So it costs less than a plain observer, and unsubscribing it stops also a
 * source that emits in the middle of being subscribed to, as `takeUntil` would.
 *
 * The observer must not throw: nothing here catches it, so the source would get it.
 */
export class Listener<T> extends Subscription implements Observer<T> {
  /** Until the source has ended. */
  #observer: Observer<T> | undefined;

  constructor(observer: Observer<T>) {
    super();
    this.#observer = observer;
  }

  next(value: T): void {
    if (!this.closed) this.#observer?.next(value);
  }

  error(error: unknown): void {
    this.#end()?.error(error);
    this.unsubscribe();
  }

  complete(): void {
    this.#end()?.complete();
    this.unsubscribe();
  }

  #end(): Observer<T> | undefined {
    const observer = this.closed ? undefined : this.#observer;
    this.#observer = undefined;
    return observer;
  }
}

/**
 * Subscribes for a subscriber, which hears of errors, and of the end where nothing else is to be done about it. Gives the
 * subscription.
 */
export const listen = <T, R>(
  source$: Observable<T>,
  subscriber: Subscriber<R>,
  next: (value: T) => void,
  complete: () => void = () => {
    subscriber.complete();
  },
): Subscription => {
  const listener = new Listener<T>({
    next,
    error: (error) => {
      subscriber.error(error);
    },
    complete,
  });
  subscriber.add(listener);
  source$.subscribe(listener);
  return listener;
};
