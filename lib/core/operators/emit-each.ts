import { Observable, type OperatorFunction } from 'rxjs';
import { Listener } from '../listener.js';

/**
 * Each value may give any number of results, told one by one through `emit`. It is `mergeMap` for results that are at hand,
 * without an array and an Observable for each value: data passes here, tens of thousands of values a second.
 */
export const emitEach =
  <T, R>(work: (value: T, emit: (result: R) => void) => void): OperatorFunction<T, R> =>
  (source$) =>
    new Observable<R>((subscriber) => {
      const emit = (result: R): void => {
        subscriber.next(result);
      };
      const listener = new Listener<T>({
        next: (value) => {
          try {
            work(value, emit);
          } catch (error) {
            subscriber.error(error);
          }
        },
        error: (error) => {
          subscriber.error(error);
        },
        complete: () => {
          subscriber.complete();
        },
      });
      subscriber.add(listener);
      source$.subscribe(listener);
    });
