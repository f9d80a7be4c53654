import { isPeerId, isValidId, isValidKey, randomToken } from '../../lib/core/ids.js';

describe('isValidId', () => {
  it.each([
    'a',
    '7',
    'Bob',
    'a-b',
    'a--b',
    'a_b',
    'a-_-b',
    'a b',
    'a  b',
    '0eb50a6e-56f5-4f59-8d5d-fe27bed62334',
    'constructor',
    'x'.repeat(1_024),
  ])('takes %j', (id) => {
    expect(isValidId(id)).toBe(true);
  });

  it.each([
    '',
    ' ',
    '-',
    '_',
    '-a',
    'a-',
    '_a',
    'a_',
    ' a',
    'a ',
    'a.b',
    'a/b',
    'ä',
    'a\n',
    'a\nb',
    '__proto__',
    'a?b',
    '\uD800',
    'x'.repeat(1_025),
  ])('refuses %j', (id) => {
    expect(isValidId(id)).toBe(false);
  });

  it('takes no longer over a hostile one than over any other', () => {
    expect(isValidId(`a${'-'.repeat(1_000_000)}!`)).toBe(false);
  });
});

describe('isPeerId', () => {
  it.each(['a', 'constructor', 'a/b', '世界', ' ', '__id__', '🎉'.repeat(512)])('takes %j', (id) => {
    expect(isPeerId(id)).toBe(true);
  });

  it.each(['', '__proto__', '__defineGetter__', 'x'.repeat(1_025), undefined, null, 42, ['a'], {}])(
    'refuses %j',
    (id) => {
      expect(isPeerId(id)).toBe(false);
    },
  );
});

describe('isValidKey', () => {
  it.each(['peerjs', 'k', 'my key', 'a.b:c@d', 'schlüssel', '-'])('takes %j', (key) => {
    expect(isValidKey(key)).toBe(true);
  });

  it.each(['', 'a/b', 'a\\b', 'a?b', 'a#b', 'a&b', '100%', 'a\nb', '\0', '\u0085'])('refuses %j', (key) => {
    expect(isValidKey(key)).toBe(false);
  });
});

describe('randomToken', () => {
  it('is made of letters and digits, of as many bytes as nobody guesses', () => {
    const counts: number[] = [];
    const token = randomToken((count) => {
      counts.push(count);
      return Uint8Array.from({ length: count }, (_, index) => index * 28);
    });
    expect(counts).toEqual([10]);
    expect(token).toBe('000s1k2c343w4o5g6870');
    expect(token).toMatch(/^[0-9a-z]{20}$/);
  });

  it('differs where one byte does', () => {
    const tokens = Array.from({ length: 256 }, (_, byte) => randomToken((count) => new Uint8Array(count).fill(byte)));
    expect(new Set(tokens).size).toBe(256);
  });
});
