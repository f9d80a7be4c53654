import { raw } from '../../lib/serialization/raw.js';
import { codecContract } from '../support/contracts/codec-contract.js';

const buffer = Uint8Array.of(1, 2, 3).buffer;

codecContract('raw', () => raw, {
  travel: ['', 'text', buffer],
  become: [
    [new Uint8Array(buffer, 1), Uint8Array.of(2, 3).buffer],
    [new DataView(buffer, 2), Uint8Array.of(3).buffer],
    [new Blob(['ab']), Uint8Array.of(97, 98).buffer],
  ],
  refused: [undefined, null, 1, true, {}, [], { __peerData: { type: 'close' } }, new Date(0), () => 1, Symbol('s'), 1n],
  unreadable: [],
});

describe('raw', () => {
  it('passes on the same objects', () => {
    expect(raw.encode(buffer)).toBe(buffer);
    expect(raw.decode(buffer)).toBe(buffer);
  });

  it('says what can be sent', () => {
    expect(() => raw.encode({})).toThrow(TypeError);
    expect(() => raw.encode({})).toThrow('a string, an ArrayBuffer, a typed array, a DataView or a Blob');
  });

  it('refuses memory that RTCDataChannel does not take', () => {
    const resizable = new (ArrayBuffer as new (size: number, options: object) => ArrayBuffer)(1, { maxByteLength: 2 });
    for (const memory of [new SharedArrayBuffer(1), resizable]) {
      expect(() => raw.encode(memory)).toThrow('shared or resizable');
      expect(() => raw.encode(new Uint8Array(memory))).toThrow('shared or resizable');
    }
  });
});
