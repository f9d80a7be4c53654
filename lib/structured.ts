// The public list of `rxpeer/structured`.
export { createStructured } from './serialization/structured/structured.js';

export type { BatchForm, BytesForm, ChunkForm, MessageCodec } from './serialization/codec.js';
