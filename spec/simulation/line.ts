import { map, NEVER, Observable, ReplaySubject, Subject, Subscription, switchMap, throwError, timer } from 'rxjs';
import type { HttpRequest, HttpResponse } from '../../lib/ports/environment.js';
import type { OpenSocket, SocketEvent } from '../../lib/ports/socket.js';
import type { FakePeerServer, WireMessage } from '../support/fake-peer-server.js';

/** A socket that ends without a word (RFC 6455, section 7.4.1). */
const CUT: SocketEvent = { kind: 'socket-closed', code: 1_006, reason: '' };

interface Socket {
  /** The id under which it was opened. */
  readonly own: string;
  /** `stalled`: nothing passes, and nobody is told. */
  fate: 'up' | 'stalled' | 'ended';
  /** Whether anything that the client has said to itself has come back. */
  proved: boolean;
  /** What the client hears. */
  readonly heard$: Subject<SocketEvent>;
  /** What the client says, and the server hears when it is ready to. */
  readonly said$: ReplaySubject<string>;
  /** The server's end of it. */
  readonly server: Subscription;
}

export interface LineDeps {
  /** Milliseconds after which each copy of another peer's message goes on; none, where it is lost. */
  readonly tamper: (message: WireMessage) => readonly number[];
  /** A message, to the client or from it, went into a socket that swallows it. */
  readonly lost: (message: WireMessage) => void;
  /** A message has come through to the client. */
  readonly heard: (message: WireMessage) => void;
}

/** The line from one machine to the server, which can be cut, stalled, or gone altogether. */
export class Line {
  readonly #server: FakePeerServer;
  readonly #deps: LineDeps;
  readonly #sockets = new Set<Socket>();
  #state: 'up' | 'down' | 'gone' = 'up';

  constructor(server: FakePeerServer, deps: LineDeps) {
    this.#server = server;
    this.#deps = deps;
  }

  readonly http = (request: HttpRequest): Observable<HttpResponse> => {
    if (this.#state === 'gone') return NEVER;
    if (this.#state === 'up') return this.#server.http(request);
    return timer(1).pipe(switchMap(() => throwError(() => new TypeError('Failed to fetch'))));
  };

  readonly openSocket: OpenSocket = (url, outgoing$) =>
    new Observable<SocketEvent>((subscriber) => {
      if (this.#state === 'gone') return undefined;
      if (this.#state === 'down') {
        return timer(1)
          .pipe(map(() => CUT))
          .subscribe(subscriber);
      }
      const socket = this.#open(url);
      subscriber.add(
        socket.heard$.subscribe({
          next: (event) => {
            subscriber.next(event);
            if (event.kind !== 'socket-open') return;
            // The client goes on saying things, whatever has become of the other end.
            subscriber.add(
              outgoing$.subscribe((text) => {
                this.#say(socket, text);
              }),
            );
          },
          complete: () => {
            subscriber.complete();
          },
        }),
      );
      return () => {
        this.#letGo(socket);
      };
    });

  /** Whether there is a socket over which something passes, and which has proved that. */
  get isProved(): boolean {
    return [...this.#sockets].some(({ fate, proved }) => fate === 'up' && proved);
  }

  /** Whether a socket was stalled before it had proved that this could be told. */
  get isBeyondKnowledge(): boolean {
    return [...this.#sockets].some(({ fate, proved }) => fate === 'stalled' && !proved);
  }

  /** All sockets are cut, which the client notices. */
  cut(server: 'notices' | 'holds'): void {
    for (const socket of [...this.#sockets]) {
      if (server === 'notices') socket.server.unsubscribe();
      this.#end(socket, CUT);
    }
  }

  /** Nothing passes over the sockets of now. */
  stall(): void {
    for (const socket of this.#sockets) socket.fate = 'stalled';
  }

  /** Nobody is reached any more, until `restore`. */
  down(): void {
    this.stall();
    if (this.#state === 'up') this.#state = 'down';
  }

  restore(): void {
    if (this.#state === 'down') this.#state = 'up';
  }

  /** The machine is no more. */
  vanish(server: 'notices' | 'holds'): void {
    if (server === 'notices') for (const socket of this.#sockets) socket.server.unsubscribe();
    this.stall();
    this.#state = 'gone';
  }

  #open(url: string): Socket {
    const own = new URL(url).searchParams.get('id') ?? '';
    const socket: Socket = {
      own,
      fate: 'up',
      proved: false,
      heard$: new Subject(),
      said$: new ReplaySubject(),
      server: new Subscription(),
    };
    this.#sockets.add(socket);
    socket.server.add(
      this.#server.openSocket(url, socket.said$).subscribe((event) => {
        this.#hear(socket, event);
      }),
    );
    return socket;
  }

  #say({ fate, own, said$ }: Socket, text: string): void {
    if (fate === 'up') said$.next(text);
    else this.#deps.lost({ ...(JSON.parse(text) as WireMessage), src: own });
  }

  #letGo(socket: Socket): void {
    this.#sockets.delete(socket);
    if (socket.fate === 'up') socket.server.unsubscribe(); // a stalled one: the server hears nothing of it
    socket.fate = 'ended';
  }

  /** The server says something. */
  #hear(socket: Socket, event: SocketEvent): void {
    if (event.kind !== 'socket-text') {
      if (socket.fate === 'up') this.#tell(socket, event);
      return;
    }
    const message = JSON.parse(event.text) as WireMessage;
    const isTheirs = message.src !== undefined && message.src !== socket.own;
    for (const delay of isTheirs ? this.#deps.tamper(message) : [0]) {
      if (delay === 0) this.#deliver(socket, event, message);
      else
        timer(delay).subscribe(() => {
          this.#deliver(socket, event, message);
        });
    }
  }

  #deliver(socket: Socket, event: SocketEvent, message: WireMessage): void {
    if (socket.fate !== 'up') {
      this.#deps.lost({ ...message, dst: socket.own });
      return;
    }
    socket.proved ||= message.src === socket.own;
    this.#deps.heard(message);
    socket.heard$.next(event);
  }

  #tell(socket: Socket, event: SocketEvent): void {
    if (event.kind === 'socket-closed') this.#end(socket, event);
    else socket.heard$.next(event);
  }

  #end(socket: Socket, event: SocketEvent): void {
    socket.fate = 'ended';
    socket.heard$.next(event);
    socket.heard$.complete();
  }
}
