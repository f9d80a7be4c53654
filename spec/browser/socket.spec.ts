import { EMPTY, lastValueFrom, NEVER, type Observable, of, Subject, throwError, toArray } from 'rxjs';
import { openSocket } from '../../lib/browser/socket.js';
import type { SocketEvent } from '../../lib/ports/socket.js';
import { useBench } from '../support/browser/bench.js';
import { closedUrl, peerServer, rogueUrl, serverUrl, uniqueId } from '../support/browser/page.js';
import { next, until } from '../support/browser/wait.js';

const socketUrl = (id: string): string =>
  serverUrl('ws', `peerjs?key=${peerServer.key}&id=${id}&token=${id}&version=1.5.5`);

const peersAtServer = async (): Promise<string[]> =>
  (await (await fetch(serverUrl('http', `${peerServer.key}/peers`))).json()) as string[];

describe('openSocket', () => {
  const bench = useBench();

  /** What a socket tells, as it tells it. */
  const eventsOf = (url: string, outgoing$: Observable<string> = NEVER): SocketEvent[] => {
    const events: SocketEvent[] = [];
    const socket = openSocket(url, outgoing$).subscribe((event) => events.push(event));
    bench.after(() => {
      socket.unsubscribe();
    });
    return events;
  };

  it('does nothing until it is subscribed to, and opens a socket for each subscriber', () => {
    const socket = spyOn(window, 'WebSocket').and.callThrough();
    const socket$ = openSocket(socketUrl(uniqueId('socket')), NEVER);
    expect(socket).not.toHaveBeenCalled();
    for (const _ of [1, 2]) socket$.subscribe().unsubscribe();
    expect(socket).toHaveBeenCalledTimes(2);
  });

  it('opens, tells what comes, and sends what it is given', async () => {
    const id = uniqueId('socket');
    const outgoing$ = new Subject<string>();
    const events = eventsOf(socketUrl(id), outgoing$);
    await until(() => events.length === 2);
    expect(events).toEqual([{ kind: 'socket-open' }, { kind: 'socket-text', text: '{"type":"OPEN"}' }]);
    outgoing$.next(JSON.stringify({ type: 'LEAVE', dst: id }));
    await until(() => events.length > 2);
    expect(events[2]).toEqual({ kind: 'socket-text', text: JSON.stringify({ type: 'LEAVE', src: id, dst: id }) });
  });

  it('subscribes to what is to be sent when it is open, no sooner', async () => {
    const outgoing$ = new Subject<string>();
    const events = eventsOf(socketUrl(uniqueId('socket')), outgoing$);
    expect(outgoing$.observed).toBe(false);
    await until(() => events.length > 0);
    expect(outgoing$.observed).toBe(true);
  });

  it('closes when it is unsubscribed from, and lets go of everything', async () => {
    const id = uniqueId('socket');
    const outgoing$ = new Subject<string>();
    const socket = openSocket(socketUrl(id), outgoing$).subscribe();
    await until(async () => (await peersAtServer()).includes(id));
    socket.unsubscribe();
    expect(outgoing$.observed).toBe(false);
    await until(async () => !(await peersAtServer()).includes(id));
    expect(socket.closed).toBe(true);
  });

  it('stays open when there is nothing more to send', async () => {
    const events = eventsOf(socketUrl(uniqueId('socket')), EMPTY);
    await until(() => events.length === 2);
    expect(events.map(({ kind }) => kind)).toEqual(['socket-open', 'socket-text']);
  });

  it('tells that nobody is there, and completes', async () => {
    const events = await lastValueFrom(openSocket(closedUrl('ws'), NEVER).pipe(toArray()));
    expect(events).toEqual([{ kind: 'socket-closed', code: 1006, reason: '' }]);
  });

  it('tells that the server has closed, and completes', async () => {
    const events = await lastValueFrom(openSocket(rogueUrl('close-at-once'), NEVER).pipe(toArray()));
    expect(events).toEqual([{ kind: 'socket-open' }, { kind: 'socket-closed', code: 1005, reason: '' }]);
  });

  it('tells that the network is gone, and completes', async () => {
    const outgoing$ = new Subject<string>();
    const events = await lastValueFrom(openSocket(rogueUrl('die'), outgoing$).pipe(toArray()));
    expect(events.at(-1)).toEqual({ kind: 'socket-closed', code: 1006, reason: '' });
    expect(outgoing$.observed).toBe(false);
  });

  it('tells bytes as an empty text', async () => {
    const events = eventsOf(rogueUrl('garbage'));
    await until(() => events.length === 7);
    expect(events.map((event) => (event.kind === 'socket-text' ? event.text : event.kind))).toEqual([
      'socket-open',
      '{"type":"OPEN"}',
      'not json',
      '',
      'null',
      '[]',
      '{"type":"constructor"}',
    ]);
  });

  it('errors where the address cannot be one', async () => {
    await expectAsync(next(openSocket('nonsense://[', NEVER))).toBeRejectedWithError();
  });

  it('errors where what is to be sent does', async () => {
    const failure = new Error('nothing to send');
    const socket$ = openSocket(
      socketUrl(uniqueId('socket')),
      throwError(() => failure),
    );
    await expectAsync(lastValueFrom(socket$)).toBeRejectedWith(failure);
  });

  it('sends nothing while it closes', async () => {
    const sent = spyOn(WebSocket.prototype, 'send').and.callThrough();
    const Native = WebSocket;
    Reflect.set(
      window,
      'WebSocket',
      class extends Native {
        constructor(url: string) {
          super(url);
          this.addEventListener('open', () => {
            this.close();
          });
        }
      },
    );
    bench.after(() => {
      Reflect.set(window, 'WebSocket', Native);
    });
    const events = await lastValueFrom(openSocket(socketUrl(uniqueId('socket')), of('too late')).pipe(toArray()));
    expect(events.at(-1)?.kind).toBe('socket-closed');
    expect(sent).not.toHaveBeenCalledWith('too late'); // a Peer of a spec before may still be saying good-bye
  });
});
