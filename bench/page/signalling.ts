import type { Server } from './driver.js';

/** As PeerJS's own; the PeerServer forgets who is silent for 90 s. */
const HEARTBEAT_INTERVAL = 5_000; // milliseconds

type SignalType = 'OFFER' | 'ANSWER' | 'CANDIDATE';

/** What goes from one peer to another through the PeerServer. */
interface Signal<T> {
  readonly type: SignalType;
  readonly src: string;
  readonly payload: T;
}

/** The least that one needs of a PeerServer (see PROTOCOL.md), for libraries that have no signalling of their own. */
export class Signalling<T> {
  onSignal: (signal: Signal<T>) => void = () => undefined;
  readonly #socket: WebSocket;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.#handle(JSON.parse(data as string) as Signal<T>);
    setInterval(() => socket.send(JSON.stringify({ type: 'HEARTBEAT' })), HEARTBEAT_INTERVAL);
  }

  /** Ends when the server has accepted the id. */
  static open<T>({ host, port, path, key }: Server, id: string): Promise<Signalling<T>> {
    const query = new URLSearchParams({ key, id, token: `${id}-token`, version: '1.5.5' });
    const socket = new WebSocket(`ws://${host}:${String(port)}${path}peerjs?${String(query)}`);
    return new Promise((resolve, reject) => {
      socket.onerror = () => reject(new Error(`the PeerServer cannot be reached at ${socket.url}`));
      socket.onmessage = ({ data }) => {
        if ((JSON.parse(data as string) as { type: string }).type === 'OPEN') resolve(new Signalling<T>(socket));
        else reject(new Error(`the PeerServer says ${String(data)}`));
      };
    });
  }

  send(type: SignalType, dst: string, payload: T): void {
    this.#socket.send(JSON.stringify({ type, dst, payload }));
  }

  #handle(signal: Signal<T>): void {
    if (['OFFER', 'ANSWER', 'CANDIDATE'].includes(signal.type)) this.onSignal(signal);
  }
}
