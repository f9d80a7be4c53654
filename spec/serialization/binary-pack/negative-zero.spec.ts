import { unpack } from 'peerjs-js-binarypack';
import { createBinaryPack } from '../../../lib/serialization/binary-pack/binary-pack.js';

describe('peerjs-js-binarypack 2.1.0 and -0', () => {
  const codec = createBinaryPack();

  it.each([-0, [-0], [1.5, -0, 2], { x: Math.round(-0.3) }])(
    'are 0 over there, and stay -0 here: example %#',
    (value) => {
      const frame = (codec.encode(value) as Uint8Array<ArrayBuffer>).slice().buffer;
      expect(codec.decode(frame)).toStrictEqual(value);
      expect(unpack(frame)).toStrictEqual(JSON.parse(JSON.stringify(value)));
    },
  );
});
