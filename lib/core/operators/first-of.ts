import { type MonoTypeOperatorFunction, pipe, take, throwIfEmpty } from 'rxjs';

/** The first value; an error where there is none. It is `first`, which brings more than that. */
export const firstOf = <T>(error?: () => unknown): MonoTypeOperatorFunction<T> => pipe(take(1), throwIfEmpty(error));
