import { encode } from '@msgpack/msgpack';
import { checkWhole } from '../../../lib/serialization/msgpack-format/check-whole.js';
import { joined, nestedBytes, samples } from '../msgpack/samples.js';

describe('checkWhole', () => {
  it('takes one value, from the first byte to the last', () => {
    for (const sample of samples) {
      const bytes = encode(sample);
      expect(() => checkWhole(bytes)).not.toThrow();
      expect(() => checkWhole(joined(bytes, [0xc0]))).toThrow('something follows its end');
      if (bytes.length > 1) expect(() => checkWhole(bytes.slice(0, -1))).toThrow('it is cut off');
    }
    expect(() => checkWhole(new Uint8Array(0))).toThrow('it is cut off');
  });

  it('refuses what claims more than there is, as soon as it does', () => {
    const claim = Uint8Array.of(0xdd, 0xff, 0xff, 0xff, 0xff);
    expect(() => checkWhole(claim)).toThrow('claims to hold more than it does');
  });

  it('goes as deep as it is told, and tells the parts', () => {
    const bytes = Uint8Array.from(nestedBytes(3));
    expect(() => checkWhole(bytes, { depth: 2 })).not.toThrow();
    expect(() => checkWhole(bytes, { depth: 1 })).toThrow();
    const keys: boolean[] = [];
    checkWhole(encode({ key: 'text' }), { onPart: (_type, _start, _size, isKey) => keys.push(isKey) });
    expect(keys).toEqual([false, true, false]);
  });
});
