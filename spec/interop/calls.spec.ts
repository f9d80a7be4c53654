import type { MediaConnection as JsCall } from 'peerjs';
import { useBench } from '../support/browser/bench.js';
import { canvasAndTone, flows, kindsOf } from '../support/browser/media.js';
import { kept, on, openPeerJs, peerJs, peerJsRaces } from '../support/browser/peerjs.js';
import { count, expectOneClose, recordCall } from '../support/browser/record.js';
import { next, open, opened, until } from '../support/browser/wait.js';

const BOTH = ['audio', 'video'];

describe('a call from RxPeer to PeerJS 1.5.5', () => {
  const bench = useBench(peerJsRaces);

  const ring = async (stream?: MediaStream) => {
    const [rxPeer, jsPeer] = [bench.peer(), peerJs(bench)];
    await open(rxPeer);
    const incoming = next(kept<JsCall>(jsPeer, 'call'));
    const rx = rxPeer.call(await openPeerJs(jsPeer), stream, { metadata: { from: 'rx' } });
    const js = await incoming;
    return { rx, js, jsStream$: kept<MediaStream>(js, 'stream'), jsClose$: kept(js, 'close') };
  };

  it('carries audio and video both ways', async () => {
    const { rx, js, jsStream$ } = await ring(canvasAndTone(bench));
    const told = recordCall(rx);
    const atRx = next(rx.stream$);
    js.answer(canvasAndTone(bench));
    expect(kindsOf(await atRx)).toEqual(BOTH);
    expect(kindsOf(await next(jsStream$))).toEqual(BOTH);
    expect(js.metadata).toEqual({ from: 'rx' });
    for (const connection of [rx.peerConnection, js.peerConnection]) {
      for (const kind of ['audio', 'video'] as const) await flows(connection, kind);
    }
    await until(() => rx.open);
    expect([count(told, 'stream$'), count(told, 'on stream')]).toEqual([1, 1]);
  });

  it('is answered without a stream', async () => {
    const { rx, js, jsStream$ } = await ring(canvasAndTone(bench));
    js.answer();
    expect(kindsOf(await next(jsStream$))).toEqual(BOTH);
    await until(() => rx.open);
    expect(rx.remoteStream).toBeUndefined();
  });

  it('brings video to an RxPeer that sends audio only, or nothing', async () => {
    for (const stream of [new MediaStream(canvasAndTone(bench).getAudioTracks()), undefined]) {
      const { rx, js } = await ring(stream);
      const atRx = next(rx.stream$);
      js.answer(canvasAndTone(bench));
      expect(kindsOf(await atRx)).toEqual(BOTH);
      await flows(rx.peerConnection, 'video');
    }
  });

  for (const side of ['rx', 'js'] as const) {
    it(`ends when ${side === 'rx' ? 'RxPeer' : 'PeerJS'} hangs up`, async () => {
      const { rx, js, jsClose$ } = await ring(canvasAndTone(bench));
      const told = recordCall(rx);
      const [linked, linkedJs] = [
        next(on(js, 'willCloseOnRemote')),
        until(() => told.includes('on willCloseOnRemote')),
      ];
      js.answer(canvasAndTone(bench));
      await Promise.all([linked, linkedJs]);
      const closed = Promise.all([next(rx.close$), next(jsClose$)]);
      (side === 'rx' ? rx : js).close();
      await closed;
      expectOneClose(told);
    });
  }
});

describe('a call from PeerJS 1.5.5 to RxPeer', () => {
  const bench = useBench(peerJsRaces);

  const ring = async (stream: MediaStream) => {
    const [rxPeer, jsPeer] = [bench.peer(), peerJs(bench)];
    await openPeerJs(jsPeer);
    const incoming = next(rxPeer.call$);
    const js = jsPeer.call(await open(rxPeer), stream, { metadata: { from: 'js' } });
    const rx = await incoming;
    return { rx, js, rxPeer, jsPeer, jsStream$: kept<MediaStream>(js, 'stream'), jsClose$: kept(js, 'close') };
  };

  it('carries audio and video both ways', async () => {
    const { rx, js, jsStream$ } = await ring(canvasAndTone(bench));
    const told = recordCall(rx);
    const atRx = next(rx.stream$);
    rx.answer(canvasAndTone(bench));
    expect(kindsOf(await atRx)).toEqual(BOTH);
    expect(kindsOf(await next(jsStream$))).toEqual(BOTH);
    expect(rx.metadata).toEqual({ from: 'js' });
    for (const connection of [rx.peerConnection, js.peerConnection]) {
      for (const kind of ['audio', 'video'] as const) await flows(connection, kind);
    }
    await until(() => rx.open);
    expect([count(told, 'stream$'), count(told, 'on stream')]).toEqual([1, 1]);
  });

  it('is answered without a stream', async () => {
    const { rx, js } = await ring(canvasAndTone(bench));
    const atRx = next(rx.stream$);
    rx.answer();
    expect(kindsOf(await atRx)).toEqual(BOTH);
    await flows(rx.peerConnection, 'video');
    expect(js.open).toBe(true);
  });

  for (const side of ['rx', 'js'] as const) {
    it(`ends when ${side === 'rx' ? 'RxPeer' : 'PeerJS'} hangs up`, async () => {
      const { rx, js, jsClose$ } = await ring(canvasAndTone(bench));
      const told = recordCall(rx);
      const linked = Promise.all([
        next(on(js, 'willCloseOnRemote')),
        until(() => told.includes('on willCloseOnRemote')),
      ]);
      rx.answer(canvasAndTone(bench));
      await linked;
      const closed = Promise.all([next(rx.close$), next(jsClose$)]);
      (side === 'rx' ? rx : js).close();
      await closed;
      expectOneClose(told);
    });
  }

  it('is refused by hanging up instead of answering, which harms nobody', async () => {
    const { rx, js, rxPeer, jsPeer } = await ring(canvasAndTone(bench));
    const told = recordCall(rx);
    const errors: unknown[] = [];
    for (const each of [js, jsPeer]) on(each, 'error').subscribe((error) => errors.push(error));
    rx.close();
    expectOneClose(told);
    await opened(rxPeer.connect(jsPeer.id)); // what comes after it on the same way has passed it
    const again = next(rxPeer.connection$);
    jsPeer.connect(await open(rxPeer));
    await opened(await again);
    expect(errors).toEqual([]);
  });
});
