import { Subject } from 'rxjs';
import { MediaConnection } from '../lib/media-connection.js';
import type { MediaIntent } from '../lib/pipelines/intent.js';
import type { MediaOutput } from '../lib/pipelines/output.js';
import { fakeStream } from './support/fake-peer-connection.js';
import { recordEvents, recordStreams } from './support/record.js';

const [mine, theirs, screen] = [
  fakeStream('mine', 'audio'),
  fakeStream('theirs', 'video'),
  fakeStream('screen', 'video'),
];

const setup = (localStream?: MediaStream) => {
  const output$ = new Subject<MediaOutput>();
  const intents: MediaIntent[] = [];
  const call = new MediaConnection({
    peer: 'bob',
    connectionId: 'mc_1',
    role: { kind: 'offers' },
    label: 'mc_1',
    metadata: 1,
    options: {},
    localStream,
    run: (intent$) => {
      intent$.subscribe((intent) => intents.push(intent));
      return output$;
    },
  });
  return { call, output$, intents };
};

describe('MediaConnection', () => {
  it('is a call, with the stream that it was placed with', () => {
    const { call } = setup(mine);
    expect([call.type, call.peer, call.connectionId, call.metadata, call.open]).toEqual([
      'media',
      'bob',
      'mc_1',
      1,
      false,
    ]);
    expect([call.localStream, call.remoteStream]).toEqual([mine, undefined]);
    expect(setup().call.localStream).toBeUndefined();
  });

  it('turns what is asked of it into intents', () => {
    const { call, intents } = setup();
    const sdpTransform = (sdp: string): string => sdp;
    call.answer();
    call.answer(mine, { sdpTransform });
    call.close();
    call._end('other-side');
    expect(intents).toEqual([
      { kind: 'answer', stream: undefined, sdpTransform: undefined },
      { kind: 'answer', stream: mine, sdpTransform },
      { kind: 'close', by: 'this-side' },
      { kind: 'close', by: 'other-side' },
    ]);
  });

  it('is open when it is connected, not when it is answered', () => {
    const { call, output$ } = setup();
    call.answer(mine);
    output$.next({ kind: 'local-stream', stream: mine });
    expect([call.open, call.localStream]).toEqual([false, mine]);
    output$.next({ kind: 'opened' });
    expect(call.open).toBe(true);
  });

  it('tells the same by streams and by events', () => {
    const { call, output$ } = setup();
    const streams = recordStreams({
      stream: call.stream$,
      iceStateChanged: call.iceState$,
      error: call.error$,
      close: call.close$,
    });
    const events = recordEvents(call, 'stream', 'iceStateChanged', 'error', 'willCloseOnRemote', 'close');
    output$.next({ kind: 'ice-state', state: 'connected' });
    output$.next({ kind: 'auxiliary-open' });
    output$.next({ kind: 'stream', stream: theirs });
    output$.next({ kind: 'closed', by: 'other-side' });
    output$.complete();
    expect(events).toEqual(['iceStateChanged connected', 'willCloseOnRemote', 'stream [object Object]', 'close']);
    expect(streams.slice(0, 3)).toEqual(['iceStateChanged connected', 'stream [object Object]', 'close']);
    expect(streams.slice(3).sort()).toEqual(['close |', 'error |', 'iceStateChanged |', 'stream |']);
  });

  it('repeats the latest stream to late subscribers, while the call lasts', () => {
    const { call, output$ } = setup();
    const streams: MediaStream[] = [];
    output$.next({ kind: 'stream', stream: theirs });
    output$.next({ kind: 'stream', stream: screen });
    call.stream$.subscribe((stream) => streams.push(stream));
    expect(streams).toEqual([screen]);
    expect(call.remoteStream).toBe(screen);
    output$.next({ kind: 'closed', by: 'this-side' });
    call.stream$.subscribe((stream) => streams.push(stream));
    expect(streams).toHaveLength(1);
    expect([call.remoteStream, call.localStream]).toEqual([undefined, undefined]);
  });
});
