import type { MediaConnection } from 'peerjs';
import { useBench } from '../support/browser/bench.js';
import { canvasAndTone } from '../support/browser/media.js';
import { interop, on, peerJsRaces } from '../support/browser/peerjs.js';
import { next, open, opened } from '../support/browser/wait.js';

/** Milliseconds in which PeerJS is told, on a busy machine; what it notices by itself takes longer. */
const TOLD = 5_000;

describe('towards PeerJS 1.5.5', () => {
  const bench = useBench(peerJsRaces);

  it('a call that RxPeer cancels, or declines, harms nothing', async () => {
    const { rx, js, rxPeer, jsPeer, jsData$ } = await interop(bench, 'RxPeer');
    const errors: unknown[] = [];
    on(jsPeer, 'error').subscribe((error) => errors.push(error));
    const [jsId, rxId] = [jsPeer.id, await open(rxPeer)];

    const rings = next(on<MediaConnection>(jsPeer, 'call'));
    const outgoing = rxPeer.call(jsId, canvasAndTone(bench));
    await rings;
    outgoing.close({ reason: 'wrong number' });

    const incoming = next(rxPeer.call$);
    jsPeer.call(rxId, canvasAndTone(bench));
    (await incoming).close({ reason: 'busy' });

    // What comes after it on the same ways has passed it.
    const again = rxPeer.connect(jsId);
    await opened(again);
    const arrived = next(jsData$);
    rx.send('still there');
    expect(await arrived).toBe('still there');
    expect([errors, js.open]).toEqual([[], true]);
  });

  it('an RxPeer that is destroyed takes its connections along', async () => {
    const { rxPeer, js, jsClose$ } = await interop(bench, 'RxPeer');
    const closed = next(jsClose$, TOLD);
    rxPeer.destroy();
    await closed;
    expect(js.open).toBe(false);
  });
});
