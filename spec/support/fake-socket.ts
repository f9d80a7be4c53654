import {
  defer,
  endWith,
  finalize,
  ignoreElements,
  merge,
  mergeMap,
  NEVER,
  type Observable,
  of,
  Subject,
  takeWhile,
  tap,
} from 'rxjs';
import type { OpenSocket, SocketEvent } from 'rxpeer';

/** No status code was given (RFC 6455, section 7.4.1): what the stock server closes with. */
const NO_STATUS = 1_005;

/** The socket stops without a word, where a script does. */
const STOPPED = Symbol('stopped');

/**
 * The socket port without a socket. It does nothing by itself: either a script (a marble) says what happens to the first
 * socket, to the second and so on, or the test drives the socket that was opened last.
 */
export class FakeSocket {
  readonly #scripts: readonly Observable<SocketEvent>[];
  readonly #sent$ = new Subject<unknown>();
  readonly #sockets: Subject<SocketEvent>[] = [];

  /** Of every socket so far, in the order of opening. */
  readonly urls: string[] = [];
  /** Every text sent so far, parsed. */
  readonly sent: unknown[] = [];
  /** The same as it happens. */
  readonly sent$ = this.#sent$.asObservable();
  /** Sockets that are neither closed nor let go. */
  held = 0;

  constructor(...scripts: readonly Observable<SocketEvent>[]) {
    this.#scripts = scripts;
  }

  readonly openSocket: OpenSocket = (url, outgoing$) =>
    defer(() => {
      const driven$ = new Subject<SocketEvent>();
      const script$ = this.#scripts[this.urls.length] ?? NEVER;
      this.urls.push(url);
      this.#sockets.push(driven$);
      this.held += 1;
      const transmission$ = outgoing$.pipe(
        tap((text) => {
          const message: unknown = JSON.parse(text);
          this.sent.push(message);
          this.#sent$.next(message);
        }),
        ignoreElements(),
      );
      return merge(driven$, script$.pipe(endWith(STOPPED))).pipe(
        mergeMap((event) =>
          event !== STOPPED && event.kind === 'socket-open' ? merge(of(event), transmission$) : of(event),
        ),
        takeWhile((event): event is SocketEvent => event !== STOPPED),
        takeWhile(({ kind }) => kind !== 'socket-closed', true),
        finalize(() => {
          this.held -= 1;
        }),
      );
    });

  /** The socket opens. */
  open(): void {
    this.#newest().next({ kind: 'socket-open' });
  }

  /** The server sends a text as it is, or anything else as JSON. */
  say(message: unknown): void {
    this.#newest().next({ kind: 'socket-text', text: typeof message === 'string' ? message : JSON.stringify(message) });
  }

  /** The other end closes. */
  close(code = NO_STATUS, reason = ''): void {
    this.#newest().next({ kind: 'socket-closed', code, reason });
  }

  /** The socket itself fails. */
  fail(error: unknown): void {
    this.#newest().error(error);
  }

  #newest(): Subject<SocketEvent> {
    const socket = this.#sockets.at(-1);
    if (!socket) throw new Error('No socket was opened.');
    return socket;
  }
}
