import { ignoreElements, map, merge, Observable, take, takeUntil, tap } from 'rxjs';
import { pageLeft } from './core/errors.js';
import { Peer } from './peer.js';
import type { PeerOptions } from './peer-options.js';

/**
 * A Peer as a resource: subscribing makes it, unsubscribing destroys it.
 *
 * Emits the Peer once it is open. Errors with the `PeerError` that keeps it from opening (with `reconnect`: once the policy
 * gives up), or that destroys it later.
 * Completes when the application itself destroys it.
 *
 * @param id - as for `new Peer(id)`; left out, the server assigns one
 * @param options - as for `new Peer(id, options)`
 */
export const openPeer = (id?: string, options?: PeerOptions): Observable<Peer> =>
  new Observable((subscriber) => {
    const peer = new Peer(id, options);
    const opened$ = peer.open$.pipe(take(1));
    const end$ = merge(
      // An error that ends it does so in the same breath: the Peer has no server any more, or is destroyed, when it is told.
      peer.error$.pipe(
        takeUntil(opened$),
        tap((error) => {
          if (peer.disconnected) throw error;
        }),
      ),
      // Without an error it is the page that has been left.
      peer.disconnected$.pipe(
        takeUntil(opened$),
        tap(() => {
          throw pageLeft();
        }),
      ),
      peer.close$.pipe(
        tap(() => {
          if (peer._failure) throw peer._failure;
        }),
      ),
    ).pipe(ignoreElements());
    subscriber.add(merge(opened$.pipe(map(() => peer)), end$).subscribe(subscriber));
    subscriber.add(() => {
      peer.destroy();
    });
  });
