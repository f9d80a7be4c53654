import * as everything from '../lib/msgpack.js';
import { createMsgPack } from '../lib/serialization/msgpack/msgpack.js';
import { findCodec } from '../lib/serialization/registry.js';

describe('The public list of rxpeer/msgpack', () => {
  it('is createMsgPack', () => {
    expect(everything).toEqual({ createMsgPack });
  });

  it('is what `serializers` takes, under the name that PeerJS has for it', () => {
    const find = () => findCodec('MsgPack', { MsgPack: everything.createMsgPack });
    expect(find()?.framing).toBe('stream');
    expect(find()).not.toBe(find());
  });
});
