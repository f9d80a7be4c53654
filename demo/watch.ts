import type { DataConnection, MediaConnection, Peer, PeerError } from 'rxpeer';
import { ignoreElements, merge, type Observable, tap } from 'rxjs';
import type { Trace } from './timeline/model.js';

/** Told of every error, from wherever it comes. In RxPeer they are values, on `error$`. */
export type Complain = (error: PeerError) => void;

const common = (connection: DataConnection | MediaConnection, trace: Trace, complain: Complain): Observable<unknown> =>
  merge(
    connection.iceState$.pipe(trace('iceState$')),
    connection.error$.pipe(trace('error$'), tap(complain)),
    connection.close$.pipe(trace('close$')),
  );

/**
 * The streams of a Peer that the page does not otherwise use. `connection$` and `call$` are traced where they are used:
 * what came early is handed to the first subscriber.
 */
export const watchPeer = (peer: Peer, trace: Trace, complain: Complain): Observable<never> =>
  merge(
    peer.open$.pipe(trace('open$')),
    peer.disconnected$.pipe(trace('disconnected$')),
    peer.error$.pipe(trace('error$'), tap(complain)),
    peer.close$.pipe(trace('close$')),
  ).pipe(ignoreElements());

/** As `watchPeer`; `data$` is traced where it is used. */
export const watchConnection = (connection: DataConnection, trace: Trace, complain: Complain): Observable<never> =>
  merge(
    connection.open$.pipe(trace('open$')),
    connection.bufferSize$.pipe(trace('bufferSize$')),
    common(connection, trace, complain),
  ).pipe(ignoreElements());

/** As `watchPeer`; `stream$` is traced where it is used. */
export const watchCall = (call: MediaConnection, trace: Trace, complain: Complain): Observable<never> =>
  common(call, trace, complain).pipe(ignoreElements());
