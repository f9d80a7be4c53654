import { ID_LENGTH } from './ids.js';

/**
 * The twelve error types of the reference. All of them can come on `peer.error$`. By PeerJS's names:
 * `error.type === PeerErrorType.PeerUnavailable`.
 */
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
} as const;
/** Each by itself, as PeerJS's enum has them: `PeerErrorType.Network` as a type. */
export declare namespace PeerErrorType {
  type BrowserIncompatible = 'browser-incompatible';
  type Disconnected = 'disconnected';
  type InvalidID = 'invalid-id';
  type InvalidKey = 'invalid-key';
  type Network = 'network';
  type PeerUnavailable = 'peer-unavailable';
  type SslUnavailable = 'ssl-unavailable';
  type ServerError = 'server-error';
  type SocketError = 'socket-error';
  type SocketClosed = 'socket-closed';
  type UnavailableID = 'unavailable-id';
  type WebRTC = 'webrtc';
}
export type PeerErrorType = (typeof PeerErrorType)[keyof typeof PeerErrorType];

/** What can come on a connection's `error$`: the types above where they concern one connection, and these. */
export type ConnectionErrorType =
  | PeerErrorType
  | 'negotiation-failed'
  | 'connection-closed'
  | 'not-open-yet'
  | 'message-too-big'
  | 'not-serializable'
  | 'invalid-message'
  | 'early-buffer-full';

/** What can come on a Peer's `error$`; the last where more connections or calls came than are held for the first listener. */
export type PeerFailureType = PeerErrorType | 'early-buffer-full';

/** Where an error belongs, and what caused it. */
export interface PeerErrorDetails {
  /** What was thrown or reported below RxPeer. */
  readonly cause?: unknown;
  /** Id of the remote peer concerned. */
  readonly peer?: string;
  /** Id of the connection concerned. */
  readonly connectionId?: string;
}

/**
 * The one class of errors that RxPeer reports. `type` is from a closed set, `message` says what was wrong and what to do,
 * `cause` is the error underneath, and `peer` and `connectionId` say where it happened, if it concerns one connection.
 */
export class PeerError<Type extends string = ConnectionErrorType> extends Error {
  /** Always `PeerError`. */
  override readonly name = 'PeerError';
  /** What was thrown or reported below RxPeer, if anything. Declared here for those whose types end before ES2022's. */
  declare readonly cause?: unknown;
  /** What kind of failure it is; the README lists them, and says which are fatal. */
  readonly type: Type;
  /** Id of the remote peer concerned, if any. */
  readonly peer: string | undefined;
  /** Id of the connection concerned, if any. */
  readonly connectionId: string | undefined;

  /**
   * @param type - one of the closed set of types
   * @param reason - the message, or an error whose message is kept and which becomes the `cause`
   * @param details - where it happened and what caused it
   */
  constructor(type: Type & ConnectionErrorType, reason: string | Error, details: PeerErrorDetails = {}) {
    super(typeof reason === 'string' ? reason : reason.message, {
      cause: details.cause ?? (typeof reason === 'string' ? undefined : reason),
    });
    this.type = type;
    this.peer = details.peer;
    this.connectionId = details.connectionId;
  }
}

/** What was thrown, as text: applications may throw anything. */
export const messageOf = (thrown: unknown): string => {
  try {
    return thrown instanceof Error ? thrown.message : String(thrown);
  } catch {
    return 'something without a name'; // such as an object without a prototype
  }
};

/** The same error, placed: at the remote peer and the connection it concerns. */
export const placed = <Type extends ConnectionErrorType>(
  error: PeerError<Type>,
  peer: string,
  connectionId: string,
): PeerError<Type> => new PeerError(error.type, error.message, { cause: error.cause, peer, connectionId });

// A factory per failure: the message of each is written once.

export const browserIncompatible = (): PeerError<'browser-incompatible'> =>
  new PeerError(
    'browser-incompatible',
    'This environment has no WebRTC. Use a current browser, or pass an `environment` that provides it.',
  );

export const notDisconnected = (id: string | undefined): PeerError<'disconnected'> =>
  new PeerError('disconnected', `Peer ${String(id)} cannot reconnect: it is not disconnected.`);

export const destroyedForGood = (): PeerError<'disconnected'> =>
  new PeerError('disconnected', 'This Peer is destroyed and cannot reconnect. Create a new one.');

export const disconnectedFromServer = (): PeerError<'disconnected'> =>
  new PeerError(
    'disconnected',
    'Cannot connect to a new peer after disconnecting from the server. Call reconnect() first, or create a new Peer.',
  );

/** How much of an id is shown in a message. */
const QUOTE_LENGTH = 64;

/** An application may give anything for one. */
const quoted = (id: unknown): string => {
  const text = messageOf(id);
  return `"${text.length > QUOTE_LENGTH ? `${text.slice(0, QUOTE_LENGTH)}…` : text}"`;
};

export const invalidId = (id: string): PeerError<'invalid-id'> =>
  new PeerError(
    'invalid-id',
    `ID ${quoted(id)} is invalid: it must start and end with a letter or a digit, hold nothing else but "-", "_" and spaces, and be no longer than ${ID_LENGTH}.`,
  );

export const invalidKey = (key: string): PeerError<'invalid-key'> =>
  new PeerError(
    'invalid-key',
    `API key "${key}" is invalid: it has illegal characters, or the server does not know it.`,
  );

export const networkLost = (url: string): PeerError<'network'> =>
  new PeerError('network', `Lost connection to server, or could not reach it: ${url}. Call reconnect() to try again.`);

export const pageLeft = (): PeerError<'network'> =>
  new PeerError('network', 'The page was left, and with it the server.');

/** PeerJS's words, to the letter: its errors do not say which peer, so applications cut the id out of the message. */
export const peerUnavailable = (peer: string): PeerError<'peer-unavailable'> =>
  new PeerError('peer-unavailable', `Could not connect to peer ${peer}`, { peer });

export const notAPeer = (peer: string): PeerError<'peer-unavailable'> =>
  new PeerError('peer-unavailable', `Could not connect to ${quoted(peer)}: that is this peer itself, or no id.`, {
    peer,
  });

export const sslUnavailable = (host: string, port: number): PeerError<'ssl-unavailable'> =>
  new PeerError(
    'ssl-unavailable',
    `${host}:${port} answers without SSL only. Set \`secure: false\`, or use a PeerServer behind SSL.`,
  );

export const serverError = (message: string, cause?: unknown): PeerError<'server-error'> =>
  new PeerError('server-error', message, { cause });

export const socketError = (cause: unknown): PeerError<'socket-error'> =>
  new PeerError('socket-error', `The socket to the server failed: ${messageOf(cause)}`, { cause });

export const socketClosed = (code: number, reason: string): PeerError<'socket-closed'> =>
  new PeerError(
    'socket-closed',
    `The server closed the socket before it accepted this peer (code ${code}${reason && `, ${reason}`}).`,
  );

export const unavailableId = (id: string): PeerError<'unavailable-id'> =>
  new PeerError('unavailable-id', `ID "${id}" is taken. Choose another, or leave it out and the server assigns one.`);

export const webrtcError = (cause: unknown): PeerError<'webrtc'> =>
  new PeerError('webrtc', messageOf(cause), { cause });

/** What the platform refuses on a connection concerns its Peer too. */
export const isWebrtc = (error: PeerError): error is PeerError<'webrtc'> => error.type === 'webrtc';

export const negotiationFailed = (peer: string): PeerError<'negotiation-failed'> =>
  new PeerError(
    'negotiation-failed',
    `Negotiation of connection to ${peer} failed: no network path was found. Strict networks need a TURN server in \`config\`.`,
    { peer },
  );

export const openTimedOut = (peer: string, milliseconds: number): PeerError<'negotiation-failed'> =>
  new PeerError('negotiation-failed', `Connection to ${peer} did not open within ${milliseconds} ms.`, {
    peer,
  });

export const closedBeforeOpen = (peer: string): PeerError<'connection-closed'> =>
  new PeerError('connection-closed', `Connection to ${peer} closed before it was open.`, { peer });

export const connectionLost = (peer: string): PeerError<'connection-closed'> =>
  new PeerError('connection-closed', `The other side closed the connection to ${peer}.`, { peer });

/** A message that fails when its frames are made. */
export const encodingFailed = (cause: unknown): PeerError<'not-serializable'> =>
  new PeerError('not-serializable', `A message could not be encoded to its end: ${messageOf(cause)}`, { cause });

/** A message that the channel does not take. */
export const notTaken = (cause: unknown): PeerError<'message-too-big'> =>
  new PeerError('message-too-big', `The channel does not take a message of this size: ${messageOf(cause)}`, { cause });

export const closedWith = (messages: number, cause: unknown): PeerError<'connection-closed'> =>
  new PeerError('connection-closed', `The channel closed with ${messages} messages not sent.`, { cause });

/** The platform has dropped what had come. */
export const dropped = (cause: unknown): PeerError<'connection-closed'> =>
  new PeerError('connection-closed', `What had arrived was dropped: ${messageOf(cause)}`, { cause });

export const closedWhileSending = (peer: string): PeerError<'connection-closed'> =>
  new PeerError('connection-closed', `The connection to ${peer} closed before everything was sent.`, { peer });

export const notConfirmed = (peer: string, milliseconds: number): PeerError<'connection-closed'> =>
  new PeerError(
    'connection-closed',
    `${peer} has not closed the flushed connection within ${milliseconds} ms: what was sent last may not have arrived.`,
    { peer },
  );

export const fellSilent = (peer: string, milliseconds: number): PeerError<'connection-closed'> =>
  new PeerError(
    'connection-closed',
    `Nothing has come from ${peer} for ${milliseconds} ms: it is gone, or the network is.`,
    { peer },
  );

export const refusedBy = (peer: string, reason: string | undefined): PeerError<'connection-closed'> =>
  new PeerError('connection-closed', `${peer} refused the connection${reason ? `: ${reason}` : '.'}`, { peer });

export const notOpenYet = (): PeerError<'not-open-yet'> =>
  new PeerError(
    'not-open-yet',
    'Connection is not open. You should listen for the `open` event before sending messages.',
  );

/** One that has arrived, or is about to. */
export const messageTooBig = (bytes: number, limit: number): PeerError<'message-too-big'> =>
  new PeerError(
    'message-too-big',
    `A message of ${bytes} bytes is over the limit of ${limit} bytes. Raise \`limits.message\` to accept it.`,
  );

/** One that is to be sent in one frame. */
export const frameTooBig = (bytes: number, limit: number): PeerError<'message-too-big'> =>
  new PeerError(
    'message-too-big',
    `A message of ${bytes} bytes is over the limit of ${limit} bytes that the channel takes. Send it as "binary", which cuts it.`,
  );

export const tooManyChunks = (chunks: number, limit: number): PeerError<'message-too-big'> =>
  new PeerError(
    'message-too-big',
    `A message of ${chunks} chunks is over the limit: one within ${limit} bytes does not have so many.`,
  );

export const notSerializable = (serialization: string, cause: unknown): PeerError<'not-serializable'> =>
  new PeerError('not-serializable', `This value cannot be sent as "${serialization}": ${messageOf(cause)}`, { cause });

export const unknownSerialization = (name: string, cause?: unknown): PeerError<'not-serializable'> =>
  new PeerError(
    'not-serializable',
    cause === undefined
      ? `Serialization "${name}" is unknown. Use binary, binary-utf8, json or none, or hand it in through \`serializers\`.`
      : `What \`serializers\` has for "${name}" cannot be used: ${messageOf(cause)}`,
    { cause },
  );

export const invalidMessage = (reason: string, cause?: unknown): PeerError<'invalid-message'> =>
  new PeerError('invalid-message', `A message from the other side could not be read: ${reason}`, { cause });

export const earlyBufferFull = (event: string, limit: string): PeerError<'early-buffer-full'> =>
  new PeerError(
    'early-buffer-full',
    `More than ${limit} came before anything listened to "${event}"; what is past that is dropped. Listen earlier.`,
  );
