import { useBench } from '../support/browser/bench.js';
import { isBuffer, patterned } from '../support/browser/bytes.js';
import { peerServer, serverUrl, uniqueId } from '../support/browser/page.js';
import { interop, kept, on, openPeerJs, type Opener, peerJs, peerJsRaces } from '../support/browser/peerjs.js';
import { expectOneClose, recordConnection } from '../support/browser/record.js';
import { next, nextError, nextMany, open, opened, until } from '../support/browser/wait.js';

const OPENERS: readonly Opener[] = ['RxPeer', 'PeerJS'];
const SERIALIZATIONS = ['binary', 'binary-utf8', 'json', 'raw'];

for (const opener of OPENERS) {
  describe(`the end of a connection between RxPeer and PeerJS 1.5.5, opened by ${opener}`, () => {
    const bench = useBench(peerJsRaces);

    it('comes when RxPeer closes', async () => {
      const { rx, js, jsClose$ } = await interop(bench, opener);
      const told = recordConnection(rx);
      rx.close();
      await next(jsClose$);
      expectOneClose(told);
      expect([rx.open, js.open]).toEqual([false, false]);
    });

    it('comes when PeerJS closes', async () => {
      const { rx, js, rxPeer } = await interop(bench, opener);
      const told = recordConnection(rx);
      const closed = next(rx.close$);
      js.close();
      await closed;
      expectOneClose(told);
      expect(Object.keys(rxPeer.connections)).toEqual([]);
    });

    for (const serialization of SERIALIZATIONS) {
      it(`comes after everything is delivered when RxPeer flushes, as ${serialization}`, async () => {
        const value = serialization === 'json' ? 'x'.repeat(16_000) : patterned(16_000);
        const { rx, jsData$, jsClose$ } = await interop(bench, opener, { serialization, reliable: true });
        const arrived = nextMany(jsData$, 60);
        const closed = Promise.all([next(rx.close$), next(jsClose$)]);
        for (const _ of Array(60)) rx.send(value);
        rx.close({ flush: true });
        expect((await arrived).length).toBe(60);
        await closed;
      });
    }

    it('comes after everything is delivered when RxPeer flushes 5 MB in one message', async () => {
      const message = patterned(5_000_000);
      for (const reliable of [true, false]) {
        const { rx, jsData$, jsClose$ } = await interop(bench, opener, { reliable });
        const arrived = next(jsData$);
        const closed = Promise.all([next(rx.close$), next(jsClose$)]);
        rx.send(message);
        rx.close({ flush: true });
        const { buffer, byteOffset, byteLength } = (await arrived) as Uint8Array<ArrayBuffer>;
        expect(isBuffer(buffer.slice(byteOffset, byteOffset + byteLength), message)).toBe(true);
        await closed;
      }
    });

    for (const serialization of ['binary', 'binary-utf8', 'json']) {
      it(`comes after everything is delivered when PeerJS flushes, as ${serialization}`, async () => {
        const value = serialization === 'json' ? 'x'.repeat(16_000) : patterned(100_000);
        const { rx, js } = await interop(bench, opener, { serialization, reliable: true });
        const told = recordConnection(rx);
        const arrived = nextMany(rx.data$, 10);
        const closed = next(rx.close$);
        for (const _ of Array(10)) void js.send(value);
        js.close({ flush: true });
        expect((await arrived).length).toBe(10);
        await closed;
        expectOneClose(told);
      });
    }

    it('comes after everything of RxPeer is delivered when both flush at once, and PeerJS has not waited for its own', async () => {
      const { rx, js, jsData$, jsClose$ } = await interop(bench, opener, { reliable: true });
      const told = recordConnection(rx);
      const arrived = nextMany(jsData$, 20);
      const closed = Promise.all([next(rx.close$), next(jsClose$)]);
      const theirs: unknown[] = [];
      rx.data$.subscribe((value) => theirs.push((value as { readonly index: number }).index));
      for (const index of Array(20).keys()) {
        void js.send({ index, bytes: patterned(16_000) });
        rx.send(patterned(16_000));
      }
      js.close({ flush: true });
      rx.close({ flush: true });
      expect((await arrived).length).toBe(20);
      await closed;
      expectOneClose(told);
      // It ends its peer connection when it is asked to close, with what of its own is still on its way.
      expect(theirs.length).toBeGreaterThan(0);
      expect(theirs).toEqual([...theirs.keys()]);
    });

    it('comes when either Peer is destroyed', async () => {
      const first = await interop(bench, opener);
      const atJs = next(first.jsClose$);
      first.rxPeer.destroy();
      await atJs;
      const second = await interop(bench, opener);
      const atRx = next(second.rx.close$);
      second.jsPeer.destroy();
      await atRx;
      expect([first.js.open, second.rx.open]).toEqual([false, false]);
    });
  });
}

describe('RxPeer and PeerJS 1.5.5', () => {
  const bench = useBench(peerJsRaces);

  it('connect before RxPeer listens: what comes meanwhile is held', async () => {
    const [rxPeer, jsPeer] = [bench.peer(), peerJs(bench)];
    const [rxId] = await Promise.all([open(rxPeer), openPeerJs(jsPeer)]);
    const js = jsPeer.connect(rxId, { reliable: true });
    await next(on(js, 'open'));
    void js.send('early');
    void js.send({ more: 1 });
    const probe = jsPeer.connect(rxId, { reliable: true });
    await next(on(probe, 'open'));
    const rx = await next(rxPeer.connection$);
    expect(rx.connectionId).toBe(js.connectionId);
    expect(await nextMany(rx.data$, 2)).toEqual(['early', { more: 1 }]);
  });

  it('connect from RxPeer before its id is assigned', async () => {
    const jsPeer = peerJs(bench);
    const incoming = kept<{ readonly peer: string }>(jsPeer, 'connection');
    const rxPeer = bench.namelessPeer();
    const rx = rxPeer.connect(await openPeerJs(jsPeer));
    await opened(rx);
    expect((await next(incoming)).peer).toBe(rxPeer.id ?? '');
  });

  it('part when PeerJS is said to leave: RxPeer closes all connections with it', async () => {
    const { rx, rxPeer, jsPeer } = await interop(bench, 'PeerJS');
    const jsToken = (jsPeer.options as { readonly token?: string }).token ?? '';
    const second = await opened(rxPeer.connect(jsPeer.id));
    const closed = Promise.all([next(rx.close$), next(second.close$)]);
    const query = new URLSearchParams({ key: peerServer.key, id: jsPeer.id, token: jsToken });
    const socket = new WebSocket(serverUrl('ws', `peerjs?${query.toString()}`));
    bench.after(() => {
      socket.close();
    });
    socket.onopen = () => {
      socket.send(JSON.stringify({ type: 'LEAVE', dst: rxPeer.id }));
    };
    await closed;
    expect(rxPeer.open).toBe(true);
  });

  it('miss each other where PeerJS has gone: the connection fails, the Peer lives', async () => {
    const { rxPeer, jsPeer } = await interop(bench, 'RxPeer');
    const gone = jsPeer.id;
    jsPeer.destroy();
    await until(async () => !(await next(rxPeer.listAllPeers())).includes(gone));
    const refused = [rxPeer.connect(gone), rxPeer.connect(uniqueId('nobody'))];
    const closed = Promise.all(refused.map(({ close$ }) => next(close$)));
    await Promise.all(refused.map((connection) => nextError(connection, 'peer-unavailable')));
    await closed;
    expect(rxPeer.open).toBe(true);
  });
});
