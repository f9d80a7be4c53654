import { isPlainText, textOf, unitsOf } from '../../../lib/serialization/structured/text.js';

const PLAIN = ['', 'a', 'é', '世界', '😀', 'a\ufeff', '\ufffd', '\ud83d\ude00'.repeat(100)];
const ODD = [
  '\ufeff',
  '\ufeffa',
  '\ud83d',
  '\ude00',
  'a\ud83da',
  '\ude00\ud83d',
  '😀\ud83d',
  `${'😀'.repeat(1000)}\ude00`,
];

describe('text that UTF-8 cannot carry', () => {
  it('is told from what it can', () => {
    expect(PLAIN.filter(isPlainText)).toEqual(PLAIN);
    expect(ODD.filter(isPlainText)).toEqual([]);
    for (const text of PLAIN) expect(new TextDecoder().decode(new TextEncoder().encode(text))).toBe(text);
  });

  it('survives as code units, whatever it is', () => {
    for (const text of [...PLAIN, ...ODD, '\ud800'.repeat(100_000)]) expect(textOf(unitsOf(text))).toBe(text);
    expect([...unitsOf('a\ud83d')]).toEqual([0x61, 0, 0x3d, 0xd8]);
  });

  it('is read from anywhere in a memory', () => {
    expect(textOf(Uint8Array.of(9, 0x61, 0, 9).subarray(1, 3))).toBe('a');
  });

  it('does not end in the middle', () => {
    expect(() => textOf(Uint8Array.of(0x61))).toThrow('middle');
  });
});
