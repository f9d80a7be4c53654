import * as everything from '../lib/msgpack.js';
import { createMsgPack } from '../lib/serialization/msgpack/msgpack.js';
import { findCodec } from '../lib/serialization/registry.js';

describe('The public list of rxpeer/msgpack', () => {
  it('is createMsgPack, also under the name that PeerJS has for it', () => {
    expect(everything).toEqual({ createMsgPack, MsgPack: createMsgPack });
  });

  it('is what `serializers` takes', () => {
    const find = () => findCodec('MsgPack', { MsgPack: everything.MsgPack }).codec;
    expect(find()?.framing).toBe('stream');
    expect(find()).not.toBe(find());
  });
});
