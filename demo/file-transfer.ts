import { openConnection, type DataConnection, type Peer } from 'rxpeer';
import {
  concat,
  concatMap,
  defer,
  filter,
  first,
  from,
  ignoreElements,
  map,
  merge,
  mergeMap,
  type Observable,
  range,
  scan,
  startWith,
  takeUntil,
  takeWhile,
  tap,
} from 'rxjs';

/** What the receiver is told before the first byte, as the metadata of the connection. */
export interface FileHeader {
  readonly name: string;
  readonly size: number;
  readonly type: string;
}

/** Bytes that have gone, or come, so far; and the whole file once it is there. */
export interface Progress {
  readonly bytes: number;
  readonly file?: Blob;
}

export const FILE_LABEL = 'file';

/** Bytes in one message. RxPeer cuts it further where the other side needs that. */
const CHUNK = 64 * 1024;

/** The header of a file, if that is what it is: metadata comes from somebody else. */
export const fileHeader = (metadata: unknown): FileHeader | undefined => {
  if (typeof metadata !== 'object' || metadata === null) return undefined;
  const { name, size, type } = metadata as Partial<Record<keyof FileHeader, unknown>>;
  return typeof name === 'string' && typeof type === 'string' && Number.isSafeInteger(size) && Number(size) >= 0
    ? { name, size: Number(size), type }
    : undefined;
};

/** Emits when nothing waits in the connection any more, so that a large file is never in memory as a whole. */
const settled = (connection: DataConnection): Observable<unknown> =>
  connection.bufferSize$.pipe(first((waiting) => waiting === 0, 0));

const sendChunks = (connection: DataConnection, file: File): Observable<Progress> =>
  range(0, Math.ceil(file.size / CHUNK)).pipe(
    // One concatMap: a chunk is read when the one before has gone.
    concatMap((index) =>
      from(file.slice(index * CHUNK, (index + 1) * CHUNK).arrayBuffer()).pipe(
        mergeMap((bytes) => {
          connection.send(bytes);
          return settled(connection).pipe(map(() => bytes.byteLength));
        }),
      ),
    ),
    scan((sent, bytes) => sent + bytes, 0),
    startWith(0),
    map((bytes) => ({ bytes })),
    takeUntil(connection.close$),
  );

/**
 * Sends a file over a connection of its own. Emits how far it is; completes when everything is delivered; errors where the
 * connection could not be opened, or ended too early. Unsubscribing closes the connection.
 *
 * @param watch - sees the streams of the connection while it lasts
 */
export const sendFile = (
  peer: Peer,
  id: string,
  file: File,
  watch: (connection: DataConnection) => Observable<never>,
): Observable<Progress> => {
  const metadata: FileHeader = { name: file.name, size: file.size, type: file.type };
  return openConnection(peer, id, { label: FILE_LABEL, reliable: true, metadata }).pipe(
    mergeMap((connection) => merge(watch(connection), concat(sendChunks(connection, file), flush(connection)))),
  );
};

/** Closes the connection behind the last byte. */
const flush = (connection: DataConnection): Observable<never> =>
  defer(() => {
    connection.close({ flush: true });
    return connection.close$.pipe(ignoreElements());
  });

const isBytes = (value: unknown): value is ArrayBuffer | ArrayBufferView<ArrayBuffer> =>
  value instanceof ArrayBuffer || ArrayBuffer.isView(value);

/**
 * Puts together the file that comes over a connection. Emits how far it is, at the end with the file; completes with the
 * connection, which may end too early. The Blob has no type: it is there to be saved, and must not be opened as a page.
 */
export const receiveFile = (data$: Observable<unknown>, { size }: FileHeader): Observable<Progress> =>
  defer(() => {
    const parts: (ArrayBuffer | ArrayBufferView<ArrayBuffer>)[] = [];
    return data$.pipe(
      filter(isBytes),
      tap((bytes) => parts.push(bytes)),
      scan((received, { byteLength }) => received + byteLength, 0),
      startWith(0),
      takeWhile((received) => received <= size), // more than was announced is no file of ours
      map((bytes) => (bytes === size ? { bytes, file: new Blob(parts) } : { bytes })),
    );
  });
