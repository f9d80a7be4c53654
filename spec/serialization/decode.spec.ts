import { map, of } from 'rxjs';
import { CHUNK_BYTES } from '../../lib/core/constants.js';
import type { IncomingFrame } from '../../lib/ports/data-channel.js';
import { binaryPack } from '../../lib/serialization/binary-pack/binary-pack.js';
import { chunk } from '../../lib/serialization/chunk.js';
import type { Codec } from '../../lib/serialization/codec.js';
import { decode, type Decoded } from '../../lib/serialization/decode.js';
import { closeEnvelope, valueEnvelope } from '../../lib/serialization/envelope.js';
import { createJson } from '../../lib/serialization/json.js';
import { raw } from '../../lib/serialization/raw.js';
import { legible } from '../support/legible.js';
import { marbles } from '../support/marbles.js';

/** Bytes of the largest message in these specs. */
const LIMIT = 100_000;

const pack = (value: unknown): ArrayBuffer => binaryPack.encode(value) as ArrayBuffer;
const chunksOf = (value: unknown, id: number, size?: number): ArrayBuffer[] =>
  [...chunk(new Uint8Array(pack(value)), id, size)].map(pack);

const decodedBy = (codec: Codec, ...frames: IncomingFrame[]): Decoded[] => {
  const outputs: Decoded[] = [];
  of(...frames)
    .pipe(decode({ codec, limit: LIMIT }))
    .subscribe((output) => outputs.push(output));
  return outputs;
};

/** In short: the value, what is asked for, or the type of the error. */
const brief = (decoded: Decoded): unknown => {
  switch (decoded.kind) {
    case 'data':
      return decoded.value;
    case 'close-requested':
      return 'close';
    case 'failed':
      return decoded.error.type;
  }
};

const long = 'long '.repeat(10);
const frames: Record<string, IncomingFrame> = {
  a: pack('a'),
  b: pack(null),
  x: pack(closeEnvelope()),
  e: new ArrayBuffer(0),
  t: 'text',
};
chunksOf(long, 1, 20).forEach((frame, index) => (frames[String(index)] = frame));
const values = { a: 'a', b: null, x: 'close', e: 'invalid-message', t: 'invalid-message', 2: long };

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

  it('survives a codec that throws anything', () => {
    const codec: Codec = {
      ...raw,
      decode: () => {
        throw undefined as unknown as Error;
      },
    };
    expect(decodedBy(codec, 'text').map(brief)).toEqual(['invalid-message']);
  });
});
