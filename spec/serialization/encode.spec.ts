import { map, NEVER, of, Subject } from 'rxjs';
import { BATCH_BYTES, SMALL_MESSAGE_BYTES, STREAM_PIECE_BYTES } from '../../lib/core/constants.js';
import type { Codec } from '../../lib/serialization/codec.js';
import { decode } from '../../lib/serialization/decode.js';
import { encode } from '../../lib/serialization/encode.js';
import type { Encoded, EncodeInput, EncodeOptions } from '../../lib/serialization/encode-at-once.js';
import { createJson } from '../../lib/serialization/json.js';
import { legible } from '../support/legible.js';
import { marbles } from '../support/marbles.js';
import { binaryPack, brief, encodedOf, encodedValue, failureOf, framesOf, makeOptions, shouting } from './encoding.js';

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

  describe('a stream', () => {
    const codec: Codec = {
      framing: 'stream',
      encode: (value) => (typeof value === 'number' ? new Uint8Array(value + 1).subarray(1) : 'text'),
      decode: (frame) => frame,
      split: () => () => [],
    };

    it('is cut in pieces, however much the channel takes', () => {
      const options = makeOptions({ codec, maxMessageSize: () => Infinity });
      const output = encodedValue(options, STREAM_PIECE_BYTES * 2 + 1);
      expect(output).toEqual(expect.objectContaining({ count: 3, bytes: STREAM_PIECE_BYTES * 2 + 1 }));
      const sizes = (framesOf(output) as Uint8Array[]).map(({ byteLength }) => byteLength);
      expect(sizes).toEqual([STREAM_PIECE_BYTES, STREAM_PIECE_BYTES, 1]);
    });

    it('is cut in pieces that hold something, however little the channel is said to take', () => {
      const output = encodedValue(makeOptions({ codec, maxMessageSize: () => 0 }), 40);
      expect(output).toEqual(expect.objectContaining({ count: 3, bytes: 40 }));
      expect((framesOf(output) as Uint8Array[]).map(({ byteLength }) => byteLength)).toEqual([16, 16, 8]);
    });

    it('holds bytes only', () => {
      expect(failureOf(encodedValue(makeOptions({ codec }), 'a'))).toContain('gave no bytes');
    });
  });

  it(
    'tells what became of a value with its ticket, at once or later',
    marbles(({ cold, expectObservable }) => {
      const ticket = Symbol('ticket');
      for (const [value, expected, kind] of [
        ['a', '(t|)', 'frames'],
        ['!', '(t|)', 'failed'],
        ['?', '(t|)', 'failed'],
        ['-', '(t|)', 'failed'],
        [3, '---(t|)', 'frames'],
      ] as const) {
        const input$ = cold<EncodeInput>('(v|)', { v: { kind: 'value', value, ticket } });
        expectObservable(input$.pipe(encode(makeOptions()))).toBe(expected, {
          t: expect.objectContaining({ kind, ticket }),
        });
      }
    }),
  );

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

    it('is guarded also where only JSON makes it of something', () => {
      const made = { toJSON: (key: string) => (key === '' || key === 'value' ? value : 'nested') };
      const codec = createJson();
      const [frame] = framesOf(encodedValue(makeOptions({ codec, serialization: 'json' }), made));
      expect(codec.decode((frame as Uint8Array<ArrayBuffer>).slice().buffer)).toEqual({
        __peerData: { type: 'value' },
        value,
      });
      const toPeerJs = makeOptions({ codec, serialization: 'json', remote: () => 'peerjs' });
      expect(failureOf(encodedValue(toPeerJs, made))).toContain('it has a key `__peerData`');
      expect(framesOf(encodedValue(toPeerJs, new Date(0)))).toHaveLength(1);
      expect(framesOf(encodedValue(toPeerJs, { __peerData: 1, toJSON: () => 1 }))).toHaveLength(1);
    });

    it('is not asked in binary what JSON would make of it', () => {
      const toJSON = jest.fn();
      const made: unknown = Object.create({ toJSON });
      expect(framesOf(encodedValue(makeOptions({ codec: binaryPack }), made))).toHaveLength(1);
      expect(toJSON).not.toHaveBeenCalled();
    });

    it('is nothing special to a bare serialization', () => {
      expect(framesOf(encodedValue(makeOptions({ remote: () => 'peerjs' }), value))).toEqual(['[OBJECT OBJECT]']);
    });
  });

  describe('a small message', () => {
    const bytesOf = (size: number): unknown => 'x'.repeat(size - 3); // with three before it
    const joins = (size: number, options: Partial<EncodeOptions> = {}): boolean => {
      const output = encodedValue(
        makeOptions({ codec: binaryPack, remote: () => 'rxpeer', ...options }),
        bytesOf(size),
      );
      expect(output).toEqual(expect.objectContaining({ kind: 'frames', bytes: size }));
      return output.kind === 'frames' && output.join !== undefined;
    };

    it('may share a frame with others on its way to RxPeer, up to 2 KiB', () => {
      expect([100, SMALL_MESSAGE_BYTES, SMALL_MESSAGE_BYTES + 1].map((size) => joins(size))).toEqual([
        true,
        true,
        false,
      ]);
    });

    it('shares none on its way to PeerJS, which knows no such frames', () => {
      expect(joins(100, { remote: () => 'peerjs' })).toBe(false);
    });

    it('shares one in which each can be read', () => {
      const outputs = ['a', 'b'].map((value) => encodedValue(makeOptions({ codec: binaryPack }), value));
      const frames = outputs.flatMap((output) => framesOf(output) as Uint8Array<ArrayBuffer>[]);
      const [first] = outputs;
      const shared = first?.kind === 'frames' && (first.join?.(frames) as Uint8Array<ArrayBuffer> | undefined);
      const values: unknown[] = [];
      of(shared ? shared.slice().buffer : 'nothing')
        .pipe(decode({ codec: binaryPack }))
        .subscribe((decoded) => values.push(decoded.kind === 'data' && decoded.value));
      expect(values).toEqual(['a', 'b']);
    });

    it('shares none where its codec cannot join them', () => {
      const { batches: _, ...codec } = binaryPack;
      expect(joins(100, { codec })).toBe(false);
    });

    it('shares none where its codec gives no Uint8Array, which is what it would have to join', () => {
      const frames = { text: 'text', buffer: new ArrayBuffer(8), view: new DataView(new ArrayBuffer(8)) };
      const codec: Codec = { ...binaryPack, encode: (name) => frames[name as keyof typeof frames] };
      const outputs = Object.keys(frames).map((name) => encodedValue(makeOptions({ codec }), name));
      expect(outputs.map((output) => output.kind === 'frames' && output.join)).toEqual(Array(3).fill(undefined));
    });

    it('shares none where the channel does not take one that is full', () => {
      const joinsWith = (size: number): boolean => joins(100, { maxMessageSize: () => size });
      expect([BATCH_BYTES, BATCH_BYTES + 1].map(joinsWith)).toEqual([false, true]);
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
