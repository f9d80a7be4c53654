import { chunk } from '../../lib/serialization/chunk.js';

describe('chunk', () => {
  it('cuts bytes into envelopes that show the same memory', () => {
    const bytes = Uint8Array.of(9, 1, 2, 3, 4, 5).subarray(1);
    const chunks = [...chunk(bytes, 7, 2)];
    expect(chunks.map(({ __peerData, n, total, data }) => [__peerData, n, total, ...data])).toEqual([
      [7, 0, 3, 1, 2],
      [7, 1, 3, 3, 4],
      [7, 2, 3, 5],
    ]);
    expect(chunks.every(({ data }) => data.buffer === bytes.buffer)).toBe(true);
  });

  it.each([
    [1, [1]],
    [100, [100]],
    [101, [100, 1]],
    [200, [100, 100]],
    [0, []],
  ])('cuts %d bytes, and makes no empty piece', (size, sizes) => {
    expect([...chunk(new Uint8Array(size), 1, 100)].map(({ data }) => data.byteLength)).toEqual(sizes);
  });

  it('makes an envelope when it is asked for', () => {
    const [first] = chunk(new Uint8Array(1024), 1, 1);
    expect(first?.n).toBe(0);
  });
});
