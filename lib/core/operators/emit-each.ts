import { Observable, type OperatorFunction } from 'rxjs';
import { listen } from '../listener.js';

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
      listen(source$, subscriber, (value) => {
        try {
          work(value, emit);
        } catch (error) {
          subscriber.error(error);
        }
      });
    });
