import { binaryKind } from '../../lib/serialization/binary-kind.js';

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
