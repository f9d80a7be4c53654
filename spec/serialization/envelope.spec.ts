import { chunkEnvelope, classify, closeEnvelope, isEnvelope, valueEnvelope } from '../../lib/serialization/envelope.js';
import { legible } from '../support/legible.js';

const data = Uint8Array.of(1, 2);
const good = { __peerData: 1, n: 0, total: 2, data: data.buffer };

describe('envelopes', () => {
  it('look as PeerJS expects them', () => {
    expect(chunkEnvelope(1, 0, 2, data)).toEqual({ __peerData: 1, n: 0, total: 2, data });
    for (const request of [closeEnvelope(), closeEnvelope(0)])
      expect(request).toEqual({ __peerData: { type: 'close' } });
    expect(closeEnvelope(7)).toEqual({ __peerData: { type: 'close', after: 7 } });
    expect(valueEnvelope(5)).toEqual({ __peerData: { type: 'value' }, value: 5 });
  });
});

describe('isEnvelope', () => {
  it('is true of what PeerJS would not deliver', () => {
    for (const value of [good, closeEnvelope(), valueEnvelope(1), { __peerData: 'x' }]) {
      expect(isEnvelope(value)).toBe(true);
    }
  });

  it('is false of the rest', () => {
    const inherited: unknown = Object.create({ __peerData: 1 });
    const list = Object.assign([1], { __peerData: 1 });
    for (const value of [null, undefined, 1, 'text', {}, [], { __peerData: 0 }, inherited, list]) {
      expect(isEnvelope(value)).toBe(false);
    }
  });
});

describe('classify', () => {
  it.each([[null], [undefined], [0], ['text'], [[]], [{}], [{ a: 1 }], [{ __peerData: 0 }], [{ __peerData: null }]])(
    'takes %j for a value',
    (value) => {
      expect(classify(value)).toEqual({ kind: 'value', value });
    },
  );

  it('knows a chunk, whatever holds its bytes', () => {
    const chunk = legible({ kind: 'chunk', id: 1, n: 0, total: 2, data });
    expect(legible(classify(good))).toEqual(chunk);
    expect(legible(classify({ ...good, data: Uint8Array.of(0, 1, 2).subarray(1) }))).toEqual(chunk);
  });

  it('knows what closes, and unwraps what was guarded', () => {
    expect(classify(closeEnvelope())).toEqual({ kind: 'close', after: 0 });
    expect(classify(closeEnvelope(7))).toEqual({ kind: 'close', after: 7 });
    expect(classify(valueEnvelope({ __peerData: 5 }))).toEqual({ kind: 'value', value: { __peerData: 5 } });
    expect(classify(valueEnvelope(undefined))).toEqual({ kind: 'value', value: undefined });
  });

  it.each([[-1], [0.5], [NaN], [Infinity], ['7'], [null], [{}]])('closes at once, not after %p', (after) => {
    expect(classify({ __peerData: { type: 'close', after } })).toEqual({ kind: 'close', after: 0 });
  });

  it.each([
    ['n that is total', { ...good, n: 2 }],
    ['n below zero', { ...good, n: -1 }],
    ['n between integers', { ...good, n: 0.5 }],
    ['n as text', { ...good, n: '0' }],
    ['no n', { __peerData: 1, total: 2, data: data.buffer }],
    ['an endless total', { ...good, total: Infinity }],
    ['no total', { __peerData: 1, n: 0, data: data.buffer }],
    ['total zero', { ...good, n: 0, total: 0 }],
    ['text for data', { ...good, data: 'text' }],
    ['no data', { __peerData: 1, n: 0, total: 2 }],
    ['empty data', { ...good, data: new ArrayBuffer(0) }],
    ['an odd id', { ...good, __peerData: 1.5 }],
    ['an id below zero', { ...good, __peerData: -1 }],
    ['text for an id', { ...good, __peerData: 'close' }],
    ['true for an id', { ...good, __peerData: true }],
    ['an unknown type', { __peerData: { type: 'other' } }],
    ['no type', { __peerData: {} }],
    ['an inherited type', { __peerData: Object.create({ type: 'close' }) as object }],
    ['a guard without value', { __peerData: { type: 'value' } }],
  ])('finds %s malformed', (_, value) => {
    expect(classify(value).kind).toBe('malformed');
  });
});
