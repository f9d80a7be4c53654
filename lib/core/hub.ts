import { type Observable, ReplaySubject, Subject, type Subscription, distinctUntilChanged, filter, map } from 'rxjs';
import { inTurn } from './operators/map-in-order.js';

/**
 * The one place where an object keeps what it is and tells what happens to it: it reduces the outputs of its pipeline to a
 * state, and hands both out. `state` is the truth at once, also in the middle of a listener; what listeners hear comes one
 * output at a time, in the same order for all of them.
 *
 * Streams of state replay, because `state$` does; streams of events do not, because `output$` does not. Both complete when
 * the pipeline does.
 */
export class Hub<State, Output> {
  readonly #output$ = new Subject<Output>();
  readonly #state$ = new ReplaySubject<State>(1);
  readonly #reduce: (state: State, output: Output) => State;
  #state: State;

  constructor(initial: State, reduce: (state: State, output: Output) => State) {
    this.#state = initial;
    this.#reduce = reduce;
    this.#state$.next(initial);
  }

  get state(): State {
    return this.#state;
  }

  /** What happens, as it happens. */
  get output$(): Observable<Output> {
    return this.#output$.asObservable();
  }

  /** One aspect of the state while there is one: replays it, emits when it changes, is silent where it is `undefined`. */
  whileDefined<T>(aspect: (state: State) => T | undefined): Observable<T> {
    return this.#state$.pipe(
      map(aspect),
      distinctUntilChanged(),
      filter((value): value is T => value !== undefined),
    );
  }

  /** Subscribes to the pipeline, once. */
  run(pipeline$: Observable<Output>): Subscription {
    const published = { state: this.#state };
    return pipeline$
      .pipe(
        map((output) => {
          this.#state = this.#reduce(this.#state, output);
          return { output, state: this.#state };
        }),
        inTurn(),
      )
      .subscribe({
        next: ({ output, state }) => {
          if (state !== published.state) this.#state$.next(state); // most outputs of a data connection change nothing
          published.state = state;
          this.#output$.next(output);
        },
        complete: () => {
          this.#output$.complete();
          this.#state$.complete();
        },
      });
  }
}
