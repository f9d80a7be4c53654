import { Observable, type OperatorFunction, Subject, takeUntil } from 'rxjs';

/**
 * Each value may give any number of results, told one by one through `emit`. It is `mergeMap` for results that are at hand,
 * without an array and an Observable for each value: data passes here, tens of thousands of values a second.
 */
export const emitEach =
  <T, R>(work: (value: T, emit: (result: R) => void) => void): OperatorFunction<T, R> =>
  (source$) =>
    new Observable<R>((subscriber) => {
      const ended$ = new Subject<void>(); // also stops what emits in the middle of its own subscription
      const emit = (result: R): void => {
        subscriber.next(result);
      };
      subscriber.add(() => {
        ended$.next();
      });
      subscriber.add(
        source$.pipe(takeUntil(ended$)).subscribe({
          next: (value) => {
            try {
              work(value, emit);
            } catch (error) {
              subscriber.error(error);
            }
          },
          error: (error: unknown) => {
            subscriber.error(error);
          },
          complete: () => {
            subscriber.complete();
          },
        }),
      );
    });
