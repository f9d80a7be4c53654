import { delay, EMPTY, NEVER, of, throwError, timer, map, Subject } from 'rxjs';
import { CHUNK_BYTES, CHUNK_HEADER_BYTES, MAX_FRAME_BYTES, STREAM_PIECE_BYTES, UNSAID_MESSAGE_BYTES } from '../../lib/core/constants.js';
import { createBinaryPack } from '../../lib/serialization/binary-pack/binary-pack.js';
import type { Codec } from '../../lib/serialization/codec.js';
import { encode, type Encoded, type EncodeInput, type EncodeOptions } from '../../lib/serialization/encode.js';
import { createJson } from '../../lib/serialization/json.js';
import { raw } from '../../lib/serialization/raw.js';
import { legible } from '../support/legible.js';
import { marbles } from '../support/marbles.js';

const binaryPack = createBinaryPack();

/** Upper case for lower; numbers take as many milliseconds; `!` cannot be said, `?` fails later, `-` never comes. */
const shouting: Codec = {
  framing: 'bare',
  encode: (value) => {
    if (value === '!') throw new Error('no such word');
    if (value === '?') return throwError(() => new Error('lost for words')).pipe(delay(0));
    if (value === '-') return EMPTY;
    if (typeof value === 'number') return timer(value).pipe(map(() => String(value)));
    return String(value).toUpperCase();
  },
  decode: (frame) => frame,
};

const makeOptions = (overrides: Partial<EncodeOptions> = {}): EncodeOptions => ({
  codec: shouting,
  serialization: 'shouting',
  maxMessageSize: () => Infinity,
  ...overrides,
});

/** In short: the frames as text, or the error. */
const brief = (encoded: Encoded): string => {
  switch (encoded.kind) {
    case 'frames':
      return [...encoded.frames].map(String).join();
    case 'failed':
      return `${encoded.error.type}: ${encoded.error.message}`;
    case 'flush':
      return 'flush';
  }
};

/** What values become that are sent one after the other. */
const encodedOf = (options: EncodeOptions, ...inputs: EncodeInput[]): Encoded[] => {
  const outputs: Encoded[] = [];
  of(...inputs)
    .pipe(encode(options))
    .subscribe((output) => outputs.push(output));
  return outputs;
};

const encodedValue = (options: EncodeOptions, value: unknown): Encoded =>
  encodedOf(options, { kind: 'value', value })[0] as Encoded;

const framesOf = (encoded: Encoded): unknown[] => {
  expect(encoded.kind).toBe('frames');
  return encoded.kind === 'frames' ? [...encoded.frames] : [];
};

const failureOf = (encoded: Encoded): string => {
  expect(encoded.kind).toBe('failed');
  return brief(encoded);
};

const inputs: Record<string, EncodeInput> = {
  a: { kind: 'value', value: 'a' },
  b: { kind: 'value', value: 'b' },
  3: { kind: 'value', value: 3 },
  x: { kind: 'value', value: '!' },
  y: { kind: 'value', value: '?' },
  z: { kind: 'value', value: '-' },
  f: { kind: 'flush' },
  c: { kind: 'close-request' },
};

const outputs = {
  a: 'A',
  b: 'B',
  3: '3',
  x: 'not-serializable: This value cannot be sent as "shouting": no such word',
  y: 'not-serializable: This value cannot be sent as "shouting": lost for words',
  z: 'not-serializable: This value cannot be sent as "shouting": no elements in sequence',
  f: 'flush',
};

describe('encode', () => {
  for (const [name, source, subscription, expected] of [
    ['never', '---', '^--', '---'],
    ['empty', '--|', '^-!', '--|'],
    ['one', '-a-|', '^--!', '-a-|'],
    ['many, also at once', '-(ab)-|', '^-----!', '-(ab)-|'],
    ['an error of the source', '-a-#', '^--!', '-a-#'],
    ['a slow one holds up those behind it', '-3ab-----|', '^--------!', '----(3ab)|'],
    ['completion waits for the slow one', '-3a|', '^--!', '----(3a|)'],
    ['what cannot be encoded fails alone', '-xaybzb|', '^------!', '-xaybzb|'],
    ['a flush keeps its place, and there is no word for closing', '-3cf----|', '^-------!', '----(3f)|'],
  ] as const) {
    it(
      name,
      marbles(({ hot, expectObservable, expectSubscriptions }) => {
        const input$ = hot(source, inputs);
        expectObservable(input$.pipe(encode(makeOptions()), map(brief))).toBe(expected, outputs);
        expectSubscriptions(input$.subscriptions).toBe(subscription);
      }),
    );
  }

  it(
    'lets go of the source and of what is being read when unsubscribed',
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const reading$ = cold('-----(r|)', { r: 'read' });
      const input$ = hot('-a--', inputs);
      const options = makeOptions({ codec: { ...shouting, encode: () => reading$ } });
      expectObservable(input$.pipe(encode(options), map(brief)), '^--!').toBe('----');
      expectSubscriptions(input$.subscriptions).toBe('^--!');
      expectSubscriptions(reading$.subscriptions).toBe('-^-!');
    }),
  );

  it('encodes a value when it arrives', () => {
    const input$ = new Subject<EncodeInput>();
    const gate$ = new Subject<string>();
    const json = createJson();
    const codec: Codec = { ...json, encode: (value) => (value === 'slow' ? gate$ : json.encode(value)) };
    const texts: string[] = [];
    input$.pipe(encode(makeOptions({ codec }))).subscribe((encoded) => {
      texts.push(
        ...framesOf(encoded).map((frame) =>
          typeof frame === 'string' ? frame : new TextDecoder().decode(frame as Uint8Array),
        ),
      );
    });
    const value = { changing: 1 };
    input$.next({ kind: 'value', value: 'slow' });
    input$.next({ kind: 'value', value });
    value.changing = 2;
    gate$.next('gate');
    expect(texts).toEqual(['gate', '{"changing":1}']);
  });

  it('takes the first frame of a codec that gives many, and waits for one that gives none', () => {
    const giving = (frame$: ReturnType<Codec['encode']>): Encoded[] =>
      encodedOf(makeOptions({ codec: { ...shouting, encode: () => frame$ } }), { kind: 'value', value: 1 });
    expect(giving(of('1', '2')).map(brief)).toEqual(['1']);
    expect(giving(NEVER)).toEqual([]);
  });

  describe('large values', () => {
    /** BinaryPack puts 3 bytes before so many, 5 from 64 KiB on. */
    const packing = (bytes: number): ArrayBuffer => new ArrayBuffer(bytes - (bytes > 65_538 ? 5 : 3));
    const chunksOf = (encoded: Encoded) =>
      framesOf(encoded).map((frame) => binaryPack.chunks?.read((frame as Uint8Array<ArrayBuffer>).slice().buffer));
    const sizesOf = (encoded: Encoded) => chunksOf(encoded).map((chunk) => chunk?.data.byteLength);

    it('go to RxPeer whole up to the largest frame, and beyond in chunks that fill it', () => {
      const options = makeOptions({ codec: binaryPack });
      const whole = encodedValue(options, packing(MAX_FRAME_BYTES));
      expect(whole).toEqual(expect.objectContaining({ count: 1, bytes: MAX_FRAME_BYTES }));
      const cut = encodedValue(options, packing(2 * MAX_FRAME_BYTES));
      expect(cut).toEqual(expect.objectContaining({ count: 3, bytes: 2 * MAX_FRAME_BYTES }));
      const frames = framesOf(cut) as Uint8Array[];
      expect(Math.max(...frames.map(({ byteLength }) => byteLength))).toBeLessThanOrEqual(MAX_FRAME_BYTES);
      expect(Math.max(...frames.map(({ byteLength }) => byteLength))).toBeGreaterThan(MAX_FRAME_BYTES - CHUNK_HEADER_BYTES);
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
      expect(chunksOf(cut).map((chunk) => [chunk?.n, chunk?.total, chunk?.data.byteLength])).toEqual([
        [0, 3, 1_000],
        [1, 3, 1_000],
        [2, 3, 500],
      ]);
      const tiny = makeOptions({ codec: binaryPack, maxMessageSize: () => 10 });
      expect(sizesOf(encodedValue(tiny, packing(40)))).toEqual(Array<number>(40).fill(1));
    });

    it('go out as everybody takes them where nothing else is said', () => {
      const cut = encodedValue({ codec: binaryPack }, packing(UNSAID_MESSAGE_BYTES + 1));
      expect(cut).toEqual(expect.objectContaining({ count: 2 }));
    });

    it('have a number of their own', () => {
      const value: EncodeInput = { kind: 'value', value: packing(2 * MAX_FRAME_BYTES) };
      const numbers = encodedOf(makeOptions({ codec: binaryPack }), value, value).flatMap((encoded) =>
        chunksOf(encoded).map((chunk) => chunk?.id),
      );
      expect(numbers).toEqual([1, 1, 1, 2, 2, 2]);
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
        expect(failure).toMatch(/^message-too-big: A message of 10[13] bytes is over the limit of 100 bytes/);
      }
      expect(encodedValue(makeOptions({ ...limited, codec: raw }), 'a'.repeat(100)).kind).toBe('frames');
    });
  });

  describe('a stream', () => {
    const codec: Codec = {
      framing: 'stream',
      encode: (value) => (typeof value === 'number' ? new Uint8Array(value + 1).subarray(1) : 'text'),
      decode: (frame) => frame,
      split: () => () => [],
    };

    it('is cut in pieces, whatever the channel takes', () => {
      const options = makeOptions({ codec, maxMessageSize: () => 10 });
      const output = encodedValue(options, STREAM_PIECE_BYTES * 2 + 1);
      expect(output).toEqual(expect.objectContaining({ count: 3, bytes: STREAM_PIECE_BYTES * 2 + 1 }));
      const sizes = (framesOf(output) as Uint8Array[]).map(({ byteLength }) => byteLength);
      expect(sizes).toEqual([STREAM_PIECE_BYTES, STREAM_PIECE_BYTES, 1]);
    });

    it('holds bytes only', () => {
      expect(failureOf(encodedValue(makeOptions({ codec }), 'a'))).toContain('gave no bytes');
    });
  });

  it('tells what became of a value with its ticket', () => {
    const ticket = Symbol('ticket');
    for (const value of ['a', '!', '?', 0]) {
      const outputs: Encoded[] = [];
      of<EncodeInput>({ kind: 'value', value, ticket })
        .pipe(encode(makeOptions()))
        .subscribe((output) => outputs.push(output));
      if (outputs.length > 0) expect(outputs).toEqual([expect.objectContaining({ ticket })]);
      else expect(['?', 0]).toContain(value); // comes later
    }
  });

  describe('an object that looks like an envelope', () => {
    const value = { __peerData: { type: 'close' } };

    it.each([
      ['binary', binaryPack],
      ['json', createJson()],
    ])('is guarded in %s for RxPeer, refused for PeerJS', (serialization, codec) => {
      const toRxPeer = framesOf(encodedValue(makeOptions({ codec, serialization }), value));
      expect(legible(toRxPeer)).toEqual(legible([codec.encode({ __peerData: { type: 'value' }, value })]));
      const toPeerJs = encodedValue(makeOptions({ codec, serialization, remote: () => 'peerjs' }), value);
      expect(failureOf(toPeerJs)).toContain(`cannot be sent as "${serialization}": it has a key \`__peerData\``);
    });

    it('is nothing special to a bare serialization', () => {
      expect(framesOf(encodedValue(makeOptions({ remote: () => 'peerjs' }), value))).toEqual(['[OBJECT OBJECT]']);
    });
  });

  it('asks the other side to close in the words of the codec', () => {
    for (const codec of [binaryPack, createJson()]) {
      const [output] = encodedOf(makeOptions({ codec, remote: () => 'peerjs' }), { kind: 'close-request' });
      expect(legible(framesOf(output as Encoded))).toEqual(legible([codec.encode({ __peerData: { type: 'close' } })]));
    }
  });

  it('fails where a codec gives no frame', () => {
    const codec: Codec = { ...shouting, encode: () => 5 as unknown as string };
    expect(failureOf(encodedValue(makeOptions({ codec }), 1))).toContain('neither text nor bytes');
  });
});
