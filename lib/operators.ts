// The building blocks, each usable alone.
export { chunk } from './serialization/chunk.js';
export { classify, closeEnvelope, valueEnvelope } from './serialization/envelope.js';
export { decode } from './serialization/decode.js';
export { encode } from './serialization/encode.js';
export { reassemble } from './serialization/reassemble.js';
export { createBinaryPack } from './serialization/binary-pack/binary-pack.js';
export { createJson } from './serialization/json.js';
export { raw } from './serialization/raw.js';
export { dataChannel } from './browser/data-channel.js';
export { receive } from './channel/receive.js';
export { sendPaced } from './channel/send-paced.js';
export { heartbeat } from './signalling/heartbeat.js';
export { backoff } from './backoff.js';
export { reconnectWith } from './signalling/reconnect-with.js';
export { upTo } from './signalling/up-to.js';
export { holdUntilFirst } from './core/operators/hold-until-first.js';
export { emitEach } from './core/operators/emit-each.js';
export { inTurn, mapInOrder } from './core/operators/map-in-order.js';
export { ofKind } from './core/operators/of-kind.js';

export type { BinaryPackOptions } from './serialization/binary-pack/binary-pack.js';
export type { BytesAs } from './serialization/binary-pack/bytes-form.js';
export type { Failed, Flush, Message, Pending } from './channel/backlog.js';
export type { Paced } from './channel/paced.js';
export type { Outlet } from './channel/outlet.js';
export type { Sendable } from './channel/send-paced.js';
export type { ReconnectPolicy } from './core/options.js';
export type { BackoffOptions } from './signalling/backoff.js';
export type { HoldBound } from './core/operators/hold-until-first.js';
export type { Tagged } from './core/operators/of-kind.js';
export type {
  BatchForm,
  BytesForm,
  ChunkForm,
  Codec,
  MessageCodec,
  Splitter,
  StreamCodec,
  StreamReader,
  TellValue,
} from './serialization/codec.js';
export type { Decoded, DecodeOptions, Failure } from './serialization/decode.js';
export type { Encoded, EncodeInput, EncodeOptions } from './serialization/encode-at-once.js';
export type { Chunk, ChunkEnvelope, Classified } from './serialization/envelope.js';
export type { Reassembled } from './serialization/reassemble.js';
export type { DataChannel, IncomingFrame, OutgoingFrame } from './ports/data-channel.js';
export type { ClientMessage, ConnectionKind, Extensions } from './signalling/messages.js';
