import { type DataConnection, PeerError } from 'rxpeer';
import {
  catchError,
  EMPTY,
  filter,
  fromEvent,
  ignoreElements,
  merge,
  mergeMap,
  type Observable,
  tap,
  throttleTime,
} from 'rxjs';
import { bytesAsText } from './bytes.js';
import { element, keepLast } from './dom.js';
import { fileHeader, type FileHeader, type Progress, receiveFile, sendFile } from './file-transfer.js';
import type { PanelContext } from './panel-context.js';
import { snippets } from './snippets.js';
import { watchConnection } from './watch.js';

const MOST_FILES = 6;
const MOST_BYTES = 1e9;

/** Sends the files that are chosen, and takes the ones that come. */
export const files = (context: PanelContext, incoming$: Observable<DataConnection>): Observable<never> =>
  merge(
    fromEvent(context.view.file, 'change').pipe(
      mergeMap(() => {
        const { file, other } = context.view;
        const chosen = other.reportValidity() ? [...(file.files ?? [])] : [];
        file.value = ''; // the same file may be chosen again
        return chosen;
      }),
      mergeMap((file) => send(context, file)),
    ),
    incoming$.pipe(mergeMap((connection) => receive(context, connection))),
  ).pipe(ignoreElements());

const send = (
  { peer, me, view, otherName, trace, complain, explain }: PanelContext,
  file: File,
): Observable<unknown> => {
  const item = transfer(view.files, 'sent', file);
  explain(snippets.file(me, otherName));
  return sendFile(peer, view.other.value.trim(), file, (connection) =>
    watchConnection(connection, trace('file'), complain),
  ).pipe(
    item.follow,
    catchError((error: unknown) => {
      item.fail(messageOf(error));
      if (error instanceof PeerError) complain(error);
      return EMPTY;
    }),
  );
};

const receive = ({ trace, complain, view }: PanelContext, connection: DataConnection): Observable<unknown> => {
  const header = fileHeader(connection.metadata);
  const watched$ = watchConnection(connection, trace('file'), complain);
  if (!header || header.size > MOST_BYTES) {
    connection.close();
    return watched$;
  }
  const data$ = connection.data$.pipe(trace('file')('data$'));
  return merge(watched$, receiveFile(data$, header).pipe(transfer(view.files, 'received', header).follow));
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

interface Transfer {
  /** Shows the progress that passes, and what became of it. */
  readonly follow: (progress$: Observable<Progress>) => Observable<Progress>;
  readonly fail: (reason: string) => void;
}

/** A line of the list of files. */
const transfer = (list: HTMLElement, verb: 'sent' | 'received', { name, size, type }: FileHeader): Transfer => {
  const bar = element('progress', { max: Math.max(size, 1), value: 0 });
  bar.setAttribute('aria-label', `${name}, ${verb}`);
  const title = element('span', { className: 'file-name', title: `${name} (${type || 'unknown type'})` }, name);
  const state = element('span', { className: 'file-state' }, `0 % of ${bytesAsText(size)}`);
  const item = element('li', {}, title, state, bar);
  Object.assign(item.dataset, { direction: verb, state: 'moving' });
  list.append(item);
  for (const gone of keepLast(list, MOST_FILES)) {
    for (const { href } of gone.querySelectorAll('a')) URL.revokeObjectURL(href);
  }

  const share = (bytes: number): number => (size === 0 ? 1 : bytes / size);
  const show = ({ bytes }: Progress): void => {
    bar.value = share(bytes) * bar.max;
    state.textContent = `${Math.floor(share(bytes) * 100)} % of ${bytesAsText(size)}`;
  };
  const fail = (reason: string): void => {
    item.dataset['state'] = 'failed';
    state.textContent = `not ${verb}`;
    item.title = reason;
  };
  const finish = (file: Blob | undefined): void => {
    item.dataset['state'] = 'done';
    bar.value = bar.max;
    state.textContent = `${verb}, 100 % of ${bytesAsText(size)}`;
    if (file) title.replaceChildren(element('a', { href: URL.createObjectURL(file), download: name }, name));
  };
  const isMoving = (): boolean => item.dataset['state'] === 'moving';
  return {
    fail,
    follow: (progress$) => {
      const reached: { last?: Progress } = {};
      return progress$.pipe(
        tap((progress) => {
          reached.last = progress;
          if (progress.file) finish(progress.file);
        }),
        throttleTime(60, undefined, { leading: true, trailing: true }),
        filter(isMoving),
        tap({
          next: show,
          complete: () => {
            if (isMoving() && reached.last?.bytes === size) finish(undefined);
          },
          finalize: () => {
            if (isMoving()) fail('The connection ended too early.');
          },
        }),
      );
    },
  };
};
