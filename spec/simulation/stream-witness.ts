import { type Observer, Subscription } from 'rxjs';

/** What is told to whoever watches a stream. */
export interface StreamDeps<T> {
  readonly next?: (value: T) => void;
  /** It did what no stream may: errored, ended twice, or went on after its end. */
  readonly misbehaved: (how: string) => void;
}

/**
 * Watches the stream that it is subscribed to. RxJS uses it as it is, with nothing around it that would hide what a stream
 * does after its end.
 */
export class StreamWitness<T> extends Subscription implements Observer<T> {
  readonly #deps: StreamDeps<T>;
  /** Values so far. */
  values = 0;
  ended = false;

  constructor(deps: StreamDeps<T>) {
    super();
    this.#deps = deps;
  }

  next(value: T): void {
    if (this.ended) this.#deps.misbehaved('emits after its end');
    this.values += 1;
    this.#deps.next?.(value);
  }

  error(error: unknown): void {
    this.#deps.misbehaved(`errors: ${String(error)}`);
    this.ended = true;
  }

  complete(): void {
    if (this.ended) this.#deps.misbehaved('ends twice');
    this.ended = true;
  }
}
