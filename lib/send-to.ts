import {
  defer,
  finalize,
  from,
  map,
  merge,
  mergeMap,
  type Observable,
  type ObservableInput,
  of,
  Subject,
  take,
  takeWhile,
  throwIfEmpty,
} from 'rxjs';
import { closedWhileSending } from './core/errors.js';
import { emitEach } from './core/operators/emit-each.js';
import { mapInOrder } from './core/operators/map-in-order.js';
import { type Pull, pullFrom } from './core/pull.js';
import type { DataConnection } from './data-connection.js';

/** How far a transfer has come: what the channel has taken. */
export interface SendProgress {
  /** Values. */
  readonly messages: number;
  /** Their bytes, encoded. */
  readonly bytes: number;
}

const isPromise = <T>(value: T | PromiseLike<T>): value is PromiseLike<T> =>
  typeof (value as { readonly then?: unknown }).then === 'function';

/** Values of a source that is asked for one each time `demand$` emits. */
const pulled = <T>(pull: Pull<T>, demand$: Observable<unknown>): Observable<T> =>
  demand$.pipe(
    mapInOrder((): IteratorResult<T> | Observable<IteratorResult<T>> => {
      const next = pull.next();
      return isPromise(next) ? from(next) : next;
    }),
    takeWhile(({ done }) => done !== true),
    map(({ value }) => value as T),
    // It may be in the middle of something, and what it says to that is of no use to anybody.
    finalize(() => void from(Promise.resolve(pull.return?.())).subscribe({ error: () => undefined })),
  );

const transfer = <Out>(
  connection: DataConnection<unknown, Out>,
  source: ObservableInput<Out>,
): Observable<SendProgress> =>
  defer(() => {
    const taken$ = new Subject<void>();
    const pull = pullFrom(source);
    const sofar = { messages: 0, bytes: 0 };
    return (pull ? pulled(pull, merge(taken$, of(undefined))) : from(source)).pipe(
      mapInOrder((value) => connection.handOver(value)),
      emitEach<number, SendProgress>((bytes, emit) => {
        sofar.messages += 1;
        sofar.bytes += bytes;
        emit({ ...sofar });
        taken$.next(); // after whoever listens has heard, and may have left
      }),
    );
  });

/**
 * Passes values to a connection as fast as its channel takes them, and no faster. A source that can wait is asked for a value
 * when the one before has been taken: arrays and generators, async iterables, ReadableStreams (`sendTo(connection)(blob.stream())`).
 * Values of an Observable come when they come; they wait as they are, and are serialized when it is their turn.
 *
 * Starts when the connection is open. Emits what the channel has taken after each value; completes when it has taken
 * everything. Errors with the `PeerError` of a value that cannot be sent, or `connection-closed` where the connection ends
 * before; the source is left then. Unsubscribing leaves the source and sends no more; what the channel has taken arrives.
 *
 * @param connection - where to; what else is sent over it goes in between
 */
export const sendTo =
  <Out>(connection: DataConnection<unknown, Out>) =>
  (source: ObservableInput<Out>): Observable<SendProgress> =>
    connection.open$.pipe(
      take(1),
      throwIfEmpty(() => connection.failure ?? closedWhileSending(connection.peer)),
      mergeMap(() => transfer(connection, source)),
    );
