import { TextReader } from '../../../lib/serialization/binary-pack/text-reader.js';
import { Random } from '../../support/random.js';

const encoder = new TextEncoder();
const whole = new TextDecoder('utf-8', { ignoreBOM: true });

describe('TextReader', () => {
  const reader = new TextReader();
  const read = (bytes: Uint8Array<ArrayBuffer>): string => reader.text(bytes, 0, bytes.length);

  it('reads text wherever it stands among other bytes', () => {
    const bytes = encoder.encode('.é世😀.');
    expect(reader.text(bytes, 1, bytes.length - 2)).toBe('é世😀');
    expect(reader.key(bytes, 1, bytes.length - 2)).toBe('é世😀');
    expect(reader.text(bytes, 0, 0)).toBe('');
  });

  // A character of each width, with its first, second, third and last byte at every end of a piece.
  for (const character of ['é', '世', '😀', '\ufeff']) {
    it(`reads large text with ${JSON.stringify(character)} across the ends of pieces`, () => {
      for (let shift = 0; shift < encoder.encode(character).length; shift += 1) {
        const text = `${'x'.repeat(shift)}${character.repeat(40_000)}`;
        expect(read(encoder.encode(text)) === text).toBe(true);
      }
    });
  }

  it('reads large text that is ASCII at first', () => {
    const text = `${'x'.repeat(30_000)}世${'y'.repeat(30_000)}`;
    expect(read(encoder.encode(text)) === text).toBe(true);
  });

  it('puts U+FFFD for what is no UTF-8, the same in pieces as at once', () => {
    const random = new Random(1);
    for (let round = 0; round < 50; round += 1) {
      const bytes = Uint8Array.from({ length: 40_000 }, () => random.next(256));
      expect(read(bytes) === whole.decode(bytes)).toBe(true);
    }
  });

  it.each([0, 1, 2, 3])('puts U+FFFD for a single byte that is no UTF-8: byte %i of four', (at) => {
    const bytes = encoder.encode('abcd');
    bytes[at] = 0xff;
    expect(read(bytes)).toBe(whole.decode(bytes));
  });

  it('starts afresh after a text that ends in the middle of a character', () => {
    const cut = encoder.encode('😀'.repeat(10_000)).subarray(0, -1);
    expect(read(cut).endsWith('😀\ufffd')).toBe(true);
    expect(read(encoder.encode('世'.repeat(20)))).toBe('世'.repeat(20));
  });

  it('knows a key again by its bytes, and no other', () => {
    const key = (text: string): string => {
      const bytes = encoder.encode(text);
      return reader.key(bytes, 0, bytes.length);
    };
    for (const text of ['name', 'name', 'namf', 'é', 'Ã©', 'k'.repeat(33)]) expect(key(text)).toBe(text);
    // One place for both, and the characters of the first are the bytes of the second.
    for (const text of ['Â¹Ñ\u0080', '¹р']) expect(key(text)).toBe(text);
  });
});
