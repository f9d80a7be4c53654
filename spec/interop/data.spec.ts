import { map } from 'rxjs';
import { useBench } from '../support/browser/bench.js';
import { isBuffer, patterned } from '../support/browser/bytes.js';
import { thisBrowser } from '../support/browser/page.js';
import { interop, type Opener, peerJsRaces } from '../support/browser/peerjs.js';
import { nextError, nextMany } from '../support/browser/wait.js';
import { legible } from '../support/legible.js';

const OPENERS: readonly Opener[] = ['RxPeer', 'PeerJS'];

/** Bytes that BinaryPack adds to bytes of this size. */
const PACK_OVERHEAD = 3;
/** Encoded sizes around the one at which both begin to cut. */
const BOUNDARY = [16_299, 16_300, 16_301];

const text = 'héllo 世界 🎉';
const structure = { list: [1, -2, 3.5, true, null, 'é'], nested: { deep: [{}] } };

/** Values that both say the same way, and what arrives. */
const BINARY: readonly (readonly [unknown, unknown])[] = [
  ['', ''],
  [text, text],
  [structure, structure],
  [[], []],
  [0, 0],
  [65_536, 65_536],
  [false, false],
  [Uint8Array.of(1, 2, 3), Uint8Array.of(1, 2, 3).buffer],
  [{ bytes: Uint8Array.of(7).buffer }, { bytes: Uint8Array.of(7).buffer }],
  ['x'.repeat(20_000), 'x'.repeat(20_000)],
];

const VALUES: Readonly<Record<string, readonly (readonly [unknown, unknown])[]>> = {
  binary: BINARY,
  'binary-utf8': BINARY,
  json: [text, structure, [], 0, -1.5, false, 'x'.repeat(10_000)].map((value) => [value, value]),
  raw: [
    [text, text],
    ['x'.repeat(50_000), 'x'.repeat(50_000)],
    [Uint8Array.of(1, 2, 3).buffer, Uint8Array.of(1, 2, 3).buffer],
    [patterned(50_000), patterned(50_000).buffer],
  ],
};

/** RxPeer's name for a serialization where it differs. PeerJS calls its own `binary-utf8` connections `binary`. */
const NAMES: Readonly<Record<Opener, Readonly<Record<string, string>>>> = {
  RxPeer: { raw: 'none' },
  PeerJS: { raw: 'none', 'binary-utf8': 'binary' },
};

/** PeerJS hands large binary messages over as a Uint8Array, small ones as an ArrayBuffer. */
const asBuffer = (value: unknown): unknown =>
  value instanceof Uint8Array ? value.buffer.slice(value.byteOffset, value.byteOffset + value.byteLength) : value;

for (const opener of OPENERS) {
  describe(`data between RxPeer and PeerJS 1.5.5, opened by ${opener}`, () => {
    const bench = useBench(peerJsRaces);

    for (const [serialization, values] of Object.entries(VALUES)) {
      it(`travels both ways as ${serialization}`, async () => {
        const { rx, js, jsData$ } = await interop(bench, opener, { serialization, reliable: true });
        expect(rx.serialization).toBe(NAMES[opener][serialization] ?? serialization);
        const expected = values.map(([, received]) => received);
        const [atJs, atRx] = [nextMany(jsData$, values.length), nextMany(rx.data$, values.length)];
        for (const [sent] of values) {
          rx.send(sent);
          void js.send(sent);
        }
        expect(legible((await atJs).map(asBuffer))).toEqual(legible(expected));
        expect(legible(await atRx)).toEqual(legible(expected));
      });
    }

    for (const serialization of ['binary', 'binary-utf8']) {
      it(`travels at the sizes where it begins to be cut, as ${serialization}`, async () => {
        const messages = BOUNDARY.map((size) => patterned(size - PACK_OVERHEAD));
        const { rx, js, jsData$ } = await interop(bench, opener, { serialization, reliable: true });
        const [atJs, atRx] = [nextMany(jsData$, messages.length), nextMany(rx.data$, messages.length)];
        for (const message of messages) {
          rx.send(message);
          void js.send(message);
        }
        for (const arrived of [(await atJs).map(asBuffer), await atRx]) {
          expect(arrived.map((each, index) => isBuffer(each, messages[index] ?? new Uint8Array()))).toEqual([
            true,
            true,
            true,
          ]);
        }
      });

      it(`travels in chunks as ${serialization}, reliable and unreliable`, async () => {
        const message = patterned(1024 * 1024);
        for (const reliable of [true, false]) {
          const { rx, js, jsData$ } = await interop(bench, opener, { serialization, reliable });
          const isSame = map((value: unknown) => isBuffer(asBuffer(value), message));
          const [atJs, atRx] = [nextMany(jsData$.pipe(isSame), 2), nextMany(rx.data$.pipe(isSame), 2)];
          for (const _ of [1, 2]) {
            rx.send(message);
            void js.send(message);
          }
          expect([await atJs, await atRx]).toEqual([
            [true, true],
            [true, true],
          ]);
        }
      });
    }

    it('travels as a Blob', async () => {
      const bytes = patterned(100_000);
      const { rx, js, jsData$ } = await interop(bench, opener, { reliable: true });
      const [atJs, atRx] = [nextMany(jsData$, 1), nextMany(rx.data$, 1)];
      rx.send(new Blob([bytes]));
      void js.send(new Blob([bytes]));
      expect(isBuffer(asBuffer((await atJs)[0]), bytes)).toBe(true);
      expect(isBuffer((await atRx)[0], bytes)).toBe(true);
    });

    it('travels as JSON of more than PeerJS itself would send, up to what the channel takes', async () => {
      const { rx, jsData$ } = await interop(bench, opener, { serialization: 'json', reliable: true });
      const limit = Math.min(rx.peerConnection?.sctp?.maxMessageSize ?? 0, 1_000_000);
      const text = 'x'.repeat(limit - 2);
      const atJs = nextMany(jsData$, 2);
      rx.send(text);
      if (thisBrowser === 'chrome') {
        const refused = nextError(rx, 'message-too-big');
        rx.send(`${text}x`);
        expect((await refused).message).toContain(String(limit));
      }
      rx.send('next');
      expect((await atJs).map((value) => (value as string).length)).toEqual([text.length, 4]);
    });

    it('comes with label, metadata and order', async () => {
      const metadata = { name: 'café', list: [1, null] };
      for (const reliable of [true, false]) {
        const { rx, js } = await interop(bench, opener, { label: 'the label', metadata, reliable });
        for (const end of [rx, js]) {
          expect([end.label, end.metadata, end.reliable]).toEqual(['the label', metadata, reliable]);
          expect(end.dataChannel?.ordered).toBe(reliable);
        }
        expect(rx.connectionId).toBe(js.connectionId);
      }
    });

    it('is refused where PeerJS would keep it for itself, and nothing of it is sent', async () => {
      for (const serialization of ['binary', 'json']) {
        const { rx, jsData$ } = await interop(bench, opener, { serialization, reliable: true });
        const [refused, atJs] = [nextError(rx, 'not-serializable'), nextMany(jsData$, 1)];
        rx.send({ __peerData: { type: 'close' } });
        rx.send('next');
        expect((await refused).message).toContain('__peerData');
        expect(await atJs).toEqual(['next']);
        expect(rx.open).toBe(true);
      }
    });
  });
}
