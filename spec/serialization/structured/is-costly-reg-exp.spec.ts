import { isCostlyRegExp } from '../../../lib/serialization/structured/is-costly-reg-exp.js';

describe('isCostlyRegExp', () => {
  it.each([
    [String.raw`\p{L}`, 'u'],
    [String.raw`\P{L}`, 'gu'],
    [String.raw`[a\p{Lu}]`, 'v'],
    [String.raw`\\\p{RGI_Emoji}`, 'v'],
    [String.raw`\\\\\p{L}`, 'iu'],
    ['a', 'iv'],
    ['', 'vi'],
  ])('is true of %s with the flags %s', (source, flags) => {
    expect(isCostlyRegExp(source, flags)).toBe(true);
  });

  it.each([
    [String.raw`\p{L}`, ''],
    [String.raw`\p{L}`, 'gimsy'],
    [String.raw`\\p{L}`, 'u'],
    [String.raw`\\\\p`, 'v'],
    ['p', 'u'],
    [String.raw`[\w--[a-z]]`, 'v'],
    [String.raw`\w`, 'iu'],
    ['', ''],
  ])('is false of %s with the flags "%s"', (source, flags) => {
    expect(isCostlyRegExp(source, flags)).toBe(false);
  });
});
