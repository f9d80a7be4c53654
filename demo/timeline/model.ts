import { defer, type MonoTypeOperatorFunction, type Observable, Subject, tap } from 'rxjs';
import { describe } from './describe.js';

/** What a stream tells, which is what its marbles are coloured by. */
export type Kind = 'status' | 'open' | 'arrival' | 'data' | 'stream' | 'buffer' | 'ice' | 'error' | 'end';

/** One emission; or several that came too close together to be told apart. */
export interface Marble {
  /** When, in milliseconds of `performance.now()`. */
  readonly at: number;
  readonly label: string;
  readonly detail: string;
  readonly count: number;
}

/** From a stream's first value to its end: it has completed, or nobody listens any more. */
export interface Span {
  readonly start: number;
  end?: number;
  by?: 'completion' | 'unsubscribing';
}

export interface Lane {
  /** `alice.connection.data$` */
  readonly name: string;
  /** Whose stream it is: `alice`. */
  readonly owner: string;
  readonly kind: Kind;
  readonly marbles: Marble[];
  readonly spans: Span[];
  emissions: number;
}

/** Draws what passes as marbles of one stream. Belongs at the place where a stream is used: it subscribes to nothing. */
export type Trace = <T>(stream: string) => MonoTypeOperatorFunction<T>;

/** In the order in which the lanes of one object are drawn. */
const kinds = new Map<string, Kind>([
  ['status$', 'status'],
  ['open$', 'open'],
  ['connection$', 'arrival'],
  ['call$', 'arrival'],
  ['stream$', 'stream'],
  ['data$', 'data'],
  ['bufferSize$', 'buffer'],
  ['iceState$', 'ice'],
  ['error$', 'error'],
  ['disconnected$', 'end'],
  ['close$', 'end'],
]);

const MOST_MARBLES = 400;
const MOST_SPANS = 16;
/** Chunks and their buffer come in bursts: what is closer than this, in milliseconds, is one marble. */
const BURST = 40;

const isBursty = ({ kind }: Lane): boolean => kind === 'data' || kind === 'buffer';

const dropOldest = (list: unknown[], most: number): void => {
  if (list.length > most) list.splice(0, list.length - most);
};

const streamOf = (name: string): string => name.slice(name.lastIndexOf('.') + 1);
const objectOf = (name: string): string => name.slice(0, name.lastIndexOf('.'));

/** Everything that the timeline knows: a bounded number of lanes, by their names, with a bounded number of marbles. */
export class TimelineModel {
  /** Emits when a stream has emitted or completed. */
  readonly changed$: Observable<void>;

  readonly #changed$ = new Subject<void>();
  readonly #lanes = new Map<string, Lane>();
  #ordered: readonly Lane[] = [];

  constructor() {
    this.changed$ = this.#changed$.asObservable();
  }

  /** The lanes of streams that have emitted, the lanes of one object side by side. */
  get lanes(): readonly Lane[] {
    return this.#ordered;
  }

  /** A `trace` for the streams of one object: `traceOf('alice')('status$')` draws into the lane `alice.status$`. */
  readonly traceOf =
    (object: string): Trace =>
    (stream) =>
    (source$) =>
      defer(() => {
        const lane = this.#lane(`${object}.${stream}`);
        const live: { span?: Span } = {};
        return source$.pipe(
          tap({
            next: (value) => {
              live.span ??= this.#begin(lane);
              this.#add(lane, value);
            },
            complete: () => this.#end(live.span, 'completion'),
            unsubscribe: () => this.#end(live.span, 'unsubscribing'),
          }),
        );
      });

  #lane(name: string): Lane {
    const known = this.#lanes.get(name);
    if (known) return known;
    const kind = kinds.get(streamOf(name)) ?? 'data';
    const lane = { name, owner: name.split('.')[0] ?? name, kind, marbles: [], spans: [], emissions: 0 };
    this.#lanes.set(name, lane);
    return lane;
  }

  #begin(lane: Lane): Span {
    const span = { start: performance.now() };
    lane.spans.push(span);
    dropOldest(lane.spans, MOST_SPANS);
    if (lane.emissions === 0) this.#ordered = this.#inOrder([...this.#ordered, lane]);
    return span;
  }

  #add(lane: Lane, value: unknown): void {
    const at = performance.now();
    const last = lane.marbles.at(-1);
    lane.emissions += 1;
    const folded = last && isBursty(lane) && at - last.at < BURST;
    if (folded) lane.marbles[lane.marbles.length - 1] = { ...describe(value), at: last.at, count: last.count + 1 };
    else lane.marbles.push({ ...describe(value), at, count: 1 });
    dropOldest(lane.marbles, MOST_MARBLES);
    this.#changed$.next();
  }

  #end(span: Span | undefined, by: Span['by'] & string): void {
    if (!span) return;
    Object.assign(span, { end: performance.now(), by });
    this.#changed$.next();
  }

  /** First the objects as they came to life, an owner's side by side; then the streams of each. */
  #inOrder(lanes: readonly Lane[]): readonly Lane[] {
    const firstSeen = (part: (lane: Lane) => string): ((lane: Lane) => number) => {
      const seen = [...new Set(lanes.map(part))];
      return (lane) => seen.indexOf(part(lane));
    };
    const owner = firstSeen((lane) => lane.owner);
    const object = firstSeen((lane) => objectOf(lane.name));
    const streams = [...kinds.keys()];
    const rank = (lane: Lane): number => streams.indexOf(streamOf(lane.name));
    return [...lanes].sort((a, b) => owner(a) - owner(b) || object(a) - object(b) || rank(a) - rank(b));
  }
}
