// The public list of `rxpeer/msgpack`.
export { createMsgPack } from './serialization/msgpack/msgpack.js';

export type { Splitter, StreamCodec } from './serialization/codec.js';
