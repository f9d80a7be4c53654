import { EMPTY, merge, mergeMap, NEVER, Observable, takeUntil, throwError, timer } from 'rxjs';
import { LONGEST_WAIT } from './core/constants.js';
import { closedBeforeOpen, connectionLost, openTimedOut, type PeerError, placed } from './core/errors.js';
import type { DataConnection } from './data-connection.js';
import type { MediaConnection } from './media-connection.js';

/** How one kind of connection is made and watched. */
export interface ColdConnection<C, T> {
  readonly make: () => C;
  /** Emits when the connection is up. */
  readonly up$: (connection: C) => Observable<unknown>;
  /** What there is to emit. */
  readonly value$: (connection: C) => Observable<T>;
  /** Milliseconds that the connection may take to be up; `Infinity` waits for ever. */
  readonly timeout: number;
}

/**
 * A connection as a resource: subscribing makes it, unsubscribing closes it. Errors with what stopped or ended it, so that
 * `retry` makes another; completes where this side closed it.
 */
export const coldConnection = <C extends DataConnection | MediaConnection, T>(
  cold: ColdConnection<C, T>,
): Observable<T> =>
  new Observable((subscriber) => {
    const connection = cold.make();
    const fail = (error: PeerError) => throwError(() => placed(error, connection.peer, connection.connectionId));
    const late$ = (Number.isFinite(cold.timeout) ? timer(Math.min(cold.timeout, LONGEST_WAIT)) : NEVER).pipe(
      takeUntil(merge(cold.up$(connection), connection.close$)),
      mergeMap(() => fail(openTimedOut(connection.peer, cold.timeout))),
    );
    const end$ = connection.close$.pipe(
      mergeMap(() => {
        const { peer, _failure: failure, _endedBy: endedBy, _closedWhile: phase } = connection;
        if (endedBy === 'this-side' && !failure) return EMPTY;
        return fail(failure ?? (phase === 'open' ? connectionLost(peer) : closedBeforeOpen(peer)));
      }),
    );
    // The end goes first: the values complete in the same breath, and must not hide it.
    subscriber.add(merge(end$, late$, cold.value$(connection)).subscribe(subscriber));
    subscriber.add(() => {
      connection.close();
    });
  });
