import {
  catchError,
  defer,
  EMPTY,
  endWith,
  filter,
  merge,
  type MonoTypeOperatorFunction,
  NEVER,
  type Observable,
  retry,
  take,
  throwIfEmpty,
} from 'rxjs';
import type { PeerError } from '../core/errors.js';
import type { ReconnectPolicy } from '../core/options.js';

/** The end of a policy. */
const NEVER_AGAIN = Symbol();

/**
 * Emits once, when the next attempt is due: when the policy says so, or `sooner$` does. Completes without a value where the
 * policy wants no more of it.
 */
export const nextTry = (
  policy: ReconnectPolicy,
  sooner$: Observable<unknown>,
  error: PeerError,
  attempt: number,
): Observable<unknown> =>
  merge(
    defer(() => policy(error, attempt)).pipe(
      catchError(() => EMPTY),
      endWith(NEVER_AGAIN),
    ),
    sooner$,
  ).pipe(
    take(1),
    filter((due) => due !== NEVER_AGAIN),
  );

/**
 * Subscribes again to what has failed, when a policy says so; the error passes where it wants no more. What comes through
 * counts as a success: the policy begins anew.
 *
 * @param policy - `backoff()`, or one of your own. It is handed whatever the source errors with: a `PeerError` from RxPeer's
 * own streams, anything from yours
 * @param sooner$ - cuts a wait short, for instance when the network is back
 */
export const reconnectWith = <T>(
  policy: ReconnectPolicy,
  sooner$: Observable<unknown> = NEVER,
): MonoTypeOperatorFunction<T> =>
  retry({
    delay: (error: PeerError, attempt) =>
      nextTry(policy, sooner$, error, attempt).pipe(throwIfEmpty((): unknown => error)),
    resetOnSuccess: true,
  });
