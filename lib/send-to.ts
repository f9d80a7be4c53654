import { mergeMap, Observable, Subject } from 'rxjs';
import { LOW_WATER_MARK } from './core/constants.js';
import { closedWhileSending } from './core/errors.js';
import { listen } from './core/listener.js';
import { firstOf } from './core/operators/first-of.js';
import { mapInOrder } from './core/operators/map-in-order.js';
import { pullFrom, type PullSource } from './core/pull.js';
import type { DataConnection } from './data-connection.js';

/** How far a transfer has come: what the channel has taken. */
export interface SendProgress {
  /** Values. */
  readonly messages: number;
  /** Their bytes, encoded. */
  readonly bytes: number;
}

/** Values that wait at the most, however small they are. */
const MOST_WAITING = 1_024;

/** What of a transfer is on its way. */
interface Line {
  source: 'idle' | 'asked' | 'done';
  waiting: number;
  last: ReturnType<DataConnection['_transmit']>;
}

const transfer = <Out>(connection: DataConnection<unknown, Out>, source: PullSource<Out>): Observable<SendProgress> =>
  new Observable((subscriber) => {
    const pull = pullFrom(source);
    const demand$ = new Subject<void>();
    const far = { messages: 0, bytes: 0 };
    const line: Line = { source: 'idle', waiting: 0, last: 'copied' };
    const isFull = (): boolean => connection.bufferedBytes > LOW_WATER_MARK || connection.bufferSize >= MOST_WAITING;

    /**
     * Values that wait for the channel can share frames, so some may; large ones wait alone. So does what is undecided: a
     * source that is asked for more may use its memory again, nobody knows yet how much is read, and after one that cannot be
     * sent there is no more to ask for.
     */
    const demand = (): void => {
      const hasRoom = line.waiting === 0 || (line.last === 'copied' && !isFull());
      if (line.source !== 'idle' || !hasRoom) return;
      line.source = 'asked';
      demand$.next();
    };
    const finish = (): void => {
      if (line.source === 'done' && line.waiting === 0) subscriber.complete();
    };

    subscriber.add(() => {
      pull.leave();
    });
    listen(connection._outcome$(subscriber), subscriber, (bytes) => {
      line.waiting -= 1;
      far.messages += 1;
      far.bytes += bytes;
      subscriber.next({ ...far });
      finish();
      demand();
    });
    // The next value is asked for in the middle of this one, and comes when this one is done with: no recursion.
    listen(demand$.pipe(mapInOrder(() => pull.next())), subscriber, ({ value, done }) => {
      line.source = done === true ? 'done' : 'idle';
      if (done === true) {
        finish();
        return;
      }
      line.waiting += 1;
      line.last = 'undecided'; // until it is known, because others are handed over in the middle of it
      line.last = connection._transmit(value, subscriber);
      demand();
    });
    demand();
  });

/**
 * Passes values to a connection as fast as its channel takes them, and no faster. A source that can wait is asked for more
 * when the channel has taken what came before, but for some 32 KiB: arrays and generators, async iterables, ReadableStreams
 * (`sendTo(connection)(blob.stream())`). Values of an Observable come when they come; they wait as they are, and are
 * serialized when it is their turn.
 *
 * Bytes may go out from where they are, without a copy: with `none` always, with `binary` those of more than one frame. A
 * source that can wait is asked for more when they have been taken, so it may use one piece of memory again and again; what an
 * Observable gives must stay as it is until it is counted. Blobs are read one at a time.
 *
 * Starts when the connection is open. Emits what the channel has taken after each value; completes when it has taken
 * everything. Errors with the `PeerError` of a value that cannot be sent, or where the connection ends before, with the one
 * that ended it, `connection-closed` if there was none; the source is left then. Unsubscribing leaves the source and sends no
 * more; what was taken from it arrives.
 *
 * @param connection - where to; what else is sent over it goes in between
 */
export const sendTo =
  <Out>(connection: DataConnection<unknown, Out>) =>
  (source: PullSource<Out>): Observable<SendProgress> =>
    connection.open$.pipe(
      firstOf(() => connection._state.failure ?? closedWhileSending(connection.peer)),
      mergeMap(() => transfer(connection, source)),
    );
