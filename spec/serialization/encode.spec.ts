import { delay, EMPTY, NEVER, of, throwError, timer, map, Subject } from 'rxjs';
import { CHUNK_BYTES } from '../../lib/core/constants.js';
import { binaryPack } from '../../lib/serialization/binary-pack/binary-pack.js';
import type { Codec } from '../../lib/serialization/codec.js';
import { encode, type Encoded, type EncodeInput, type EncodeOptions } from '../../lib/serialization/encode.js';
import { createJson } from '../../lib/serialization/json.js';
import { raw } from '../../lib/serialization/raw.js';
import { legible } from '../support/legible.js';
import { marbles } from '../support/marbles.js';

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

const makeOptions = (overrides: Partial<EncodeOptions> = {}): EncodeOptions => {
  const ids = { last: 0 };
  return {
    codec: shouting,
    serialization: 'shouting',
    remote: () => 'rxpeer',
    maxMessageSize: () => Infinity,
    nextChunkId: () => (ids.last += 1),
    ...overrides,
  };
};

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
    const options = makeOptions({ codec: binaryPack, serialization: 'binary' });
    /** BinaryPack puts 3 bytes before so many. */
    const packing = (bytes: number): ArrayBuffer => new ArrayBuffer(bytes - 3);

    it('go out whole up to the size of a chunk, and in chunks beyond', () => {
      expect(encodedValue(options, packing(CHUNK_BYTES))).toEqual(
        expect.objectContaining({ count: 1, bytes: CHUNK_BYTES }),
      );
      const cut = encodedValue(options, packing(CHUNK_BYTES + 1));
      expect(cut).toEqual(expect.objectContaining({ count: 2, bytes: CHUNK_BYTES + 1 }));
      const chunks = framesOf(cut).map((frame) => binaryPack.decode(frame as ArrayBuffer) as Record<string, unknown>);
      expect(chunks.map(({ n, total }) => [n, total])).toEqual([
        [0, 2],
        [1, 2],
      ]);
      expect(chunks.map(({ data }) => (data as ArrayBuffer).byteLength)).toEqual([CHUNK_BYTES, 1]);
    });

    it('have a number of their own', () => {
      const value: EncodeInput = { kind: 'value', value: packing(2 * CHUNK_BYTES) };
      const numbers = encodedOf(makeOptions({ codec: binaryPack }), value, value)
        .flatMap(framesOf)
        .map((frame) => (binaryPack.decode(frame as ArrayBuffer) as Record<string, unknown>)['__peerData']);
      expect(numbers).toEqual([1, 1, 2, 2]);
    });

    it('are encoded chunk by chunk as they are asked for', () => {
      const encoded: unknown[] = [];
      const codec: Codec = {
        ...binaryPack,
        encode: (value) => {
          encoded.push(value);
          return binaryPack.encode(value);
        },
      };
      const output = encodedValue(makeOptions({ codec }), packing(3 * CHUNK_BYTES));
      expect(encoded.length).toBe(1);
      const frames = output.kind === 'frames' ? output.frames[Symbol.iterator]() : undefined;
      frames?.next();
      expect(encoded.length).toBe(2);
      frames?.next();
      expect(encoded.length).toBe(3);
    });

    it('may be views', () => {
      const bytes = new Uint8Array(CHUNK_BYTES + 2).subarray(1);
      const codec: Codec = { ...binaryPack, encode: (value) => (value === 1 ? bytes : binaryPack.encode(value)) };
      expect(framesOf(encodedValue(makeOptions({ codec }), 1)).length).toBe(2);
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
      const limited = { maxMessageSize: () => 100 };
      const text = 'a'.repeat(101);
      for (const codec of [raw, createJson()]) {
        const failure = failureOf(encodedValue(makeOptions({ ...limited, codec }), text));
        expect(failure).toMatch(/^message-too-big: A message of 10[13] bytes is over the limit of 100 bytes/);
      }
      expect(encodedValue(makeOptions({ ...limited, codec: raw }), 'a'.repeat(100)).kind).toBe('frames');
    });
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
