import { isObservable, type ObservableInput } from 'rxjs';

/** A source that gives a value when it is asked, and waits otherwise. */
export interface Pull<T> {
  /** The next value; a promise where it takes time. */
  next(): IteratorResult<T> | PromiseLike<IteratorResult<T>>;
  /** Nobody will ask any more. */
  return?(): unknown;
}

/** What there may be to pull from, besides the iterables of the language. */
interface Readable<T> {
  getReader(): { read(): PromiseLike<IteratorResult<T>>; cancel(): PromiseLike<void> };
}

const has = (source: object, key: PropertyKey): boolean => key in source;

/**
 * How to ask a source for its values one by one: iterables, async iterables and ReadableStreams. `undefined` where values
 * come by themselves: Observables and promises.
 */
export const pullFrom = <T>(source: ObservableInput<T>): Pull<T> | undefined => {
  if (isObservable(source)) return undefined;
  if (has(source, 'getReader')) {
    const reader = (source as unknown as Readable<T>).getReader();
    return { next: () => reader.read(), return: () => reader.cancel() };
  }
  if (has(source, Symbol.asyncIterator)) return (source as AsyncIterable<T>)[Symbol.asyncIterator]();
  return has(source, Symbol.iterator) ? (source as Iterable<T>)[Symbol.iterator]() : undefined;
};
