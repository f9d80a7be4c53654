// More of PeerJS's enums, under its names; each value is a type too. Only for those who import: a script tag has none of them,
// nor has PeerJS's.

/** Errors that any connection can have besides. */
export const BaseConnectionErrorType = {
  NegotiationFailed: 'negotiation-failed',
  ConnectionClosed: 'connection-closed',
} as const;
export declare namespace BaseConnectionErrorType {
  type NegotiationFailed = 'negotiation-failed';
  type ConnectionClosed = 'connection-closed';
}
export type BaseConnectionErrorType = (typeof BaseConnectionErrorType)[keyof typeof BaseConnectionErrorType];

/** Errors that a data connection can have besides. */
export const DataConnectionErrorType = {
  NotOpenYet: 'not-open-yet',
  MessageToBig: 'message-too-big',
} as const;
export declare namespace DataConnectionErrorType {
  type NotOpenYet = 'not-open-yet';
  type MessageToBig = 'message-too-big';
}
export type DataConnectionErrorType = (typeof DataConnectionErrorType)[keyof typeof DataConnectionErrorType];

/** What `connection.type` says. */
export const ConnectionType = { Data: 'data', Media: 'media' } as const;
export declare namespace ConnectionType {
  type Data = 'data';
  type Media = 'media';
}
export type ConnectionType = (typeof ConnectionType)[keyof typeof ConnectionType];

/** What `connection.serialization` says. PeerJS's own `None` is `raw`, which `connect()` takes too. */
export const SerializationType = {
  Binary: 'binary',
  BinaryUTF8: 'binary-utf8',
  JSON: 'json',
  None: 'none',
} as const;
export declare namespace SerializationType {
  type Binary = 'binary';
  type BinaryUTF8 = 'binary-utf8';
  type JSON = 'json';
  type None = 'none';
}
export type SerializationType = (typeof SerializationType)[keyof typeof SerializationType];
