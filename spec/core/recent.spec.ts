import { Recent } from '../../lib/core/recent.js';

describe('Recent', () => {
  it('knows what was put in, and nothing else', () => {
    const recent = new Recent(2);
    expect(recent.has('a')).toBe(false);
    recent.add('a');
    expect([recent.has('a'), recent.has('b'), recent.has('')]).toEqual([true, false, false]);
  });

  it('forgets the oldest past the bound, also an empty one', () => {
    const recent = new Recent(2);
    for (const text of ['', 'a', 'a', 'b']) recent.add(text);
    expect(['', 'a', 'b'].map((text) => recent.has(text))).toEqual([false, true, true]);
  });
});
