import { encode, ExtData } from '@msgpack/msgpack';
import { isBinary, isExtension, isText } from '../../../lib/serialization/msgpack-format/part-kinds.js';

const SIZES = [0, 1, 2, 4, 8, 16, 17, 31, 32, 255, 256, 65_535, 65_536];

const kindOf = (value: unknown): readonly boolean[] => {
  const type = encode(value)[0] as number;
  return [isText(type), isBinary(type), isExtension(type)];
};

describe('The kind of a part', () => {
  it('is told by its first byte, whatever its size', () => {
    for (const size of SIZES) {
      expect(kindOf('a'.repeat(size))).toEqual([true, false, false]);
      expect(kindOf(new Uint8Array(size))).toEqual([false, true, false]);
      expect(kindOf(new ExtData(5, new Uint8Array(size)))).toEqual([false, false, true]);
      expect(kindOf(Array(size).fill(0))).toEqual([false, false, false]);
    }
    for (const value of [null, true, 1, -1, 300, 1.5, 1e10, {}]) expect(kindOf(value)).toEqual([false, false, false]);
  });
});
