import { lastValueFrom, map, of, Subject, switchMap } from 'rxjs';
import { CHUNK_BYTES, LOW_WATER_MARK } from '../../lib/core/constants.js';
import { ofKind } from '../../lib/core/operators/of-kind.js';
import { createBinaryPack } from '../../lib/serialization/binary-pack/binary-pack.js';
import type { Codec } from '../../lib/serialization/codec.js';
import { type Encoded, encodeAtOnce, type EncodeInput, type Pending } from '../../lib/serialization/encode-at-once.js';
import { createJson } from '../../lib/serialization/json.js';
import { createMsgPack } from '../../lib/serialization/msgpack/msgpack.js';
import { raw } from '../../lib/serialization/raw.js';
import { marbles } from '../support/marbles.js';
import { brief, makeOptions, shouting } from './encoding.js';

const told = (codec: Codec, ...inputs: readonly EncodeInput[]): (Encoded | Pending)[] => {
  const input$ = new Subject<EncodeInput>();
  const outputs: (Encoded | Pending)[] = [];
  input$
    .pipe(encodeAtOnce({ codec, maxMessageSize: () => 1_000_000, remote: () => 'rxpeer' }))
    .subscribe((output) => outputs.push(output));
  for (const input of inputs) input$.next(input);
  return outputs;
};

describe('a Blob that is larger than what the channel takes', () => {
  const readBlob = jest.fn(() => Promise.resolve(new ArrayBuffer(101)));
  const large: Blob = Object.assign(new Blob(['x'.repeat(101)]), { arrayBuffer: readBlob });

  it.each([
    ['none', raw, 'failed', 0],
    ["an application's that is cut", { ...shouting, encode: () => large, framing: 'chunks' } as const, 'pending', 1],
  ] as const)('is not read to be refused: %s', async (_name, codec, kind, reads) => {
    readBlob.mockClear();
    const told: (Encoded | Pending)[] = [];
    of<EncodeInput>({ kind: 'value', value: large })
      .pipe(encodeAtOnce(makeOptions({ codec, maxMessageSize: () => 100 })))
      .subscribe((encoded) => told.push(encoded));
    expect(told.map((encoded) => encoded.kind)).toEqual([kind]);
    const [first] = told;
    if (first?.kind === 'failed') expect(first.error.type).toBe('message-too-big');
    if (first?.kind === 'pending') await lastValueFrom(first.message$);
    expect(readBlob).toHaveBeenCalledTimes(reads);
  });
});

describe('encodeAtOnce', () => {
  for (const [name, source, subscription, expected] of [
    ['never', '---', '^--', '---'],
    ['empty', '--|', '^-!', '--|'],
    ['one', '-a-|', '^--!', '-a-|'],
    ['many', '-(aba)|', '^-----!', '-(aba)|'],
    ['an error of the source', '-a-#', '^--!', '-a-#'],
    ['what takes time keeps its place, and holds nothing up', '-(3a)|', '^----!', '-(3a)|'],
    ['what cannot be encoded fails alone', '-xa|', '^--!', '-xa|'],
    ['a flush keeps its place', '-(3f)|', '^----!', '-(3f)|'],
  ] as const) {
    it(
      name,
      marbles(({ hot, expectObservable, expectSubscriptions }) => {
        const input$ = hot<EncodeInput>(source, {
          a: { kind: 'value', value: 'a' },
          b: { kind: 'value', value: 'b' },
          3: { kind: 'value', value: 3 },
          x: { kind: 'value', value: '!' },
          f: { kind: 'flush' },
        });
        const output$ = input$.pipe(
          encodeAtOnce(makeOptions()),
          map((item) => (item.kind === 'pending' ? 'takes time' : brief(item))),
        );
        expectObservable(output$).toBe(expected, {
          a: 'A',
          b: 'B',
          3: 'takes time',
          x: 'not-serializable: This value cannot be sent as "shouting": no such word',
          f: 'flush',
        });
        expectSubscriptions(input$.subscriptions).toBe(subscription);
      }),
    );
  }

  it(
    'lets go of the source when unsubscribed, and of what takes time when nobody waits for that',
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const reading$ = cold('--(r|)', { r: 'read' });
      const codec: Codec = { ...shouting, encode: () => reading$ };
      const input$ = hot<EncodeInput>('-a--a-', { a: { kind: 'value', value: 'a' } });
      const pending$ = input$.pipe(encodeAtOnce(makeOptions({ codec })), ofKind('pending'));
      expectObservable(pending$.pipe(map(({ kind }) => kind)), '^-!').toBe('-p', { p: 'pending' });
      const read$ = pending$.pipe(switchMap(({ message$ }) => message$.pipe(map(brief))));
      expectObservable(read$, '^----!').toBe('---r', { r: 'read' });
      expectSubscriptions(input$.subscriptions).toBe(['^-!', '^----!']);
      expectSubscriptions(reading$.subscriptions).toBe(['-^-!', '----^!']); // and not before it is waited for
    }),
  );

  it(
    'says once what becomes of what takes time',
    marbles(({ expectObservable }) => {
      const { encode } = makeOptions().codec;
      const codec: Codec = { framing: 'bare', encode, decode: (frame) => frame };
      for (const [value, expected, text] of [
        [3, '---(r|)', '3'],
        ['?', '(r|)', 'not-serializable: This value cannot be sent as "binary": lost for words'],
        ['-', '(r|)', 'not-serializable: This value cannot be sent as "binary": no elements in sequence'],
      ] as const) {
        const [pending] = told(codec, { kind: 'value', value, ticket: 7 });
        expect(pending).toMatchObject({ kind: 'pending', ticket: 7 });
        if (pending?.kind === 'pending')
          expectObservable(pending.message$.pipe(map(brief))).toBe(expected, { r: text });
      }
    }),
  );

  it('says that a codec has no word for the request to close, and goes on', () => {
    const codec: Codec = {
      framing: 'envelopes',
      encode: (value) => {
        if (typeof value !== 'string') throw new Error('text only');
        return value;
      },
      decode: (frame) => frame,
    };
    const outputs = told(codec, { kind: 'close-request' }, { kind: 'value', value: 'on' }, { kind: 'flush' });
    expect(outputs.map((output) => (output.kind === 'pending' ? 'takes time' : brief(output)))).toEqual([
      'not-serializable: This value cannot be sent as "binary": text only',
      'on',
      'flush',
    ]);
  });

  it.each<readonly [string, Codec, unknown, Encoded['kind']]>([
    ['is too big', raw, 'x'.repeat(1_000_001), 'failed'],
    ['is cut', createBinaryPack(), ['x'.repeat(300_000)], 'frames'],
    ['is sent as a stream', createMsgPack(), 'x', 'frames'],
  ])('tells the ticket of what %s', (_, codec, value, kind) => {
    expect(told(codec, { kind: 'value', value, ticket: 7 })).toMatchObject([{ kind, ticket: 7 }]);
  });

  const bytes = new Uint8Array(300_000);
  const asItIs: Codec = {
    framing: 'bare',
    encode: (value) => value as Uint8Array<ArrayBuffer>,
    decode: (frame) => frame,
  };
  it.each<readonly [string, Codec, unknown, 'lent' | undefined]>([
    ['bytes', raw, bytes.subarray(1, 9), 'lent'],
    ['a buffer', raw, bytes.buffer, 'lent'],
    ['text', raw, 'text', undefined],
    ['bytes, by a codec of the application', asItIs, bytes.subarray(1, 9), 'lent'],
    ['bytes of several frames, in binary', createBinaryPack(), bytes, 'lent'],
    ['bytes of one frame, in binary', createBinaryPack(), bytes.subarray(0, 100_000), undefined],
    ['bytes in an object, in binary', createBinaryPack(), { bytes }, undefined],
    ['text of several frames, in json', createJson(), 'x'.repeat(300_000), undefined],
  ])('says what is not copied: %s', (_, codec, value, memory) => {
    const [withTicket, without] = told(codec, { kind: 'value', value, ticket: 1 }, { kind: 'value', value }) as Extract<
      Encoded,
      { kind: 'frames' }
    >[];
    expect([withTicket?.memory, without?.memory]).toEqual([memory, undefined]);
  });

  it.each([
    [CHUNK_BYTES + 1, undefined],
    [LOW_WATER_MARK, undefined],
    [LOW_WATER_MARK + 1, 'lent'],
  ])('copies what PeerJS takes in pieces up to 32 KiB, so that its source need not wait: %d bytes', (size, memory) => {
    const memories: unknown[] = [];
    of<EncodeInput>({ kind: 'value', value: new Uint8Array(size), ticket: 1 })
      .pipe(encodeAtOnce({ codec: createBinaryPack(), remote: () => 'peerjs' }), ofKind('frames'))
      .subscribe((output) => memories.push(output.memory));
    expect(memories).toEqual([memory]);
  });
});
