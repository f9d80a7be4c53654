import { concat, from, of } from 'rxjs';
import { sendPaced } from '../../lib/channel/send-paced.js';
import { CHUNK_BYTES, CHUNK_HEADER_BYTES, MAX_FRAME_BYTES, UNSAID_MESSAGE_BYTES } from '../../lib/core/constants.js';
import type { Codec } from '../../lib/serialization/codec.js';
import type { Encoded, EncodeInput, EncodeOptions } from '../../lib/serialization/encode-at-once.js';
import { decode } from '../../lib/serialization/decode.js';
import { encode } from '../../lib/serialization/encode.js';
import { createJson } from '../../lib/serialization/json.js';
import { raw } from '../../lib/serialization/raw.js';
import {
  binaryPack,
  chunkOf,
  encodedOf,
  encodedValue,
  failureOf,
  framesOf,
  makeOptions,
  shouting,
} from './encoding.js';
import { FakeDataChannel } from '../support/fake-data-channel.js';
import { heldBy } from '../support/held-memory.js';

describe('encode, large values', () => {
  /** BinaryPack puts 3 bytes before so many, 5 from 64 KiB on. */
  const packing = (bytes: number): ArrayBuffer => new ArrayBuffer(bytes - (bytes > 65_538 ? 5 : 3));
  const chunksOf = (encoded: Encoded) => framesOf(encoded).map(chunkOf);
  const sizesOf = (encoded: Encoded) => chunksOf(encoded).map(({ data }) => data.byteLength);

  it('go to RxPeer whole up to the largest frame, and beyond in chunks that fill it', () => {
    const options = makeOptions({ codec: binaryPack });
    const whole = encodedValue(options, packing(MAX_FRAME_BYTES));
    expect(whole).toEqual(expect.objectContaining({ count: 1, bytes: MAX_FRAME_BYTES }));
    const cut = encodedValue(options, packing(2 * MAX_FRAME_BYTES));
    expect(cut).toEqual(expect.objectContaining({ count: 3, bytes: 2 * MAX_FRAME_BYTES }));
    const frames = framesOf(cut) as Uint8Array[];
    expect(Math.max(...frames.map(({ byteLength }) => byteLength))).toBeLessThanOrEqual(MAX_FRAME_BYTES);
    expect(Math.max(...frames.map(({ byteLength }) => byteLength))).toBeGreaterThan(
      MAX_FRAME_BYTES - CHUNK_HEADER_BYTES,
    );
  });

  it('go to PeerJS in chunks from the size on that it cuts at', () => {
    const options = makeOptions({ codec: binaryPack, remote: () => 'peerjs' });
    expect(encodedValue(options, packing(CHUNK_BYTES))).toEqual(expect.objectContaining({ count: 1 }));
    const cut = encodedValue(options, packing(CHUNK_BYTES + 1));
    expect(cut).toEqual(expect.objectContaining({ count: 1, bytes: CHUNK_BYTES + 1 }));
    expect(chunksOf(cut)).toEqual([expect.objectContaining({ n: 0, total: 1 })]);
  });

  it('are never larger than the other side takes', () => {
    const options = makeOptions({ codec: binaryPack, maxMessageSize: () => 1_064 });
    expect(encodedValue(options, packing(1_064))).toEqual(expect.objectContaining({ count: 1 }));
    const cut = encodedValue(options, packing(2_500));
    expect(cut).toEqual(expect.objectContaining({ count: 3, bytes: 2_500 }));
    expect(chunksOf(cut).map(({ n, total, data }) => [n, total, data.byteLength])).toEqual([
      [0, 3, 1_000],
      [1, 3, 1_000],
      [2, 3, 500],
    ]);
    const tiny = makeOptions({ codec: binaryPack, maxMessageSize: () => 10 });
    expect(sizesOf(encodedValue(tiny, packing(40)))).toEqual([16, 16, 8]);
  });

  it('go out as everybody takes them where nothing else is said', () => {
    const cut = encodedValue({ codec: binaryPack }, packing(UNSAID_MESSAGE_BYTES + 1));
    expect(cut).toEqual(expect.objectContaining({ count: 2 }));
  });

  it('have a number of their own', () => {
    const value: EncodeInput = { kind: 'value', value: packing(2 * MAX_FRAME_BYTES) };
    const numbers = encodedOf(makeOptions({ codec: binaryPack }), value, value).flatMap((encoded) =>
      chunksOf(encoded).map(({ id }) => id),
    );
    expect(numbers).toEqual([1, 1, 1, 2, 2, 2]);
  });

  it('share memory where frames need not last, one value after the other', () => {
    const options = makeOptions({ codec: binaryPack, frames: 'reused' });
    const value: EncodeInput = { kind: 'value', value: packing(2 * MAX_FRAME_BYTES) };
    const memories = encodedOf(options, value, value).flatMap((encoded) =>
      framesOf(encoded).map((frame) => (frame as Uint8Array).buffer),
    );
    expect(new Set(memories).size).toBe(1);
    const fresh = framesOf(encodedValue(makeOptions({ codec: binaryPack }), packing(2 * MAX_FRAME_BYTES)));
    expect(new Set(fresh.map((frame) => (frame as Uint8Array).buffer)).size).toBe(3);
  });

  it('share memory with nobody else who listens: what one channel holds is not written over for another', () => {
    const bytes = Uint8Array.from({ length: 3 * MAX_FRAME_BYTES }, (_, at) => at / MAX_FRAME_BYTES);
    const encoded$ = of<EncodeInput>({ kind: 'value', value: bytes }).pipe(
      encode({ codec: binaryPack, maxMessageSize: () => MAX_FRAME_BYTES, frames: 'reused' }),
    );
    const channels = [1, 2].map(() => new FakeDataChannel({ readyState: 'open' }));
    for (const channel of channels) encoded$.pipe(sendPaced(channel)).subscribe();
    for (let turn = 0; turn < 4; turn += 1) for (const channel of channels) channel.drain();
    for (const { sent } of channels) {
      const arrived: unknown[] = [];
      from(sent as ArrayBuffer[])
        .pipe(decode({ codec: binaryPack }))
        .subscribe((decoded) => arrived.push(decoded.kind === 'data' ? decoded.value : decoded));
      expect(arrived).toEqual([bytes.buffer]);
    }
  });

  it('have numbers that go on where two who listen send over one channel', () => {
    const options = makeOptions({ codec: binaryPack });
    const encoded$ = of<EncodeInput>({ kind: 'value', value: packing(2 * MAX_FRAME_BYTES) }).pipe(encode(options));
    const numbers: number[] = [];
    concat(encoded$, encoded$).subscribe((encoded) => numbers.push(...chunksOf(encoded).map(({ id }) => id)));
    expect(numbers).toEqual([1, 1, 1, 2, 2, 2]);
  });

  it('take no memory before a frame is asked for, unless something comes before their bytes', () => {
    const bytes = new Uint8Array(2 * MAX_FRAME_BYTES);
    const codec: Codec = { ...createJson(), encode: () => bytes };
    expect(heldBy(50, () => encodedValue(makeOptions({ codec, frames: 'reused' }), 1))).toBeLessThan(1_000_000);
  });

  describe('of bytes that somebody leaves alone until they are sent', () => {
    const later = (options: EncodeOptions, size: number, ticket: unknown): unknown[] => {
      const bytes = new Uint8Array(size);
      const [encoded] = encodedOf(options, { kind: 'value', value: bytes, ticket });
      bytes.fill(7); // now it would not be what is sent, had it been copied
      return framesOf(encoded as Encoded);
    };

    it('are not copied before', () => {
      const options = makeOptions({ codec: binaryPack });
      const size = 2 * MAX_FRAME_BYTES;
      const pieces = later(options, size, 'mine').map((frame) => chunkOf(frame).data);
      expect(pieces.map((piece) => piece.at(-1))).toEqual([7, 7, 7]);
      expect(pieces.reduce((sum, piece) => sum + piece.byteLength, 0)).toBe(size + 5);
      expect(later(options, size, undefined).map((frame) => chunkOf(frame).data.at(-1))).toEqual([0, 0, 0]);
    });

    it('are where they fit into one frame, or the codec has no form for them', () => {
      expect(
        later(makeOptions({ codec: binaryPack }), 100, 'mine').map((frame) => (frame as Uint8Array).at(-1)),
      ).toEqual([0]);
      const codec: Codec = { framing: 'chunks', encode: binaryPack.encode, decode: binaryPack.decode };
      const chunks = later(makeOptions({ codec }), 2 * CHUNK_BYTES, 'mine').map((frame) => chunkOf(frame).data.at(-1));
      expect(chunks).toEqual([0, 0, 0]);
    });
  });

  it('of JSON are cut for RxPeer only', () => {
    const codec = createJson();
    const text = 'a'.repeat(3 * MAX_FRAME_BYTES);
    const cut = encodedValue(makeOptions({ codec }), text);
    expect(cut).toEqual(expect.objectContaining({ count: 4, bytes: 3 * MAX_FRAME_BYTES + 2 }));
    expect(sizesOf(cut).at(-1)).toBeLessThan(1_000);
    const whole = encodedValue(makeOptions({ codec, remote: () => 'peerjs' }), text);
    expect(whole).toEqual(expect.objectContaining({ count: 1 }));
    const limited = makeOptions({ codec, remote: () => 'peerjs', maxMessageSize: () => 1_000 });
    expect(failureOf(encodedValue(limited, text))).toMatch(/^message-too-big/);
  });

  it("of an application's codec are cut by itself, chunk by chunk as they are asked for", () => {
    const encoded: unknown[] = [];
    const codec: Codec = {
      framing: 'chunks',
      decode: (frame) => binaryPack.decode(frame),
      encode: (value) => {
        encoded.push(value);
        return binaryPack.encode(value);
      },
    };
    const output = encodedValue(makeOptions({ codec }), packing(3 * CHUNK_BYTES));
    expect(output).toEqual(expect.objectContaining({ count: 3 }));
    expect(encoded.length).toBe(1);
    const frames = output.kind === 'frames' ? output.frames[Symbol.iterator]() : undefined;
    frames?.next();
    expect(encoded.length).toBe(2);
    frames?.next();
    expect(encoded.length).toBe(3);
  });

  it('of a codec that gives text are not cut', () => {
    const codec: Codec = { ...shouting, framing: 'chunks' };
    const encoded = encodedValue(makeOptions({ codec }), 'a'.repeat(CHUNK_BYTES + 1));
    expect(encoded).toEqual(expect.objectContaining({ count: 1, bytes: CHUNK_BYTES + 1 }));
  });

  it('of a codec that has envelopes, and no form for chunks, are not cut', () => {
    const { chunks: _, ...codec } = createJson();
    const options = makeOptions({ codec, maxMessageSize: () => 100 });
    expect(failureOf(encodedValue(options, 'a'.repeat(100)))).toMatch(/^message-too-big/);
  });

  it('cannot be cut by a codec that takes time', () => {
    const bytes = new ArrayBuffer(CHUNK_BYTES + 1);
    const codec: Codec = { ...shouting, framing: 'chunks', encode: (value) => (value === 1 ? bytes : of('later')) };
    const output = encodedValue(makeOptions({ codec }), 1);
    expect(() => framesOf(output)).toThrow('takes time to encode a chunk');
  });

  it('that are not cut fail where the channel would not take them', () => {
    const limited: Partial<EncodeOptions> = { maxMessageSize: () => 100, remote: () => 'peerjs' };
    const text = 'a'.repeat(101);
    for (const codec of [raw, createJson()]) {
      const failure = failureOf(encodedValue(makeOptions({ ...limited, codec }), text));
      expect(failure).toMatch(
        /^message-too-big: A message of 10[13] bytes is over the limit of 100 bytes that the channel takes/,
      );
    }
    expect(encodedValue(makeOptions({ ...limited, codec: raw }), 'a'.repeat(100)).kind).toBe('frames');
  });
});
