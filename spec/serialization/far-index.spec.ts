import { isFarIndex } from '../../lib/serialization/far-index.js';

describe('isFarIndex', () => {
  it.each(['17', '99', '1023', '4294967294'])('is true of %s in an object of one entry', (key) => {
    expect(isFarIndex(key)).toBe(true);
  });

  it.each(['0', '9', '16', '', 'a', 'a17', '__proto__', ':17', '17a', '-17', '世'])('is false of "%s"', (key) => {
    expect(isFarIndex(key)).toBe(false);
  });

  it('goes by how many entries the object has', () => {
    expect([isFarIndex('1600', 100), isFarIndex('1601', 100)]).toEqual([false, true]);
  });
});
