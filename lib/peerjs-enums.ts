// PeerJS's enums, under its names. Only for those who import: a script tag has none of them, nor has PeerJS's.
import type { PeerErrorType as ErrorType } from './core/errors.js';

/** The types of a Peer's errors, by PeerJS's names: `error.type === PeerErrorType.PeerUnavailable`. */
export const PeerErrorType = {
  BrowserIncompatible: 'browser-incompatible',
  Disconnected: 'disconnected',
  InvalidID: 'invalid-id',
  InvalidKey: 'invalid-key',
  Network: 'network',
  PeerUnavailable: 'peer-unavailable',
  SslUnavailable: 'ssl-unavailable',
  ServerError: 'server-error',
  SocketError: 'socket-error',
  SocketClosed: 'socket-closed',
  UnavailableID: 'unavailable-id',
  WebRTC: 'webrtc',
} as const satisfies Readonly<Record<string, ErrorType>>;
export type PeerErrorType = ErrorType;

/** Errors that any connection can have besides. */
export const BaseConnectionErrorType = {
  NegotiationFailed: 'negotiation-failed',
  ConnectionClosed: 'connection-closed',
} as const;
export type BaseConnectionErrorType = (typeof BaseConnectionErrorType)[keyof typeof BaseConnectionErrorType];

/** Errors that a data connection can have besides. */
export const DataConnectionErrorType = {
  NotOpenYet: 'not-open-yet',
  MessageToBig: 'message-too-big',
} as const;
export type DataConnectionErrorType = (typeof DataConnectionErrorType)[keyof typeof DataConnectionErrorType];

/** What `connection.type` says. */
export const ConnectionType = { Data: 'data', Media: 'media' } as const;
export type ConnectionType = (typeof ConnectionType)[keyof typeof ConnectionType];

/** What `connection.serialization` says. PeerJS's own `None` is `raw`, which `connect()` takes too. */
export const SerializationType = {
  Binary: 'binary',
  BinaryUTF8: 'binary-utf8',
  JSON: 'json',
  None: 'none',
} as const;
export type SerializationType = (typeof SerializationType)[keyof typeof SerializationType];
