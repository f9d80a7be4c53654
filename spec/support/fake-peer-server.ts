import { delay, merge, Observable, of, Subject, takeWhile, throwError, timer } from 'rxjs';
import type { HttpRequest, HttpResponse, OpenSocket, SocketEvent } from 'rxpeer';

/** Milliseconds that a message waits for a peer that is not there. */
const EXPIRE_TIMEOUT = 5_000;

/** What a socket that is closed without a status says (RFC 6455, section 7.4.1): the stock server gives none. */
const NO_STATUS = 1_005;
const ABNORMAL = 1_006;

/** What the server passes on; everything else it drops. */
const RELAYED = ['OFFER', 'ANSWER', 'CANDIDATE', 'LEAVE', 'EXPIRE'];
/** What it does not keep for those who are not there. */
const FLEETING = ['LEAVE', 'EXPIRE'];

export interface FakePeerServerOptions {
  /** Milliseconds one way between a client and the server. */
  readonly latency: number;
  /** The API key that it expects. Default `peerjs`. */
  readonly key?: string;
  /** Whether it tells the ids of all peers. Default false. */
  readonly allowDiscovery?: boolean;
  /** Whether it speaks TLS. Default true; it answers without TLS in any case. */
  readonly tls?: boolean;
}

/** A message as it stands on the wire. */
export interface WireMessage {
  readonly type: string;
  readonly src?: string;
  readonly dst?: string;
  readonly payload?: unknown;
}

interface Client {
  readonly id: string;
  readonly token: string;
  events$: Subject<SocketEvent>;
}

const text = (message: WireMessage): SocketEvent => ({ kind: 'socket-text', text: JSON.stringify(message) });

/** PeerServer 1.0.2, as far as its clients can tell. The test can make it do what networks and servers do to people. */
export class FakePeerServer {
  readonly #options: FakePeerServerOptions;
  readonly #clients = new Map<string, Client>();
  readonly #waiting = new Map<string, WireMessage[]>();
  #assigned = 0;
  #reachable = true;

  /** Everything that clients have sent and the server has received, in order, with `src`; not what they send to themselves. */
  readonly received: WireMessage[] = [];

  constructor(options: FakePeerServerOptions) {
    this.#options = options;
  }

  /** Ids of those who are registered. */
  get ids(): string[] {
    return [...this.#clients.keys()];
  }

  readonly http = ({ url, answer }: HttpRequest): Observable<HttpResponse> => {
    const { protocol, pathname } = new URL(url);
    if (!this.#reachable || (protocol === 'https:' && this.#options.tls === false))
      return throwError(() => new TypeError('Failed to fetch')).pipe(delay(this.#options.latency));
    return of(answer === 'opaque' ? { status: 0, body: '' } : this.#answer(pathname)).pipe(
      delay(2 * this.#options.latency),
    );
  };

  readonly openSocket: OpenSocket = (url, outgoing$) =>
    new Observable<SocketEvent>((subscriber) => {
      const { latency } = this.#options;
      const { protocol, searchParams } = new URL(url);
      if (!this.#reachable || (protocol === 'wss:' && this.#options.tls === false)) {
        const refused: SocketEvent = { kind: 'socket-closed', code: ABNORMAL, reason: '' };
        return of(refused).pipe(delay(latency)).subscribe(subscriber);
      }
      const events$ = new Subject<SocketEvent>();
      const opened: SocketEvent = { kind: 'socket-open' };
      subscriber.add(
        merge(of(opened).pipe(delay(2 * latency)), events$.pipe(delay(latency)))
          .pipe(takeWhile(({ kind }) => kind !== 'socket-closed', true))
          .subscribe({
            next: (event) => {
              subscriber.next(event);
              if (event.kind === 'socket-open') {
                subscriber.add(
                  outgoing$.subscribe((sent) => {
                    timer(latency).subscribe(() => {
                      this.#receive(searchParams, events$, JSON.parse(sent) as WireMessage);
                    });
                  }),
                );
              }
            },
            complete: () => {
              subscriber.complete();
            },
          }),
      );
      const arrival = timer(latency).subscribe(() => {
        this.#register(searchParams, events$);
      });
      return () => {
        if (!arrival.closed) arrival.unsubscribe();
        else
          timer(latency).subscribe(() => {
            this.#forget(searchParams.get('id') ?? '', events$);
          });
      };
    });

  // What the test can do.

  /** Says something to a client, whatever it is. */
  say(id: string, message: WireMessage): void {
    this.#clients.get(id)?.events$.next(text(message));
  }

  /** The network between a client and the server is gone. The client notices; the server does, unless told otherwise. */
  cut(id: string, server: 'notices' | 'still-holds-the-socket' = 'notices'): void {
    const client = this.#clients.get(id);
    if (!client) throw new Error(`No ${id} is registered.`);
    const { events$ } = client;
    client.events$ = new Subject();
    if (server === 'notices') this.#clients.delete(id);
    events$.next({ kind: 'socket-closed', code: ABNORMAL, reason: '' });
  }

  /** The server is killed and started again: it knows nobody, and has nothing to pass on. */
  restart(): void {
    const clients = [...this.#clients.values()];
    this.#clients.clear();
    this.#waiting.clear();
    for (const { events$ } of clients) events$.next({ kind: 'socket-closed', code: ABNORMAL, reason: '' });
  }

  /** Nobody reaches the server any more, or everybody does again. Sockets that are open stay so. */
  setReachable(reachable: boolean): void {
    this.#reachable = reachable;
  }

  #answer(pathname: string): HttpResponse {
    if (pathname.endsWith('/id')) return { status: 200, body: `assigned-${String((this.#assigned += 1))}` };
    if (!pathname.endsWith('/peers')) return { status: 404, body: 'Not found' };
    return this.#options.allowDiscovery
      ? { status: 200, body: JSON.stringify(this.ids) }
      : { status: 401, body: 'Unauthorized' };
  }

  #register(query: URLSearchParams, events$: Subject<SocketEvent>): void {
    const [key, id, token] = ['key', 'id', 'token'].map((name) => query.get(name) ?? '') as [string, string, string];
    const holder = this.#clients.get(id);
    if (!key || !id || !token)
      return this.#refuse(events$, 'ERROR', 'No id, token, or key supplied to websocket server');
    if (key !== (this.#options.key ?? 'peerjs')) return this.#refuse(events$, 'ERROR', 'Invalid key provided');
    if (holder && holder.token !== token) return this.#refuse(events$, 'ID-TAKEN', 'ID is taken');
    if (holder) {
      holder.events$ = events$; // and not a word: the stock server greets nobody twice
      return;
    }
    this.#clients.set(id, { id, token, events$ });
    events$.next(text({ type: 'OPEN' }));
    for (const message of this.#waiting.get(id) ?? []) events$.next(text(message));
    this.#waiting.delete(id);
  }

  #refuse(events$: Subject<SocketEvent>, type: string, msg: string): void {
    events$.next(text({ type, payload: { msg } }));
    events$.next({ kind: 'socket-closed', code: NO_STATUS, reason: '' });
  }

  #receive(query: URLSearchParams, events$: Subject<SocketEvent>, message: WireMessage): void {
    const src = query.get('id') ?? '';
    if (this.#clients.get(src)?.events$ !== events$) return;
    const { type, dst, payload } = message;
    if (message.dst !== src) this.received.push({ ...message, src });
    if (!RELAYED.includes(type)) return;
    if (type === 'LEAVE' && dst === undefined) {
      this.#clients.delete(src);
      return;
    }
    const relayed: WireMessage = { type, src, ...(dst !== undefined && { dst }), payload };
    const receiver = this.#clients.get(dst ?? '');
    if (receiver) receiver.events$.next(text(relayed));
    else if (!FLEETING.includes(type)) this.#keep(dst ?? '', relayed);
  }

  /** Keeps a message for somebody who may still come; says that they have not, once for each pair of ids. */
  #keep(dst: string, message: WireMessage): void {
    const kept = this.#waiting.get(dst) ?? [];
    const isFirst = !kept.some(({ src }) => src === message.src);
    this.#waiting.set(dst, [...kept, message]);
    if (!isFirst) return;
    timer(EXPIRE_TIMEOUT).subscribe(() => {
      const left = this.#waiting.get(dst) ?? [];
      const others = left.filter(({ src }) => src !== message.src);
      if (others.length > 0) this.#waiting.set(dst, others);
      else this.#waiting.delete(dst);
      if (left.length > others.length)
        this.say(message.src ?? '', { type: 'EXPIRE', src: dst, dst: message.src ?? '' });
    });
  }

  #forget(id: string, events$: Subject<SocketEvent>): void {
    if (this.#clients.get(id)?.events$ === events$) this.#clients.delete(id);
  }
}
