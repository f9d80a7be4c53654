import { ExtData, encode } from '@msgpack/msgpack';
import { MAX_DEPTH } from '../../../lib/serialization/msgpack-format/end-finder.js';
import { inspect } from '../../../lib/serialization/structured/inspect.js';
import { joined, nestedBytes } from '../msgpack/samples.js';

const of = (...parts: readonly (number | string)[]): Uint8Array =>
  joined(...parts.map((part) => (typeof part === 'number' ? [part] : Buffer.from(part))));

const PROTO = '__proto__';

describe('inspect', () => {
  it('lets whole values through, and tells whether there are forms in them', () => {
    for (const value of [null, 1, -1.5, 'text', [1, { a: [] }], { proto: 1 }, new Uint8Array(3)]) {
      expect(inspect(joined(encode(value)))).toBe(false);
    }
    expect(inspect(of(0xd4, 0, 0))).toBe(true);
    expect(inspect(of(0x92, 1, 0x92, 0xd4, 0, 0, 3))).toBe(true);
    expect(inspect(of(0xd8, 0x42, ...new Array<number>(16).fill(1)))).toBe(false);
  });

  it('takes no value that is cut off, or that something follows', () => {
    for (const value of ['text', [1, 2], { a: 1 }, new Uint8Array(3), 1.5, 70_000]) {
      const bytes = joined(encode(value));
      for (let end = 0; end < bytes.byteLength; end += 1)
        expect(() => inspect(bytes.subarray(0, end))).toThrow('cut off');
      expect(() => inspect(joined(bytes, [0]))).toThrow('something follows');
    }
    expect(() => inspect(of(0xdd, 0xff, 0xff, 0xff, 0xff))).toThrow('claims to hold more');
    expect(() => inspect(of(0xc1))).toThrow('0xc1');
  });

  it('says of an extension at the very end that it is cut off', () => {
    expect(() => inspect(of(0xd4))).toThrow('cut off');
    expect(() => inspect(of(0xc7, 1))).toThrow('cut off');
  });

  it('takes no extension that it does not know', () => {
    for (let type = 0; type < 256; type += 1) {
      for (const size of [1, 2, 3, 4, 8, 16, 17, 300, 70_000]) {
        const bytes = joined(encode(new ExtData(type < 128 ? type : type - 256, new Uint8Array(size))));
        if (type === 0 || type === 0x42) expect(inspect(bytes)).toBe(type === 0);
        else expect(() => inspect(bytes)).toThrow(`unknown type ${String(type)}`);
      }
    }
  });

  it('takes no keys but text, and no __proto__ among them, in any form', () => {
    const protos = [of(0xa9, PROTO), of(0xd9, 9, PROTO), of(0xda, 0, 9, PROTO), of(0xdb, 0, 0, 0, 9, PROTO)];
    for (const proto of protos) {
      expect(() => inspect(joined([0x81], proto, [1]))).toThrow('__proto__');
      expect(() => inspect(joined([0x92, 1, 0x82, 0xa1, 0x61, 0x90], proto, [1]))).toThrow('__proto__');
      expect(() => inspect(joined([0xde, 0, 1], proto, [1]))).toThrow('__proto__');
      // As a value it is a text like any other.
      expect(inspect(joined([0x81, 0xa1, 0x61], proto))).toBe(false);
      expect(inspect(joined([0x91], proto))).toBe(false);
    }
    for (const key of [[1], [0xc0], [0x90], [0x80], [0xc4, 1, 1], [0xd4, 0, 0], [0xcb, 0, 0, 0, 0, 0, 0, 0, 0]]) {
      expect(() => inspect(joined([0x81], key, [1]))).toThrow('a key that is no text');
    }
    expect(inspect(of(0x81, 0xa9, '__proto_x', 1))).toBe(false);
  });

  it('takes no index far from 0 as a key, in any form: engines would make room for those before', () => {
    for (const key of ['17', '1023', '4294967294']) {
      for (const head of [
        [0xa0 + key.length],
        [0xd9, key.length],
        [0xda, 0, key.length],
        [0xdb, 0, 0, 0, key.length],
      ]) {
        expect(() => inspect(of(0x81, ...head, key, 1))).toThrow('a plain object with an index for a key');
        expect(inspect(of(0x91, ...head, key))).toBe(false);
      }
    }
    for (const key of ['0', '16', '1023a', '00000001023'])
      expect(inspect(of(0x81, 0xa0 + key.length, key, 1))).toBe(false);
  });

  it('goes as deep as the deepest value that is sent', () => {
    expect(inspect(nestedBytes(MAX_DEPTH + 2))).toBe(false);
    expect(() => inspect(nestedBytes(MAX_DEPTH + 3))).toThrow('levels');
  });
});
