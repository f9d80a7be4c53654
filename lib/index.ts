// The public list of `rxpeer`: everything, and PeerJS's names for those who come from there.
export * from './everything.js';
export { Peer as default } from './peer.js';
export { PeerErrorType } from './core/errors.js';
export { BaseConnectionErrorType, ConnectionType, DataConnectionErrorType, SerializationType } from './peerjs-enums.js';
// As PeerJS names them.
export type {
  AnswerOptions as AnswerOption,
  CallOptions as CallOption,
  ConnectOptions as PeerConnectOption,
  ServerOptions as PeerJSOption,
} from './core/options.js';
export type { Supports as UtilSupportsObj } from './util.js';
