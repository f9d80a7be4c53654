import { unpack } from 'peerjs-js-binarypack';
import { createBinaryPack } from '../../../lib/serialization/binary-pack/binary-pack.js';
import { chunkForm } from '../../../lib/serialization/binary-pack/chunk-form.js';
import { type Chunk, chunkEnvelope, classify } from '../../../lib/serialization/envelope.js';
import { legible } from '../../support/legible.js';

const codec = createBinaryPack();
const written = (value: unknown): ArrayBuffer => (codec.encode(value) as Uint8Array<ArrayBuffer>).slice().buffer;
const frameOf = (...[id, n, total, data]: Parameters<typeof chunkEnvelope>): ArrayBuffer =>
  (chunkForm.write(chunkEnvelope(id, n, total, data)) as Uint8Array<ArrayBuffer>).slice().buffer;

const read = (frame: ArrayBuffer): Chunk | undefined => chunkForm.reader?.read(new Uint8Array(frame));

/** Numbers at which their width changes. */
const COUNTS = [1, 127, 128, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1];

describe('chunkForm', () => {
  it.each([1, 15, 16, 65_535, 65_536, 262_000])('writes what the codec writes, with %d bytes', (size) => {
    const data = Uint8Array.from({ length: size }, (_, index) => index);
    for (const id of COUNTS) {
      for (const n of COUNTS.slice(0, 7)) {
        const frame = frameOf(id, n, n + 1, data);
        expect(
          legible(frame) !== undefined &&
            Buffer.from(frame).equals(Buffer.from(written(chunkEnvelope(id, n, n + 1, data)))),
        ).toBe(true);
      }
    }
  });

  it('is read by PeerJS, and by the codec', () => {
    const frame = frameOf(3, 1, 2, Uint8Array.of(7, 8));
    expect(legible(unpack(frame))).toEqual(
      legible({ __peerData: 3, n: 1, data: Uint8Array.of(7, 8).buffer, total: 2 }),
    );
    expect(classify(codec.decode(frame)).kind).toBe('chunk');
  });

  it('reads what it has written, without a copy', () => {
    for (const id of COUNTS) {
      const frame = frameOf(id, 4, 9, Uint8Array.of(1, 2, 3));
      expect(new Uint8Array(frame)[0]).toBe(chunkForm.reader?.head);
      const chunk = read(frame);
      expect(chunk).toEqual({ kind: 'chunk', id, n: 4, total: 9, data: Uint8Array.of(1, 2, 3) });
      expect(chunk?.data.buffer).toBe(frame);
    }
  });

  it('reads wider numbers than it has to', () => {
    const frame = [0x84, 0xba, ...Buffer.from('__peerData'), 0xcf, 0, 0, 0, 0, 0, 0, 0, 1, 0xb1, 0x6e, 0xcd, 0, 0];
    const rest = [0xb4, ...Buffer.from('data'), 0xdb, 0, 0, 0, 1, 9, 0xb5, ...Buffer.from('total'), 0xce, 0, 0, 0, 2];
    expect(read(Uint8Array.from([...frame, ...rest]).buffer)).toEqual({
      kind: 'chunk',
      id: 1,
      n: 0,
      total: 2,
      data: Uint8Array.of(9),
    });
  });

  it('leaves to the codec what is not exactly that', () => {
    const data = Uint8Array.of(1);
    const others: readonly unknown[] = [
      { n: 0, total: 1, data, __peerData: 1 },
      { __peerData: 1, n: 0, total: 1, data },
      { __peerData: 0, n: 0, data, total: 1 },
      { __peerData: 1.5, n: 0, data, total: 1 },
      { __peerData: -1, n: 0, data, total: 1 },
      { __peerData: 1, n: 1, data, total: 1 },
      { __peerData: 1, n: '0', data, total: 1 },
      { __peerData: 1, n: 0, data: new Uint8Array(), total: 1 },
      { __peerData: 1, n: 0, data: 'text', total: 1 },
      { __peerData: 1, n: 0, data, total: null },
      { __peerData: { type: 'close' } },
      1,
    ];
    expect(others.map((value) => read(written(value)))).toEqual(others.map(() => undefined));
  });

  it('leaves to the codec what is cut off or goes on', () => {
    const whole = new Uint8Array(frameOf(300, 2, 70_000, new Uint8Array(20)));
    for (let length = 0; length < whole.length; length += 1) {
      expect(read(whole.slice(0, length).buffer)).toBeUndefined();
    }
    expect(read(Uint8Array.of(...whole, 0).buffer)).toBeUndefined();
  });
});
