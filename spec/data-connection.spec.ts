import { last, merge, type Observable, Subject, takeUntil } from 'rxjs';
import { webrtcError } from '../lib/core/errors.js';
import { DataConnection } from '../lib/data-connection.js';
import type { DataIntent, SendIntent } from '../lib/pipelines/intent.js';
import type { DataOutput } from '../lib/pipelines/output.js';
import { recordEvents, recordStreams } from './support/record.js';

const setup = (earlyLimit = 1_000, hear: (intent: DataIntent | SendIntent) => void = () => undefined) => {
  const output$ = new Subject<DataOutput>();
  const intents: (DataIntent | SendIntent)[] = [];
  const runs: Observable<DataIntent>[] = [];
  const late: string[] = [];
  const connection = new DataConnection<string, number>({
    peer: 'bob',
    connectionId: 'dc_1',
    role: { kind: 'offers' },
    label: 'chat',
    metadata: { a: 1 },
    options: { label: 'chat' },
    serialization: 'json',
    reliable: true,
    earlyLimit,
    tooLate: () => late.push('too late'),
    run: (intent$, value$) => {
      runs.push(intent$);
      merge(intent$, value$)
        .pipe(takeUntil(output$.pipe(last())))
        .subscribe((intent) => {
          intents.push(intent);
          hear(intent);
        });
      return output$;
    },
  });
  return { connection, output$, intents, runs, late };
};

const data = (value: unknown, bytes = 1): DataOutput => ({ kind: 'data', value, bytes });

describe('DataConnection', () => {
  it('says where it can that what is sent when all is over is too late', () => {
    const { connection, output$, intents, late } = setup();
    connection.send(1);
    expect(late).toEqual([]);
    output$.next({ kind: 'closed', by: 'other-side' });
    output$.complete();
    connection.send(2);
    expect(late).toEqual(['too late']);
    expect(intents).toEqual([{ kind: 'value', value: 1 }]);
  });

  it('is what it was made with, and runs its pipeline once', () => {
    const { connection, output$, runs } = setup();
    const { peer, connectionId, label, metadata, options, serialization, reliable, type } = connection;
    expect({ peer, connectionId, label, metadata, options, serialization, reliable, type }).toEqual({
      peer: 'bob',
      connectionId: 'dc_1',
      label: 'chat',
      metadata: { a: 1 },
      options: { label: 'chat' },
      serialization: 'json',
      reliable: true,
      type: 'data',
    });
    recordStreams({ a: connection.data$, b: connection.open$ });
    expect(runs).toHaveLength(1);
    expect(output$.observed).toBe(true);
  });

  it('turns what is asked of it into intents', () => {
    const { connection, intents } = setup();
    connection.send(1);
    connection.close({ flush: true });
    connection.close({ flush: true, reason: 'said all' });
    connection.close({ flush: false });
    connection.close();
    connection._end('other-side');
    expect(intents).toEqual([
      { kind: 'value', value: 1 },
      { kind: 'flush' },
      { kind: 'flush', reason: 'said all' },
      { kind: 'close', by: 'this-side' },
      { kind: 'close', by: 'this-side' },
      { kind: 'close', by: 'other-side' },
    ]);
  });

  it('shows what it is at this moment', () => {
    const { connection, output$ } = setup();
    const [native, channel] = [{} as RTCPeerConnection, {} as RTCDataChannel];
    expect([connection.open, connection.peerConnection, connection.dataChannel, connection.bufferSize]).toEqual([
      false,
      undefined,
      undefined,
      0,
    ]);
    output$.next({ kind: 'peer-connection', native });
    output$.next({ kind: 'channel', native: channel });
    output$.next({ kind: 'opened' });
    output$.next({ kind: 'waiting', messages: 3, bytes: 40 });
    expect(connection.peerConnection).toBe(native);
    expect(connection.dataChannel).toBe(channel);
    expect([connection.open, connection.bufferSize, connection.bufferedBytes]).toEqual([true, 3, 40]);
    output$.next({ kind: 'closed', by: 'other-side' });
    expect([connection.open, connection.bufferSize, connection.bufferedBytes]).toEqual([false, 0, 0]);
    expect([connection._state.endedBy, connection._state.failure]).toEqual(['other-side', undefined]);
  });

  it('tells the same by streams and by events', () => {
    const { connection, output$ } = setup();
    const streams = recordStreams({
      open: connection.open$,
      data: connection.data$,
      error: connection.error$,
      iceStateChanged: connection.iceState$,
      close: connection.close$,
    });
    const events = recordEvents(connection, 'open', 'data', 'error', 'iceStateChanged', 'close');
    output$.next({ kind: 'ice-state', state: 'checking' });
    output$.next({ kind: 'opened' });
    output$.next(data('hello'));
    output$.next({ kind: 'error', error: webrtcError(new Error('x')) });
    output$.next({ kind: 'failed', error: webrtcError(new Error('y')) });
    output$.next({ kind: 'closed', by: 'other-side' });
    expect(events).toEqual(['iceStateChanged checking', 'open', 'data hello', 'error webrtc', 'error webrtc', 'close']);
    expect(streams).toEqual(events);
    output$.complete();
    expect(streams.slice(6).sort()).toEqual(['close |', 'data |', 'error |', 'iceStateChanged |', 'open |']);
  });

  it('repeats states to late subscribers, and no events', () => {
    const { connection, output$ } = setup();
    connection.data$.subscribe();
    for (const output of [{ kind: 'ice-state', state: 'connected' }, { kind: 'opened' }, data('x')] as const)
      output$.next(output);
    output$.next({ kind: 'error', error: webrtcError(new Error('x')) });
    const streams = {
      open: connection.open$,
      ice: connection.iceState$,
      buffer: connection.bufferSize$,
      data: connection.data$,
      error: connection.error$,
      close: connection.close$,
    };
    expect(recordStreams(streams)).toEqual(['open', 'ice connected', 'buffer 0']);
    expect(recordEvents(connection, 'open', 'data', 'error', 'close', 'iceStateChanged')).toEqual([]);
    output$.next({ kind: 'closed', by: 'this-side' });
    output$.complete();
    expect(recordStreams(streams)).toEqual([
      'open |',
      'ice |',
      'buffer 0',
      'buffer |',
      'data |',
      'error |',
      'close',
      'close |',
    ]);
  });

  it('counts what waits, each change once', () => {
    const { connection, output$ } = setup();
    const heard = recordStreams({ buffer: connection.bufferSize$, bytes: connection.bufferedBytes$ });
    for (const [messages, bytes] of [
      [1, 10],
      [1, 5],
      [2, 5],
      [0, 0],
    ] as const) {
      output$.next({ kind: 'waiting', messages, bytes });
    }
    expect(heard.filter((line) => line.startsWith('buffer'))).toEqual(['buffer 0', 'buffer 1', 'buffer 2', 'buffer 0']);
    expect(heard.filter((line) => line.startsWith('bytes'))).toEqual(['bytes 0', 'bytes 10', 'bytes 5', 'bytes 0']);
  });

  it('tells when the channel has taken a message, and what became of that one only', () => {
    const { connection, output$, intents } = setup();
    const heard = recordStreams({
      a: connection._outcome$('a'),
      b: connection._outcome$('b'),
      c: connection._outcome$('c'),
    });
    connection._transmit(1, 'a');
    expect(intents).toEqual([{ kind: 'value', value: 1, ticket: 'a' }]);
    output$.next({ kind: 'sent', bytes: 7, ticket: 'b' });
    output$.next({ kind: 'sent', bytes: 8, ticket: 'b' });
    output$.next({ kind: 'error', error: webrtcError('no'), ticket: 'a' });
    output$.next({ kind: 'error', error: webrtcError('not theirs') });
    expect(heard).toEqual(['b 7', 'b 8', 'a ERRORED webrtc']);
    output$.complete();
    expect(heard.slice(3)).toEqual(['b ERRORED connection-closed', 'c ERRORED connection-closed']);
  });

  it.each<DataOutput>([
    { kind: 'held', ticket: 'a' },
    { kind: 'error', error: webrtcError('no'), ticket: 'a' },
  ])('tells whoever sends that a value is undecided, and stays what it is: $kind', (output) => {
    const { connection, output$ } = setup(1_000, (intent) => {
      if (intent.kind === 'value' && intent.value === 1) output$.next(output);
    });
    output$.next({ kind: 'opened' });
    output$.next({ kind: 'waiting', messages: 3, bytes: 40 });
    const sent = [0, 1, 0, 1].map((value) => connection._transmit(value, 'a'));
    expect(sent).toEqual(['copied', 'undecided', 'copied', 'undecided']);
    expect([connection.open, connection.bufferSize, connection.bufferedBytes]).toEqual([true, 3, 40]);
  });

  it('says what ended the connection to whom it owes an answer', () => {
    const { connection, output$ } = setup();
    const heard = recordStreams({ a: connection._outcome$('a') });
    output$.next({ kind: 'failed', error: webrtcError('gone') });
    output$.next({ kind: 'closed', by: 'other-side' });
    output$.complete();
    expect(heard).toEqual(['a ERRORED webrtc']);
  });

  it('holds messages for the first listener, of either kind, up to a bound in bytes', () => {
    const { connection, output$, intents } = setup(600);
    for (const n of [1, 2, 3, 4]) output$.next(data(String(n), 44)); // 300 each, with what holding costs
    expect(intents).toEqual([{ kind: 'complain', error: expect.objectContaining({ type: 'early-buffer-full' }) }]);
    const heard = recordEvents(connection, 'data');
    output$.next(data('5', 10_000));
    expect(heard).toEqual(['data 1', 'data 2', 'data 5']);
    expect(recordStreams({ data: connection.data$ })).toEqual([]);
  });

  it('hands held messages over after the end too', () => {
    const { connection, output$ } = setup();
    output$.next(data('last'));
    output$.next({ kind: 'closed', by: 'other-side' });
    output$.complete();
    expect(recordStreams({ data: connection.data$ })).toEqual(['data last', 'data |']);
  });
});
