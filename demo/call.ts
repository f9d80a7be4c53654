import type { MediaConnection } from 'rxpeer';
import {
  EMPTY,
  exhaustMap,
  filter,
  finalize,
  first,
  ignoreElements,
  map,
  merge,
  type Observable,
  race,
  switchMap,
  takeUntil,
  tap,
} from 'rxjs';
import { clicks, showOneOf } from './dom.js';
import { type Source, show, withLocalStream } from './media.js';
import type { PanelContext } from './panel-context.js';
import { snippets } from './snippets.js';
import { watchCall } from './watch.js';

type State = 'idle' | 'calling' | 'ringing' | 'in a call';
type Wish = { readonly kind: 'place'; readonly id: string } | { readonly kind: 'take'; readonly call: MediaConnection };

type Become = (state: State, other?: string) => void;

/** One call at a time, placed or taken. Whoever calls meanwhile is turned away. */
export const calls = (context: PanelContext): Observable<never> => {
  const { peer, view, nameOf, trace } = context;
  const line: { state: State } = { state: 'idle' };
  const become: Become = (state, other = '') => {
    line.state = state;
    view.call.dataset['state'] = state;
    view.callState.textContent = other ? `${state}: ${nameOf(other)}` : state;
    view.sourceLabel.hidden = state === 'calling' || state === 'in a call';
    view.answer.hidden = state !== 'ringing';
    view.hangUp.textContent = state === 'ringing' ? 'Decline' : 'Hang up';
    showOneOf(state === 'idle' ? view.startCall : view.hangUp, view.startCall, view.hangUp);
  };
  const placed$ = clicks(view.startCall).pipe(
    filter(() => view.other.reportValidity()),
    map((): Wish => ({ kind: 'place', id: view.other.value.trim() })),
  );
  const taken$ = peer.call$.pipe(
    trace()('call$'),
    tap((call) => {
      if (line.state !== 'idle') call.close();
    }),
    map((call): Wish => ({ kind: 'take', call })),
  );
  return merge(placed$, taken$).pipe(
    exhaustMap((wish) =>
      (wish.kind === 'place' ? place(context, wish.id, become) : take(context, wish.call, become)).pipe(
        finalize(() => become('idle')),
      ),
    ),
    ignoreElements(),
  );
};

const place = (context: PanelContext, id: string, become: Become): Observable<unknown> => {
  const { peer, me, view, otherName, explain } = context;
  view.error.textContent = '';
  become('calling', id);
  return withMedia(context, (stream) => {
    explain(snippets.call(me, otherName));
    const call = peer.call(id, stream);
    return merge(watch(context, call), talk(context, call, stream, become));
  });
};

const take = (context: PanelContext, call: MediaConnection, become: Become): Observable<unknown> => {
  const { me, view, explain } = context;
  become('ringing', call.peer);
  const choice$ = race(
    clicks(view.answer).pipe(map(() => 'answer')),
    clicks(view.hangUp).pipe(map(() => 'decline')),
    call.close$.pipe(map(() => 'gone')),
  ).pipe(first());
  return merge(
    watch(context, call),
    choice$.pipe(
      switchMap((choice) => {
        if (choice !== 'answer') {
          call.close();
          return EMPTY;
        }
        become('calling', call.peer);
        return withMedia(context, (stream) => {
          explain(snippets.answer(me));
          call.answer(stream);
          return talk(context, call, stream, become);
        }).pipe(finalize(() => call.close()));
      }),
    ),
  );
};

const watch = ({ trace, complain }: PanelContext, call: MediaConnection): Observable<never> =>
  watchCall(call, trace('call'), complain);

const withMedia = <T>({ view, hue, audio }: PanelContext, use: (stream: MediaStream) => Observable<T>): Observable<T> =>
  withLocalStream({ source: view.source.value as Source, audio, hue, cancel$: clicks(view.hangUp), use });

/** Both videos, until either side hangs up. */
const talk = (
  { me, view, trace, explain }: PanelContext,
  call: MediaConnection,
  stream: MediaStream,
  become: Become,
): Observable<unknown> =>
  merge(
    call.stream$.pipe(
      trace('call')('stream$'),
      tap(() => become('in a call', call.peer)),
      switchMap((remote) => show(view.remote, remote).pipe(takeUntil(call.close$))),
    ),
    show(view.local, stream).pipe(takeUntil(call.close$)),
    clicks(view.hangUp).pipe(
      tap(() => {
        explain(snippets.hangUp(me));
        call.close();
      }),
      takeUntil(call.close$),
    ),
  );
