import type { DataConnection } from 'rxpeer';
import { ignoreElements, map, merge, mergeMap, type Observable, of, share, switchMap, takeUntil, tap } from 'rxjs';
import { clicks, element, keepLast, showOneOf, submitted } from './dom.js';
import type { PanelContext } from './panel-context.js';
import { snippets } from './snippets.js';
import { describe } from './timeline/describe.js';
import { watchConnection } from './watch.js';

const MOST_MESSAGES = 100;

/** Text over a reliable data connection, opened by either side. */
export const chat = (context: PanelContext, incoming$: Observable<DataConnection>): Observable<never> => {
  const { peer, me, view, explain } = context;

  const outgoing$ = submitted(view.connectForm, view.other).pipe(
    map((id) => {
      view.error.textContent = '';
      explain(snippets.connect(me, context.otherName, id));
      return peer.connect(id, { label: 'chat', reliable: true });
    }),
  );

  // Both sides may connect at the same moment: all connections are read, the latest one is written to.
  const connection$ = merge(outgoing$, incoming$).pipe(share());
  return merge(
    connection$.pipe(mergeMap((connection) => read(context, connection))),
    connection$.pipe(switchMap((connection) => write(context, connection))),
  ).pipe(ignoreElements());
};

/** What arrives, and all the streams of the connection. */
const read = ({ view, nameOf, trace, complain }: PanelContext, connection: DataConnection): Observable<unknown> =>
  merge(
    watchConnection(connection, trace('connection'), complain),
    connection.data$.pipe(
      trace('connection')('data$'),
      tap((data) => addMessage(view.messages, 'theirs', nameOf(connection.peer), data)),
    ),
  );

/** What is written, and the state of the connection. */
const write = ({ me, view, nameOf, explain }: PanelContext, connection: DataConnection): Observable<unknown> => {
  if (view.other.value === '') view.other.value = connection.peer;
  const written$ = submitted(view.chatForm, view.text).pipe(
    tap((text) => {
      explain(snippets.send(me));
      connection.send(text);
      addMessage(view.messages, 'ours', 'me', text);
      view.text.value = '';
    }),
  );
  const closed$ = clicks(view.close).pipe(
    tap(() => {
      explain(snippets.close(me));
      connection.close();
    }),
  );
  return merge(
    merge(of('opening'), connection.open$.pipe(map(() => 'open')), connection.close$.pipe(map(() => 'closed'))).pipe(
      tap((state) => {
        view.chat.dataset['state'] = state;
        view.chatState.textContent = state === 'open' ? `open to ${nameOf(connection.peer)}` : state;
        view.text.disabled = view.send.disabled = state !== 'open';
        showOneOf(state === 'closed' ? view.connect : view.close, view.connect, view.close);
      }),
    ),
    merge(written$, closed$).pipe(takeUntil(connection.close$)),
  );
};

const addMessage = (list: HTMLElement, side: 'ours' | 'theirs', from: string, data: unknown): void => {
  const text = typeof data === 'string' ? data : describe(data).detail;
  list.append(element('li', { className: side }, element('b', {}, from), text));
  keepLast(list, MOST_MESSAGES);
  list.scrollTop = list.scrollHeight;
};
