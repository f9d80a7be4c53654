import { createBinaryPack } from '../../../lib/serialization/binary-pack/binary-pack.js';

const gone = (): ArrayBuffer => {
  const buffer = new ArrayBuffer(1);
  structuredClone(buffer, { transfer: [buffer] });
  return buffer;
};
const throwing = {
  get tag(): never {
    throw new Error('out of order');
  },
};
const bytes = gone();
const view = new DataView(new ArrayBuffer(1));
structuredClone(view.buffer, { transfer: [view.buffer] });

describe('BinaryPack, what cannot be read', () => {
  it.each<readonly [string, unknown, string]>([
    ['a getter that throws', { user: { tags: [1, throwing] } }, '$.user.tags[1].tag cannot be read: out of order'],
    ['bytes that were transferred', { list: [bytes] }, '$.list[0] cannot be read: '],
    ['a view of them', [{ view }], '$[0].view cannot be read: '],
    ['such bytes alone', bytes, '$ cannot be read: '],
  ])('says where it is: %s', (_, value, message) => {
    expect(() => createBinaryPack().encode(value)).toThrow(message);
    expect(createBinaryPack().encode(1)).toEqual(Uint8Array.of(1));
  });
});
