import { MsgPack } from 'peerjs';
import { createMsgPack } from 'rxpeer/msgpack';
import { useBench } from '../support/browser/bench.js';
import { patterned } from '../support/browser/bytes.js';
import { interop, type Interop, type Opener, peerJsRaces } from '../support/browser/peerjs.js';
import { expectOneClose, recordConnection } from '../support/browser/record.js';
import { next, nextError, nextMany } from '../support/browser/wait.js';

const OPENERS: readonly Opener[] = ['RxPeer', 'PeerJS'];

/** Messages of a lively application in a second or two. */
const MANY = 3_000;

const structure = { list: [1, -2, 3.5, true, null, 'é'], nested: { deep: [{}] } };

/** Values that arrive as they are, on both sides. */
const VALUES: readonly unknown[] = [
  '',
  'héllo 世界 🎉',
  structure,
  [],
  ...[0, -1, 65_536, 2 ** 40, -(2 ** 40), 0.1, Infinity, false],
  ...[new Date(0), new Date(1_700_000_000_123), new Date(-1)],
  { at: new Date(5), bytes: Uint8Array.of(7, 8) },
  Uint8Array.of(1, 2, 3),
  patterned(100_000),
  'x'.repeat(32_768),
  Array.from({ length: 20_000 }, (_, index) => index),
  { __peerDate: 'nearly' },
];

for (const opener of OPENERS) {
  describe(`MsgPack between RxPeer and PeerJS 1.5.5, opened by ${opener}`, () => {
    const bench = useBench(peerJsRaces);

    const connected = (reliable = true): Promise<Interop> =>
      interop(
        bench,
        opener,
        { serialization: 'MsgPack', reliable },
        { rx: { serializers: { MsgPack: createMsgPack } }, js: { serializers: { MsgPack } } },
      );

    it('travels both ways', async () => {
      const { rx, js, jsData$ } = await connected();
      expect([rx.serialization, js.serialization]).toEqual(['MsgPack', 'MsgPack']);
      const [atJs, atRx] = [nextMany(jsData$, VALUES.length), nextMany(rx.data$, VALUES.length)];
      for (const value of VALUES) {
        rx.send(value);
        void js.send(value);
      }
      expect(await atJs).toEqual([...VALUES]);
      expect(await atRx).toEqual([...VALUES]);
    });

    it('brings null and undefined from PeerJS, which cannot take them itself', async () => {
      const { rx, js } = await connected();
      const atRx = nextMany(rx.data$, 3);
      for (const value of [null, undefined, 'next']) void js.send(value);
      expect(await atRx).toEqual([null, null, 'next']);
    });

    it('brings ArrayBuffers and views to PeerJS as bytes', async () => {
      const { rx, jsData$ } = await connected();
      const atJs = nextMany(jsData$, 2);
      rx.send(Uint8Array.of(1, 2).buffer);
      rx.send({ words: Uint16Array.of(1), buffer: Uint8Array.of(3).buffer });
      expect(await atJs).toEqual([Uint8Array.of(1, 2), { words: Uint8Array.of(1, 0), buffer: Uint8Array.of(3) }]);
    });

    it('travels in as many messages as it takes', async () => {
      const text = 'héllo '.repeat(170_000);
      const { rx, js, jsData$ } = await connected();
      const [atJs, atRx] = [nextMany(jsData$, 3), nextMany(rx.data$, 3)];
      for (const value of [text, 'between', text]) {
        rx.send(value);
        void js.send(value);
      }
      for (const arrived of [await atJs, await atRx]) {
        expect(arrived.map((value) => value === text)).toEqual([true, false, true]);
        expect(arrived[1]).toBe('between');
      }
    });

    it('travels in order, be it asked for or not', async () => {
      const messages = Array.from({ length: MANY }, (_, index) => ({ index, text: 'x'.repeat(index % 50) }));
      const { rx, js, jsData$ } = await connected(false);
      expect([rx.dataChannel?.ordered, js.dataChannel?.ordered]).toEqual([true, true]);
      const [atJs, atRx] = [nextMany(jsData$, MANY), nextMany(rx.data$, MANY)];
      for (const message of messages) {
        rx.send(message);
        void js.send(message);
      }
      expect(await atJs).toEqual(messages);
      expect(await atRx).toEqual(messages);
    });

    it('is refused where PeerJS would keep it for itself, or MessagePack has no form for it', async () => {
      const { rx, jsData$ } = await connected();
      const atJs = nextMany(jsData$, 1);
      for (const [value, reason] of [
        [{ __peerData: { type: 'close' } }, '__peerData'],
        [{ count: 1n }, 'bigint'],
        [new Map(), 'Map'],
      ] as const) {
        const refused = nextError(rx, 'not-serializable');
        rx.send(value);
        expect((await refused).message).toContain(reason);
      }
      rx.send('next');
      expect(await atJs).toEqual(['next']);
      expect(rx.open).toBe(true);
    });

    it('ends the connection where bytes make no sense', async () => {
      const { rx, js } = await connected();
      const told = recordConnection(rx);
      const [invalid, atRx, closed] = [nextError(rx, 'invalid-message'), next(rx.data$), next(rx.close$)];
      js.dataChannel?.send(Uint8Array.of(0x01, 0xc1, 0x02));
      expect(await atRx).toBe(1);
      expect((await invalid).message).toContain('0xc1');
      await closed;
      expectOneClose(told);
    });

    it('is all delivered when RxPeer flushes', async () => {
      const text = 'x'.repeat(1_000_000);
      const { rx, jsData$, jsClose$ } = await connected();
      const arrived = nextMany(jsData$, 4);
      const closed = Promise.all([next(rx.close$), next(jsClose$)]);
      for (const value of [1, text, 2, text]) rx.send(value);
      rx.close({ flush: true });
      expect((await arrived).map((value) => (value === text ? 'text' : value))).toEqual([1, 'text', 2, 'text']);
      await closed;
    });

    it('is all delivered when PeerJS flushes', async () => {
      const text = 'x'.repeat(1_000_000);
      const { rx, js } = await connected();
      const told = recordConnection(rx);
      const arrived = nextMany(rx.data$, 4);
      const closed = next(rx.close$);
      for (const value of [1, text, 2, text]) void js.send(value);
      js.close({ flush: true });
      expect((await arrived).map((value) => (value === text ? 'text' : value))).toEqual([1, 'text', 2, 'text']);
      await closed;
      expectOneClose(told);
    });
  });
}
