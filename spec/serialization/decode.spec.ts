import { map, of } from 'rxjs';
import { CHUNK_BYTES } from '../../lib/core/constants.js';
import type { IncomingFrame } from '../../lib/ports/data-channel.js';
import { createBinaryPack } from '../../lib/serialization/binary-pack/binary-pack.js';
import { chunk } from '../../lib/serialization/chunk.js';
import type { Codec } from '../../lib/serialization/codec.js';
import { decode, type Decoded } from '../../lib/serialization/decode.js';
import { chunkEnvelope, type ChunkEnvelope, closeEnvelope, valueEnvelope } from '../../lib/serialization/envelope.js';
import { createJson } from '../../lib/serialization/json.js';
import { raw } from '../../lib/serialization/raw.js';
import { legible } from '../support/legible.js';
import { marbles } from '../support/marbles.js';
import { brief } from './brief-decoded.js';

const binaryPack = createBinaryPack();

/** Bytes of the largest message in these specs. */
const LIMIT = 100_000;

const pack = (value: unknown): ArrayBuffer => (binaryPack.encode(value) as Uint8Array<ArrayBuffer>).slice().buffer;
const chunksOf = (value: unknown, id: number, size = CHUNK_BYTES): ArrayBuffer[] =>
  [...chunk(new Uint8Array(pack(value)), id, size)].map(pack);

const decodedBy = (codec: Codec, ...frames: IncomingFrame[]): Decoded[] => {
  const outputs: Decoded[] = [];
  of(...frames)
    .pipe(decode({ codec, limit: LIMIT }))
    .subscribe((output) => outputs.push(output));
  return outputs;
};

const long = 'long '.repeat(10);
const frames: Record<string, IncomingFrame> = {
  a: pack('a'),
  b: pack(null),
  x: pack(closeEnvelope()),
  y: pack(closeEnvelope(3)),
  e: new ArrayBuffer(0),
  t: 'text',
};
chunksOf(long, 1, 20).forEach((frame, index) => (frames[String(index)] = frame));
const values = { a: 'a', b: null, x: 'close', y: 'close', e: 'invalid-message', t: 'invalid-message', 2: long };

describe('decode', () => {
  for (const [name, source, subscription, expected] of [
    ['never', '---', '^--', '---'],
    ['empty', '--|', '^-!', '--|'],
    ['one', '-a-|', '^--!', '-a-|'],
    ['many', '-ab-a|', '^----!', '-ab-a|'],
    ['an error of the source', '-a-#', '^--!', '-a-#'],
    ['chunks among values', '-0-a-1b2-|', '^--------!', '---a--b2-|'],
    ['chunks in any order', '-2-0-1-|', '^------!', '-----2-|'],
    ['what closes', '-ax-|', '^---!', '-ax-|'],
    ['what closes after three frames, and has come after them', '-aba-y-b-|', '^--------!', '-aba-y-b-|'],
    ['what closes after three frames, and has overtaken one', '-ab-y-a----|', '^----------!', '-ab---(ay)-|'],
    [
      'what closes after three frames, and has overtaken a piece of a value',
      '-02-y-1----|',
      '^----------!',
      '------(1y)-|',
    ],
    ['what closes after three frames, of which one cannot be read', '-yeab---|', '^-------!', '--ea(by)|'],
    ['what closes after three frames, of which one never comes', '-ayb-|', '^----!', '-a-b-|'],
    ['what cannot be read fails alone', '-eatb|', '^----!', '-eatb|'],
  ] as const) {
    it(
      name,
      marbles(({ hot, expectObservable, expectSubscriptions }) => {
        const frame$ = hot(source, frames);
        const decoded$ = frame$.pipe(decode({ codec: binaryPack, limit: LIMIT }), map(brief));
        expectObservable(decoded$).toBe(expected, { ...values, 1: long, 2: long });
        expectSubscriptions(frame$.subscriptions).toBe(subscription);
      }),
    );
  }

  it(
    'lets go of the source when unsubscribed',
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const frame$ = hot('-a-b-', frames);
      const decoded$ = frame$.pipe(decode({ codec: binaryPack, limit: LIMIT }), map(brief));
      expectObservable(decoded$, '^-!').toBe('-a', values);
      expectSubscriptions(frame$.subscriptions).toBe('^-!');
    }),
  );

  it('tells how many bytes a value took', () => {
    const bytes = pack(long).byteLength;
    expect(decodedBy(binaryPack, pack(long))).toEqual([{ kind: 'data', value: long, bytes }]);
    expect(decodedBy(binaryPack, ...chunksOf(long, 1, 20))).toEqual([{ kind: 'data', value: long, bytes }]);
    expect(decodedBy(raw, 'é')).toEqual([{ kind: 'data', value: 'é', bytes: 2 }]);
  });

  it('gives ArrayBuffers, also out of chunks', () => {
    const value = { bytes: Uint8Array.from({ length: CHUNK_BYTES * 2 }, (_, index) => index % 251).buffer };
    expect(legible(decodedBy(binaryPack, ...chunksOf(value, 1)).map(brief))).toEqual(legible([value]));
  });

  it('puts bytes in chunks together wherever they are cut, also within their header', () => {
    for (const size of [1, 2, 3, 4, 1_000]) {
      for (const value of [new ArrayBuffer(80), 'text', 'a'.repeat(80)]) {
        expect(legible(decodedBy(binaryPack, ...chunksOf(value, 1, size)).map(brief))).toEqual(legible([value]));
      }
    }
  });

  it('gives frames back once what they are pieces of is there, and no others', () => {
    const freed: ArrayBuffer[] = [];
    const seen: unknown[] = [];
    const pieces = chunksOf('text', 1, 2);
    of(pack('whole'), ...pieces)
      .pipe(decode({ codec: binaryPack, free: (frame) => freed.push(frame) }))
      .subscribe((decoded) => seen.push([brief(decoded), freed.length]));
    expect(seen).toEqual([
      ['whole', 0],
      ['text', 3],
    ]);
    expect(freed.every((frame, index) => frame === pieces[index])).toBe(true);
  });

  it('unwraps guarded values', () => {
    const value = { __peerData: { type: 'close' } };
    expect(decodedBy(binaryPack, pack(valueEnvelope(value))).map(brief)).toEqual([value]);
    expect(decodedBy(binaryPack, ...chunksOf(valueEnvelope(value), 1, 10)).map(brief)).toEqual([value]);
    expect(decodedBy(createJson(), JSON.stringify(valueEnvelope(value))).map(brief)).toEqual([value]);
  });

  it('understands what closes in JSON, bytes or text, and delivers every other object, as PeerJS does', () => {
    const json = createJson();
    const text = JSON.stringify(closeEnvelope());
    const bytes = new TextEncoder().encode(text).buffer;
    expect(decodedBy(json, text, bytes).map(brief)).toEqual(['close', 'close']);
    for (const value of [
      { __peerData: 1 },
      { __peerData: 1, n: 0, total: 1, data: 'x' },
      { __peerData: { type: 'value' } },
    ]) {
      expect(decodedBy(json, JSON.stringify(value)).map(brief)).toEqual([value]);
    }
  });

  it('looks into nothing that is bare', () => {
    const codec: Codec = { ...raw, decode: () => closeEnvelope() };
    expect(decodedBy(codec, 'text').map(brief)).toEqual([closeEnvelope()]);
  });

  it('refuses messages over the limit, whole or in chunks', () => {
    expect(
      decodedBy(raw, new ArrayBuffer(LIMIT), new ArrayBuffer(LIMIT + 1))
        .map(brief)
        .slice(1),
    ).toEqual(['message-too-big']);
    const chunks = chunksOf(new ArrayBuffer(LIMIT), 1); // BinaryPack adds some bytes
    expect(decodedBy(binaryPack, ...chunks, pack('next')).map(brief)).toEqual(['message-too-big', 'next']);
  });

  it.each(['bare', 'envelopes'] as const)('does not even read what is over the limit and no chunk: %s', (framing) => {
    const read: IncomingFrame[] = [];
    const codec: Codec = { ...raw, framing, decode: (frame) => read.push(frame) };
    const outputs = decodedBy(codec, new ArrayBuffer(LIMIT + 1), 'a'.repeat(LIMIT + 1), new ArrayBuffer(LIMIT));
    expect(outputs.map(brief)).toEqual(['message-too-big', 'message-too-big', 1]);
  });

  it('puts no chunks of chunks together, nor closes for what was in chunks', () => {
    for (const value of [closeEnvelope(), { __peerData: 1, n: 0, total: 1, data: pack(1) }]) {
      expect(decodedBy(binaryPack, ...chunksOf(value, 1, 10)).map(brief)).toEqual(['invalid-message']);
    }
  });

  it('says what is wrong, and keeps the cause', () => {
    const [failure] = decodedBy(createJson(), '{');
    expect(failure).toEqual({ kind: 'failed', error: expect.objectContaining({ type: 'invalid-message' }) });
    if (failure?.kind === 'failed') expect(failure.error.cause).toEqual(expect.any(SyntaxError));
    const [malformed] = decodedBy(binaryPack, pack({ __peerData: 1 }));
    if (malformed?.kind === 'failed') expect(malformed.error.message).toContain('a chunk that counts wrongly');
    expect(malformed?.kind).toBe('failed');
  });

  it('tells one error for a frame of values that are none, and what came before it', () => {
    const malformed = new Uint8Array(pack({ __peerData: true }));
    const piece = new Uint8Array(chunksOf('a piece', 1, 4)[0] as ArrayBuffer);
    for (const wrong of [malformed, piece]) {
      const frame = [0xc4, 1, ...Array.from({ length: 100 }, () => [...wrong]).flat(), 2];
      const decoded = decodedBy(binaryPack, Uint8Array.from(frame).buffer, pack('next'));
      expect(decoded.map(brief)).toEqual([1, 'invalid-message', 'next']);
    }
  });

  it('loses a message that there is no memory for, and nothing else', () => {
    const codec: Codec = { ...createBinaryPack(), bytes: { write: () => undefined, read: () => 2 ** 53 } }; // of -2^53 bytes
    const freed: ArrayBuffer[] = [];
    const outputs: Decoded[] = [];
    of(...chunksOf(long, 1, 20), pack('next'))
      .pipe(decode({ codec, limit: LIMIT, free: (frame) => freed.push(frame) }))
      .subscribe((output) => outputs.push(output));
    expect(outputs.map(brief)).toEqual(['invalid-message', 'next']);
    expect(freed).toHaveLength(chunksOf(long, 1, 20).length);
  });

  it('survives a codec that throws anything', () => {
    const codec: Codec = {
      ...raw,
      decode: () => {
        throw undefined as unknown as Error;
      },
    };
    expect(decodedBy(codec, 'text').map(brief)).toEqual(['invalid-message']);
  });

  it('puts chunks of JSON together, which are those of binary, and takes no JSON for one', () => {
    const json = createJson();
    const value = { text: 'ä'.repeat(1_000) };
    const bytes = new TextEncoder().encode(JSON.stringify(value));
    const chunks = [...chunk(bytes, 1, 300)].map((envelope) => json.chunks?.write(envelope) as Uint8Array<ArrayBuffer>);
    const outputs = decodedBy(json, ...chunks.map((frame) => frame.slice().buffer), bytes.slice().buffer);
    expect(outputs).toEqual([
      { kind: 'data', value, bytes: bytes.byteLength },
      { kind: 'data', value, bytes: bytes.byteLength },
    ]);
  });
});

describe('decode of chunks that are read as values are', () => {
  const { encode, decode: read, chunks } = binaryPack;
  const write = (envelope: ChunkEnvelope) => chunks?.write(envelope) ?? '';
  const codec: Codec = { framing: 'envelopes', encode, decode: read, chunks: { write } };

  it('puts them together, also where their codec cuts for RxPeer only', () => {
    const value = 'x'.repeat(3_000);
    expect(decodedBy(codec, ...chunksOf(value, 1, 1_000), pack('next')).map(brief)).toEqual([value, 'next']);
    expect(decodedBy(codec, pack(closeEnvelope()), pack(valueEnvelope(1))).map(brief)).toEqual(['close', 1]);
  });

  it('reads one though its frame is over the limit, as what it is a piece of may be within', () => {
    const bytes = new Uint8Array(LIMIT);
    const frame = pack(chunkEnvelope(1, 0, 1, bytes));
    expect(decodedBy(codec, frame).map(brief)).toEqual(decodedBy(binaryPack, frame).map(brief));
  });
});

describe('decode of JSON', () => {
  it.each([
    ['a value', { a: new ArrayBuffer(200_000), b: undefined, c: NaN, d: 1 }],
    ['a request to close', { ...(closeEnvelope() as object), b: 1, c: 1, d: 1 }],
    ['a value in an envelope', { ...(valueEnvelope(1) as object), c: 1, d: 1 }],
    ['an envelope without a meaning', { __peerData: 'x', b: 1, c: 1, d: 1 }],
  ])('takes nothing but chunks in the form of chunks: not %s', (_, value) => {
    expect(decodedBy(createJson(), pack(value)).map(brief)).toEqual(['invalid-message']);
  });
});
