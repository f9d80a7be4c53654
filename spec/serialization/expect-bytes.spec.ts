import { expectBytes } from '../../lib/serialization/expect-bytes.js';

describe('expectBytes', () => {
  it('gives the bytes as they are', () => {
    const frame = new ArrayBuffer(2);
    expect(expectBytes(frame)).toBe(frame);
  });

  it('refuses text', () => {
    expect(() => expectBytes('')).toThrow('text has come where bytes were expected');
  });
});
