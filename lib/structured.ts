// The public list of `rxpeer/structured`.
export { createStructured } from './serialization/structured/structured.js';

export type { ChunkForm, MessageCodec } from './serialization/codec.js';
