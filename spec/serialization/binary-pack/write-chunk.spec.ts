import { unpack } from 'peerjs-js-binarypack';
import { createBinaryPack } from '../../../lib/serialization/binary-pack/binary-pack.js';
import { writeChunk } from '../../../lib/serialization/binary-pack/write-chunk.js';
import { MAP_OF_FOUR } from '../../../lib/serialization/binary-pack/headers.js';
import { chunkEnvelope, classify } from '../../../lib/serialization/envelope.js';
import { legible } from '../../support/legible.js';

const codec = createBinaryPack();
const bufferOf = (frame: unknown): ArrayBuffer => (frame as Uint8Array<ArrayBuffer>).slice().buffer;
const written = (value: unknown): ArrayBuffer => bufferOf(codec.encode(value));
const frameOf = (...chunk: Parameters<typeof chunkEnvelope>): ArrayBuffer =>
  bufferOf(writeChunk(chunkEnvelope(...chunk)));

/** Numbers at which their width changes. */
const COUNTS = [1, 127, 128, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1];

describe('writeChunk', () => {
  it.each([1, 15, 16, 65_535, 65_536, 262_000])('writes what the codec writes, with %d bytes', (size) => {
    const data = Uint8Array.from({ length: size }, (_, index) => index);
    for (const id of COUNTS) {
      for (const n of COUNTS.slice(0, 7)) {
        const frame = Buffer.from(frameOf(id, n, n + 1, data));
        expect(frame.equals(Buffer.from(written(chunkEnvelope(id, n, n + 1, data))))).toBe(true);
      }
    }
  });

  it('is read by PeerJS', () => {
    expect(legible(unpack(frameOf(3, 1, 2, Uint8Array.of(7, 8))))).toEqual(
      legible({ __peerData: 3, n: 1, data: Uint8Array.of(7, 8).buffer, total: 2 }),
    );
  });

  it('is read by the codec, without a copy', () => {
    for (const id of COUNTS) {
      const frame = frameOf(id, 4, 9, Uint8Array.of(1, 2, 3));
      expect(new Uint8Array(frame)[0]).toBe(MAP_OF_FOUR);
      const chunk = classify(codec.decode(frame));
      expect(chunk).toEqual({ kind: 'chunk', id, n: 4, total: 9, data: Uint8Array.of(1, 2, 3) });
      expect(chunk.kind === 'chunk' && chunk.data.buffer).toBe(frame);
    }
  });

  it('is read also with wider numbers than it has to have', () => {
    const frame = [0x84, 0xba, ...Buffer.from('__peerData'), 0xcf, 0, 0, 0, 0, 0, 0, 0, 1, 0xb1, 0x6e, 0xcd, 0, 0];
    const rest = [0xb4, ...Buffer.from('data'), 0xdb, 0, 0, 0, 1, 9, 0xb5, ...Buffer.from('total'), 0xce, 0, 0, 0, 2];
    expect(classify(codec.decode(Uint8Array.from([...frame, ...rest]).buffer))).toEqual({
      kind: 'chunk',
      id: 1,
      n: 0,
      total: 2,
      data: Uint8Array.of(9),
    });
  });

  it('is refused where it is cut off or goes on', () => {
    const whole = new Uint8Array(frameOf(300, 2, 70_000, new Uint8Array(20)));
    for (let length = 0; length < whole.length; length += 1) {
      expect(() => codec.decode(whole.slice(0, length).buffer)).toThrow('cut off');
    }
    expect(() => codec.decode(Uint8Array.of(...whole, 0).buffer)).toThrow('left over');
  });

  it.each([
    [{ __peerData: 1.5, n: 0, data: Uint8Array.of(1), total: 1 }, 'malformed'],
    [{ __peerData: -1, n: 0, data: Uint8Array.of(1), total: 1 }, 'malformed'],
    [{ __peerData: 1, n: 1, data: Uint8Array.of(1), total: 1 }, 'malformed'],
    [{ __peerData: 1, n: '0', data: Uint8Array.of(1), total: 1 }, 'malformed'],
    [{ __peerData: 1, n: 0, data: new Uint8Array(), total: 1 }, 'malformed'],
    [{ __peerData: 1, n: 0, data: 'text', total: 1 }, 'malformed'],
    [{ __peerData: 1, n: 0, data: Uint8Array.of(1), total: null }, 'malformed'],
    [{ __peerData: 0, n: 0, data: Uint8Array.of(1), total: 1 }, 'value'],
    [{ __peerData: { type: 'close' } }, 'close'],
    [{ n: 0, total: 1, data: Uint8Array.of(1), __peerData: 1 }, 'chunk'],
  ])('is told from what only looks like it: %j', (value, kind) => {
    expect(classify(codec.decode(written(value))).kind).toBe(kind);
  });

  it('uses memory again where it is large enough', () => {
    const memory = new Uint8Array(64);
    const chunk = chunkEnvelope(1, 0, 1, Uint8Array.of(1, 2, 3));
    const first = writeChunk(chunk, memory) as Uint8Array<ArrayBuffer>;
    expect(first.buffer).toBe(memory.buffer);
    expect(bufferOf(first)).toEqual(bufferOf(writeChunk(chunk)));
    const large = writeChunk(chunkEnvelope(1, 0, 1, new Uint8Array(64)), memory) as Uint8Array<ArrayBuffer>;
    expect(large.buffer).not.toBe(memory.buffer);
  });
});

describe('bytes that are no chunk', () => {
  it('are copies, whatever keys are around them', () => {
    for (const value of [
      { __peerData: 0, data: Uint8Array.of(1) },
      { __peerData: 'x', data: Uint8Array.of(1) },
      { data: Uint8Array.of(1), __peerData: 1 },
      { inner: { __peerData: 1, data: Uint8Array.of(1) }, data: Uint8Array.of(1) },
    ]) {
      expect((codec.decode(written(value)) as { readonly data?: unknown }).data).toBeInstanceOf(ArrayBuffer);
    }
  });

  it('are copies in the value that follows a chunk', () => {
    codec.decode(frameOf(1, 0, 1, Uint8Array.of(1)));
    expect((codec.decode(written({ data: Uint8Array.of(1) })) as { readonly data: unknown }).data).toBeInstanceOf(
      ArrayBuffer,
    );
  });
});
