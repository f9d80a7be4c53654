import { type Observable, ReplaySubject, Subject, type Subscription, distinctUntilChanged, filter, map } from 'rxjs';
import { Turns } from './turns.js';

/** What is to be published: an output with the state that it led to, or the end. */
type News<State, Output> =
  { readonly kind: 'output'; readonly output: Output; readonly state: State } | { readonly kind: 'end' };

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
  /** What a listener causes comes after, for every listener. */
  readonly #turns = new Turns<News<State, Output>>((news) => {
    this.#publish(news);
  });
  #state: State;
  /** What listeners were told last. */
  #published: State;

  constructor(initial: State, reduce: (state: State, output: Output) => State) {
    this.#state = initial;
    this.#published = initial;
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

  /**
   * One aspect of the state while there is one: replays it, emits when it changes, is silent where it is `undefined`. Only to
   * be listened to: what `pipe` makes of a Subject is one too, unless it is hidden before.
   */
  whileDefined<T>(aspect: (state: State) => T | undefined): Observable<T> {
    return this.#state$.asObservable().pipe(
      map(aspect),
      distinctUntilChanged(),
      filter((value): value is T => value !== undefined),
    );
  }

  /** Emits when the state has come to be so; also to a late subscriber, while it is. */
  when(is: (state: State) => boolean): Observable<void> {
    return this.whileDefined((state) => is(state) || undefined).pipe(map(() => undefined));
  }

  /** Subscribes to the pipeline, once. */
  run(pipeline$: Observable<Output>): Subscription {
    return pipeline$.subscribe({
      next: (output) => {
        this.#state = this.#reduce(this.#state, output);
        this.#turns.take({ kind: 'output', output, state: this.#state });
      },
      complete: () => {
        this.#turns.take({ kind: 'end' });
      },
    });
  }

  #publish(news: News<State, Output>): void {
    if (news.kind === 'end') {
      this.#output$.complete();
      this.#state$.complete();
      return;
    }
    if (news.state !== this.#published) this.#state$.next(news.state); // most outputs of a data connection change nothing
    this.#published = news.state;
    this.#output$.next(news.output);
  }
}
