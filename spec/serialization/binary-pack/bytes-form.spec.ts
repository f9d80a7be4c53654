import { createBinaryPack } from '../../../lib/serialization/binary-pack/binary-pack.js';
import { bytesForm } from '../../../lib/serialization/binary-pack/bytes-form.js';

const codec = createBinaryPack();

/** Sizes around which the width of the header changes. */
const SIZES = [16, 255, 256, 65_535, 65_536, 300_000];

describe('bytesForm', () => {
  it.each(SIZES)('writes %d bytes as the codec does, without a copy of them', (size) => {
    const value = Uint8Array.from({ length: size }, (_, index) => index);
    const split = bytesForm.write(value);
    expect(split?.bytes.buffer).toBe(value.buffer);
    const whole = Buffer.concat([split?.header ?? [], split?.bytes ?? []].map((part) => Buffer.from(part)));
    expect(whole.equals(Buffer.from(codec.encode(value) as Uint8Array))).toBe(true);
  });

  it('takes buffers, and views of a part or of wider numbers', () => {
    const buffer = Uint8Array.of(1, 2, 3, 4).buffer;
    expect(bytesForm.write(buffer)?.bytes).toEqual(Uint8Array.of(1, 2, 3, 4));
    expect(bytesForm.write(new Uint16Array(buffer, 2, 1))?.bytes).toEqual(Uint8Array.of(3, 4));
    expect(bytesForm.write(new DataView(buffer, 1, 2))?.bytes).toEqual(Uint8Array.of(2, 3));
  });

  it('leaves everything else to the codec', () => {
    for (const value of ['text', 1, null, undefined, [1], { length: 1 }, new Blob(['a'])]) {
      expect(bytesForm.write(value)).toBeUndefined();
    }
  });

  it.each(SIZES)('knows %d bytes by what they begin with', (size) => {
    const encoded = codec.encode(new Uint8Array(size)) as Uint8Array;
    expect(bytesForm.read(encoded.subarray(0, 5), encoded.length)).toBe(encoded.length - size);
    expect(bytesForm.read(encoded, encoded.length)).toBe(encoded.length - size);
  });

  it('knows nothing else', () => {
    const encoded = codec.encode(new Uint8Array(1_000)) as Uint8Array;
    for (const size of [encoded.length - 1, encoded.length + 1, 0, 3, 5]) {
      expect(bytesForm.read(encoded, size)).toBeUndefined();
    }
    expect(bytesForm.read(encoded.subarray(0, 2), encoded.length)).toBeUndefined();
    const text = codec.encode('a'.repeat(1_000)) as Uint8Array;
    expect(bytesForm.read(text, text.length)).toBeUndefined();
  });
});
