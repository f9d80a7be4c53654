import { Observable } from 'rxjs';
import type { OpenSocket, SocketEvent } from '../ports/socket.js';

/** Nothing was wrong, and nobody waits (RFC 6455, section 7.4.1). */
const NORMAL_CLOSURE = 1_000;

/** A WebSocket. */
export const openSocket: OpenSocket = (url, outgoing$) =>
  new Observable<SocketEvent>((subscriber) => {
    const socket = new WebSocket(url);
    socket.onopen = () => {
      subscriber.next({ kind: 'socket-open' });
      subscriber.add(
        outgoing$.subscribe({
          next: (text) => {
            // Between CLOSING and the close event there is nobody to send to; the event tells.
            if (socket.readyState === WebSocket.OPEN) socket.send(text);
          },
          error: (error: unknown) => {
            subscriber.error(error);
          },
        }),
      );
    };
    socket.onmessage = ({ data }: MessageEvent<unknown>) => {
      // The server speaks text; what it says in bytes is not for us, and no text stands for it.
      subscriber.next({ kind: 'socket-text', text: typeof data === 'string' ? data : '' });
    };
    socket.onclose = ({ code, reason }) => {
      subscriber.next({ kind: 'socket-closed', code, reason });
      subscriber.complete();
    };
    return () => {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close(NORMAL_CLOSURE);
    };
  });
