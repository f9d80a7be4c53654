import { decode, encode } from '@msgpack/msgpack';
import { doubleMarks } from '../../../lib/serialization/msgpack/double-marks.js';
import { createMsgPack } from '../../../lib/serialization/msgpack/msgpack.js';
import { joined } from './samples.js';

const MARK = '\ufeff';

const fresh = (value: unknown): Uint8Array<ArrayBuffer> => encode(value).slice() as Uint8Array<ArrayBuffer>;

/** Lengths of text around those at which it is read in another way, and at which its header changes. */
const LENGTHS = [0, 1, 28, 29, 100, 195, 196, 197, 198, 199, 200, 201, 252, 253, 254, 65_530, 65_533, 65_536];

describe('doubleMarks', () => {
  it('has every text arrive with the byte order marks that it begins with', () => {
    const { decode: read } = createMsgPack();
    for (const length of LENGTHS) {
      for (const marks of ['', MARK, MARK + MARK]) {
        const text = marks + 'a'.repeat(length) + MARK;
        const value = { before: [1, text], [text]: 'a key', bytes: Uint8Array.of(0xef, 0xbb, 0xbf), after: text };
        expect(read(fresh(value).buffer)).toEqual(value);
      }
    }
  });

  it('is what the decoder needs: it drops one of a long text', () => {
    expect(decode(encode(MARK + 'a'.repeat(300)))).toBe('a'.repeat(300));
  });

  it('gives the same bytes where no long text begins with one', () => {
    for (const value of [
      'a'.repeat(300),
      MARK,
      `a${MARK}`.repeat(100),
      Uint8Array.of(0xef, 0xbb, 0xbf),
      ['ï', '全角，'.repeat(99)],
    ]) {
      const bytes = fresh(value);
      expect(doubleMarks(bytes)).toBe(bytes);
    }
  });

  it('takes several values', () => {
    const text = MARK + 'a'.repeat(300);
    const doubled = fresh(MARK + text);
    const header = doubled.subarray(3);
    const bytes = joined(fresh(1), fresh(text), fresh(2), fresh([text]));
    const longText = (): Uint8Array => joined([0xdb, 0, 0, 1, 0x32], header);
    expect(doubleMarks(bytes)).toEqual(joined([1], longText(), [2, 0x91], longText()));
  });
});
