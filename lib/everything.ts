// The public list of everybody, module or script tag: what is not here, nor in the lists of the entries, is not for users.
export { Peer } from './peer.js';
export { Peer as default } from './peer.js';
export { DataConnection } from './data-connection.js';
export { MediaConnection } from './media-connection.js';
export { util } from './util.js';
export { PeerError } from './core/errors.js';
export { openPeer } from './open-peer.js';
export { openConnection } from './open-connection.js';
export { openCall } from './open-call.js';
export { sendTo } from './send-to.js';
export { backoff } from './backoff.js';
export { upTo } from './signalling/up-to.js';

export type { PeerOptions } from './peer-options.js';
export type { PeerEvents } from './peer-events.js';
export type { PeerStatus } from './pipelines/peer-machine.js';
export type { DataConnectionEvents } from './data-connection.js';
export type { MediaConnectionEvents } from './media-connection.js';
export type { CloseOptions, ConnectionEvents } from './connection.js';
export type { OpenConnectionOptions } from './open-connection.js';
export type { OpenCallOptions } from './open-call.js';
export type { SendProgress } from './send-to.js';
export type { PullSource } from './core/pull.js';
export type { Supports, Util } from './util.js';
export type { ConnectionErrorType, PeerErrorDetails, PeerFailureType } from './core/errors.js';
export type { LogFunction, LogLevel } from './core/log.js';
export type {
  AnswerOptions,
  CallOptions,
  CompleteServerOptions,
  ConnectOptions,
  Limits,
  PageAddress,
  ReconnectPolicy,
  ServerOptions,
} from './core/options.js';
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
export type { Serializer, Serializers } from './serialization/registry.js';
export type { BackoffOptions } from './signalling/backoff.js';
export type { Capabilities, Environment, HttpRequest, HttpResponse, PageLife } from './ports/environment.js';
export type { OpenSocket, SocketEvent } from './ports/socket.js';
export type { Lifeline } from './ports/lifeline.js';
export type { Candidate, ChannelInit, Description, PeerConnection } from './ports/peer-connection.js';
export type { DataChannel, IncomingFrame, OutgoingFrame } from './ports/data-channel.js';
