// The public list of `rxpeer/msgpack`.
export { createMsgPack } from './serialization/msgpack/msgpack.js';
// As PeerJS names it: `new Peer({ serializers: { MsgPack } })`.
export { createMsgPack as MsgPack } from './serialization/msgpack/msgpack.js';

export type { Splitter, StreamCodec, StreamReader, TellValue } from './serialization/codec.js';
