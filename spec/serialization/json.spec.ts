import { of } from 'rxjs';
import { decode } from '../../lib/serialization/decode.js';
import { valueEnvelope } from '../../lib/serialization/envelope.js';
import { createJson } from '../../lib/serialization/json.js';
import { codecContract } from '../support/contracts/codec-contract.js';
import { brief } from './brief-decoded.js';

const cycle: { self?: unknown } = {};
cycle.self = cycle;

/** Deeper than JSON.stringify's stack. */
const DEPTH = 100_000;
const deep = (): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < DEPTH; level += 1) value = [value];
  return value;
};

codecContract('json', createJson, {
  travel: [
    null,
    true,
    false,
    0,
    -1.5,
    1e300,
    '',
    'héllo 世界 😀',
    '\ud800',
    [],
    {},
    [1, ['a', { b: null }]],
    { constructor: 1 },
  ],
  become: [
    [undefined, null],
    [NaN, null],
    [
      [undefined, () => 1],
      [null, null],
    ],
    [{ kept: 1, left: undefined }, { kept: 1 }],
    [new Date(0), '1970-01-01T00:00:00.000Z'],
  ],
  refused: [() => 1, Symbol('s'), 1n, cycle, deep()],
  unreadable: ['', '{', 'undefined', new ArrayBuffer(0), Uint8Array.of(0x22, 0xff, 0x22).buffer],
});

describe('json', () => {
  it('sends UTF-8 in a binary message, as PeerJS does, and reads text too', () => {
    const json = createJson();
    expect(json.encode({ é: 1 })).toEqual(new TextEncoder().encode('{"é":1}'));
    expect(json.decode('{"a":[1]}')).toEqual({ a: [1] });
  });

  it('leaves prototypes alone', () => {
    const decoded = createJson().decode('{"__proto__":{"polluted":1}}') as Record<string, unknown>;
    expect(Object.getPrototypeOf(decoded)).toBe(Object.prototype);
    expect(decoded['polluted']).toBe(undefined);
  });

  it('says what is wrong', () => {
    const json = createJson();
    expect(() => json.encode(() => 1)).toThrow('JSON has no word for a function');
    expect(() => json.encode(deep())).toThrow('nested too deeply');
    expect(() => json.encode(cycle)).toThrow('circular');
    expect(() => json.encode(1n)).toThrow('BigInt');
  });
});

describe('json, several values in one frame,', () => {
  const json = createJson();
  const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
  const batchOf = (...values: readonly unknown[]): Uint8Array<ArrayBuffer> => {
    const messages = values.map((value) => json.encode(value) as Uint8Array<ArrayBuffer>);
    return new Uint8Array(json.batches?.write(messages) as ArrayBuffer);
  };
  const arrived = (...frames: readonly Uint8Array<ArrayBuffer>[]): unknown[] => {
    const outputs: unknown[] = [];
    of(...frames.map((frame) => frame.slice().buffer))
      .pipe(decode({ codec: json, limit: 1_000 }))
      .subscribe((decoded) => outputs.push(brief(decoded)));
    return outputs;
  };

  it('has a record separator before each, and no other in it', () => {
    const frame = batchOf('a\u001eb', 1);
    expect(frame).toEqual(bytesOf('\u001e"a\\u001eb"\u001e1'));
    expect(arrived(frame)).toEqual(['a\u001eb', 1]);
  });

  it('gives back each value, and how many bytes it took, wherever the frame lies in memory', () => {
    const values = ['', 'héllo 世界 😀', { a: [1, null] }, [], -1.5];
    const frame = batchOf(...values);
    const memory = new Uint8Array(frame.length + 9).fill(0x22);
    memory.set(frame, 4);
    const seen: unknown[] = [];
    json.batches?.read(memory.subarray(4, 4 + frame.length), (value, bytes) => seen.push([value, bytes]));
    expect(seen).toEqual(values.map((value) => [value, bytesOf(JSON.stringify(value)).length]));
  });

  it('is one error where it makes no sense, after what came before that, and the next frame is read', () => {
    const next = bytesOf('"next"');
    for (const [text, before] of [
      ['\u001e', []],
      ['\u001e1\u001e', [1]],
      ['\u001e1\u001e\u001e2', [1]],
      ['\u001e1\u001e{\u001e2', [1]],
    ] as const) {
      expect(arrived(bytesOf(text), next)).toEqual([...before, 'invalid-message', 'next']);
    }
    expect(arrived(Uint8Array.of(0x1e, 0x22, 0xff, 0x22), next)).toEqual(['invalid-message', 'next']);
  });

  it('opens the envelope of each, and looks at the size of each', () => {
    const value = { __peerData: 'mine' };
    expect(arrived(batchOf(valueEnvelope(value), 'x'.repeat(1_000), 1))).toEqual([value, 'message-too-big', 1]);
  });
});
