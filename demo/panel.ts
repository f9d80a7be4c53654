import { Peer, type PeerError, type PeerOptions } from 'rxpeer';
import { filter, ignoreElements, map, merge, Observable, share, startWith, switchMap, tap } from 'rxjs';
import { calls } from './call.js';
import { chat } from './chat.js';
import { clicks, showOneOf } from './dom.js';
import { FILE_LABEL } from './file-transfer.js';
import { files } from './files.js';
import type { PanelContext, PanelSetup } from './panel-context.js';
import { snippets } from './snippets.js';
import { watchPeer } from './watch.js';

/** A Peer while somebody is subscribed. */
const peerOf = (id: string, options: PeerOptions): Observable<Peer> =>
  new Observable((subscriber) => {
    const peer = new Peer(id, options);
    subscriber.next(peer);
    return () => peer.destroy();
  });

/** One panel at work: unsubscribing ends its peer, and everything that it holds. */
export const panel = (setup: PanelSetup): Observable<never> => {
  const { view, me, id, options, explain } = setup;
  const complain = (error: PeerError): void => {
    view.error.textContent = `${error.type}: ${error.message}`;
  };
  return clicks(view.start).pipe(
    tap(() => {
      explain(snippets.start(me, id));
      view.error.textContent = '';
    }),
    startWith(undefined),
    switchMap(() => peerOf(id, options)),
    switchMap((peer) => live({ ...setup, peer, complain })),
  );
};

const live = (context: PanelContext): Observable<never> => {
  const { peer, trace, complain } = context;
  const connection$ = peer.connection$.pipe(trace()('connection$'), share());
  return merge(
    status(context),
    watchPeer(peer, trace(), complain),
    chat(context, connection$.pipe(filter(({ label }) => label !== FILE_LABEL))),
    files(context, connection$.pipe(filter(({ label }) => label === FILE_LABEL))),
    calls(context),
    buttons(context),
  );
};

const status = ({ peer, view, trace }: PanelContext): Observable<never> =>
  peer.status$.pipe(
    trace()('status$'),
    tap((now) => {
      view.status.textContent = now;
      view.status.dataset['status'] = now;
      for (const control of [view.connect, view.file, view.startCall, view.disconnect])
        control.disabled = now !== 'open';
      view.reconnect.disabled = now !== 'disconnected';
      showOneOf(now === 'destroyed' ? view.start : view.destroy, view.destroy, view.start);
    }),
    ignoreElements(),
  );

const buttons = ({ peer, me, view, explain }: PanelContext): Observable<never> =>
  merge(
    clicks(view.disconnect).pipe(
      map(() => snippets.disconnect(me)),
      tap(() => peer.disconnect()),
    ),
    clicks(view.reconnect).pipe(
      map(() => snippets.reconnect(me)),
      tap(() => peer.reconnect()),
    ),
    clicks(view.destroy).pipe(
      map(() => snippets.destroy(me)),
      tap(() => peer.destroy()),
    ),
  ).pipe(tap(explain), ignoreElements());
