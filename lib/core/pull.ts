import {
  filter,
  from,
  isObservable,
  map,
  type Observable,
  type ObservableInput,
  startWith,
  Subject,
  take,
  tap,
} from 'rxjs';
import { Fifo } from './fifo.js';

type Next<T> = IteratorResult<T, unknown>;

/** A source that gives a value when it is asked, and waits otherwise. */
export interface Pull<T> {
  /** The next value; an Observable of it where it takes time. */
  readonly next: () => Next<T> | Observable<Next<T>>;
  /** Nobody will ask any more. */
  readonly leave: () => void;
}

/** What there may be to pull from, besides the iterables of the language. */
interface Readable<T> {
  getReader(): { read(): PromiseLike<Next<T>>; cancel(): PromiseLike<void> };
}

/** As much of an iterator, or of an asynchronous one, as is used here. */
interface Cursor<T> {
  next(): Next<T> | PromiseLike<Next<T>>;
  return?(): unknown;
}

const isPromise = <T>(value: T | PromiseLike<T>): value is PromiseLike<T> =>
  typeof (value as { readonly then?: unknown } | undefined)?.then === 'function';

/** Leaving may fail, at once or later. Nobody is there to hear of that. */
const leaveAlone = (leave: () => unknown): void => {
  try {
    const left = leave();
    if (isPromise(left)) from(left).subscribe({ error: () => undefined });
  } catch {
    // nor is this
  }
};

/** `asked`: its `next` runs, or has thrown; `left`: by itself, in the middle of that. */
type Stage = 'idle' | 'asked' | 'left' | 'over';

const pullIterator = <T>(iterator: Cursor<T>): Pull<T> => {
  const source: { stage: Stage } = { stage: 'idle' };
  const end = (): void => {
    source.stage = 'over';
  };
  const told = (next: Next<T>): Next<T> => {
    if (next.done === true) end();
    return next;
  };
  const leave = (): void => {
    if (source.stage === 'asked') source.stage = 'left'; // a generator that runs cannot be left
    if (source.stage !== 'idle') return;
    end();
    leaveAlone(() => iterator.return?.());
  };
  const settle = (): void => {
    const { stage } = source;
    if (stage === 'over') return;
    source.stage = 'idle';
    if (stage === 'left') leave();
  };
  return {
    next: () => {
      source.stage = 'asked';
      const asked = iterator.next();
      const next = isPromise(asked) ? from(asked).pipe(tap({ next: told, error: end })) : told(asked);
      settle();
      return next;
    },
    leave,
  };
};

const pullReadable = <T>(readable: Readable<T>): Pull<T> => {
  const reader = readable.getReader();
  return pullIterator({ next: () => reader.read(), return: () => reader.cancel() });
};

/** What comes by itself waits as it is until it is asked for. */
const pullObservable = <T>(source$: Observable<T>): Pull<T> => {
  const waiting = new Fifo<() => Next<T>>();
  const came$ = new Subject<void>();
  const keep = (next: () => Next<T>): void => {
    waiting.push(next);
    came$.next();
  };
  const subscription = source$.subscribe({
    next: (value) => {
      keep(() => ({ value }));
    },
    error: (error: unknown) => {
      keep(() => {
        throw error;
      });
    },
    complete: () => {
      keep(() => ({ value: undefined, done: true }));
    },
  });
  const shift = (): Next<T> | undefined => waiting.shift()?.();
  return {
    next: () =>
      shift() ??
      came$.pipe(
        startWith(undefined), // what has come before anybody listens
        filter(() => waiting.size > 0),
        take(1),
        map(() => shift() as Next<T>),
      ),
    leave: () => {
      subscription.unsubscribe();
    },
  };
};

/** What values can be pulled from. RxJS takes a ReadableStream too, but not by every version of TypeScript's types of the DOM. */
export type PullSource<T> = ObservableInput<T> | ReadableStream<T>;

/** How to ask any source for its values one by one. Observables and promises begin at once; what they give is kept. */
export const pullFrom = <T>(source: PullSource<T>): Pull<T> => {
  if (isObservable(source)) return pullObservable(source);
  const own = Object(source) as object; // a text is iterable too
  if ('getReader' in own) return pullReadable(source as Readable<T>);
  if (Symbol.asyncIterator in own) return pullIterator((source as AsyncIterable<T>)[Symbol.asyncIterator]());
  if (Symbol.iterator in own) return pullIterator((source as Iterable<T>)[Symbol.iterator]());
  return pullObservable(from(source as ObservableInput<T>));
};
