import { binaryKind, bytesOf } from '../../lib/serialization/binary-kind.js';

describe('binaryKind', () => {
  it('tells binary data from everything else', () => {
    expect(binaryKind(new ArrayBuffer(1))).toBe('buffer');
    expect(binaryKind(new Uint8Array(1))).toBe('view');
    expect(binaryKind(new DataView(new ArrayBuffer(1)))).toBe('view');
    expect(binaryKind(new Blob([]))).toBe('blob');
    for (const other of [null, undefined, 'text', 1, [], {}, new Map(), new Date(0), () => 1]) {
      expect(binaryKind(other)).toBe('none');
    }
  });
});

describe('bytesOf', () => {
  it('shows the bytes of a buffer or a view where they are', () => {
    const buffer = Uint8Array.of(1, 2, 3, 4).buffer;
    for (const [value, ...bytes] of [
      [buffer, 1, 2, 3, 4],
      [new Uint16Array(buffer, 2, 1), 3, 4],
      [new DataView(buffer, 1, 2), 2, 3],
    ] as const) {
      expect(bytesOf(value)).toEqual(Uint8Array.from(bytes));
      expect(bytesOf(value)?.buffer).toBe(buffer);
    }
  });

  it('shows nothing of anything else', () => {
    for (const other of [null, 'text', [1], new Blob(['a'])]) expect(bytesOf(other)).toBeUndefined();
  });
});
