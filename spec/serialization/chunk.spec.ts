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

  it('makes one piece of everything where pieces are endless', () => {
    const bytes = Uint8Array.of(1, 2, 3);
    const piecesOf = (...given: Parameters<typeof chunk>) =>
      [...chunk(...given)].map(({ n, total, data }) => [n, total, ...data]);
    expect(piecesOf(bytes, 1, Infinity)).toEqual([[0, 1, 1, 2, 3]]);
    expect(piecesOf(bytes, 1, Infinity, Uint8Array.of(9))).toEqual([[0, 1, 9, 1, 2, 3]]);
    expect(piecesOf(new Uint8Array(0), 1, Infinity)).toEqual([]);
  });

  it('makes an envelope when it is asked for', () => {
    const [first] = chunk(new Uint8Array(1024), 1, 1);
    expect(first?.n).toBe(0);
  });
});

describe('chunk, with something before the bytes', () => {
  const before = Uint8Array.of(8, 9);

  it.each([2, 3, 4, 5, 6])('cuts both as if they were one, at every %d bytes', (size) => {
    const bytes = Uint8Array.of(1, 2, 3, 4, 5);
    const whole = Uint8Array.of(...before, ...bytes);
    const plain = [...chunk(whole, 1, size)].map(({ n, total, data }) => [n, total, ...data]);
    expect([...chunk(bytes, 1, size, before)].map(({ n, total, data }) => [n, total, ...data])).toEqual(plain);
  });

  it('copies the first piece only, into the memory that is given', () => {
    const bytes = Uint8Array.of(1, 2, 3, 4, 5);
    const memory = new Uint8Array(16);
    const [first, second] = chunk(bytes, 1, 4, before, memory);
    expect(first?.data.buffer).toBe(memory.buffer);
    expect(first?.data).toEqual(Uint8Array.of(8, 9, 1, 2));
    expect(second?.data.buffer).toBe(bytes.buffer);
  });

  it.each([0, -1, NaN])('refuses pieces of %p bytes', (size) => {
    expect(() => chunk(Uint8Array.of(1), 1, size)).toThrow(RangeError);
  });
});
