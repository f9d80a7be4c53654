import { ignoreElements, map, merge, NEVER, Observable, takeUntil, timer } from 'rxjs';
import { LONGEST_WAIT } from './core/constants.js';
import { closedBeforeOpen, connectionLost, openTimedOut, type PeerError, placed } from './core/errors.js';
import type { DataConnection } from './data-connection.js';
import type { MediaConnection } from './media-connection.js';

/**
 * A connection as a resource: subscribing makes it, unsubscribing closes it. Errors with what stopped or ended it, so that
 * `retry` makes another; completes where this side closed it.
 *
 * @param value$ - what there is to emit, once the connection is up. Subscribed to twice, so it must be hot: the first value
 * ends the wait
 * @param timeout - milliseconds that this may take; `Infinity` waits for ever
 */
export const coldConnection = <C extends DataConnection | MediaConnection, T>(
  make: () => C,
  value$: (connection: C) => Observable<T>,
  timeout: number,
): Observable<T> =>
  new Observable((subscriber) => {
    const connection = make();
    const { peer, connectionId, close$ } = connection;
    const fail = (error: PeerError): never => {
      throw placed(error, peer, connectionId);
    };
    const late$ = (Number.isFinite(timeout) ? timer(Math.min(timeout, LONGEST_WAIT)) : NEVER).pipe(
      takeUntil(merge(value$(connection), close$)),
      map(() => fail(openTimedOut(peer, timeout))),
    );
    const end$ = close$.pipe(
      map(() => {
        const { failure, endedBy, closedWhile } = connection._state;
        if (failure) fail(failure);
        if (endedBy !== 'this-side') fail(closedWhile === 'open' ? connectionLost(peer) : closedBeforeOpen(peer));
      }),
      ignoreElements(),
    );
    // The end goes first: the values complete in the same breath, and must not hide it.
    subscriber.add(merge(end$, late$, value$(connection)).subscribe(subscriber));
    subscriber.add(() => {
      connection.close();
    });
  });
