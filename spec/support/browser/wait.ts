import {
  exhaustMap,
  filter,
  firstValueFrom,
  interval,
  map,
  type MonoTypeOperatorFunction,
  type Observable,
  startWith,
  take,
  throwError,
  timeout,
  toArray,
} from 'rxjs';
import type { DataConnection, Peer, PeerError } from 'rxpeer';

/** Milliseconds that anything may take on a busy machine; a spec that needs more says so. */
const PATIENCE = 15_000;

/** Nothing came. Its stack says where somebody waited in vain, which the stack of a timer does not. */
export class Late extends Error {}

const patient = <T>(within: number): MonoTypeOperatorFunction<T> => {
  const late = new Late(`Nothing came within ${String(within)} ms`);
  return timeout<T, Observable<never>>({ first: within, with: () => throwError(() => late) });
};

/** The next value of a stream. */
export const next = <T>(stream$: Observable<T>, within = PATIENCE): Promise<T> =>
  firstValueFrom(stream$.pipe(patient(within)));

/** The next so many values of a stream. */
export const nextMany = <T>(stream$: Observable<T>, count: number, within = PATIENCE): Promise<T[]> =>
  firstValueFrom(stream$.pipe(take(count), toArray(), patient(within)));

/** The id of a Peer, once it is open. */
export const open = (peer: Peer): Promise<string> => next(peer.open$);

/** A connection, once it is open. */
export const opened = async <Connection extends Pick<DataConnection, 'open$'>>(
  connection: Connection,
): Promise<Connection> => {
  await next(connection.open$);
  return connection;
};

/** The next error of a certain type: others may come before it. */
export const nextError = (
  source: { readonly error$: Observable<PeerError> },
  type: PeerError['type'],
): Promise<PeerError> => next(source.error$.pipe(filter((error) => error.type === type)));

/** Milliseconds between two looks. */
const LOOK = 20;

/** Looks until something is true that no event tells of. */
export const until = (isSo: () => boolean | Promise<boolean>, within = PATIENCE): Promise<unknown> =>
  next(
    interval(LOOK).pipe(
      startWith(0),
      exhaustMap(async () => isSo()),
      filter(Boolean),
      map(() => undefined),
    ),
    within,
  );

/** Peer connections are closed. They are a few turns later where an event of theirs is on its way at the end. */
export const allClosed = (...natives: readonly (RTCPeerConnection | null | undefined)[]): Promise<unknown> =>
  until(() => natives.every((native) => native?.signalingState === 'closed'));
