import { REASON_LENGTH } from '../core/constants.js';
import { messageOf } from '../core/errors.js';
import { ID_LENGTH, isPeerId } from '../core/ids.js';
import type { Candidate, Description } from '../ports/peer-connection.js';
import type { CloseMessage, ConnectionKind, Extensions, Offer, ServerMessage } from './messages.js';

// Bounds on what comes in, in UTF-16 code units. Each is far above what is in use, and far below what hurts.

/** A whole message. Metadata of an application is the one part without a bound of its own. */
const MESSAGE_LENGTH = 16 * 1024 * 1024;
/** Labels of channels: 65,535 bytes at most (RFC 8832, section 5.1). */
const LABEL_LENGTH = 65_535;
/** Names of serializations. */
const NAME_LENGTH = 256;
/** Session descriptions. A conference of a hundred tracks takes about 200,000. */
const SDP_LENGTH = 1024 * 1024;
/** Media sections in one: a track each, and the data channels. Chromium takes 9 s for 1,000, and the square of that for more. */
const MEDIA_SECTIONS = 128;
/** Candidate lines are about 200 long. */
const CANDIDATE_LENGTH = 4_096;
/** Media ids and user name fragments: 256 at most (RFC 8839, section 5.4). */
const TOKEN_LENGTH = 256;
/** Texts of the server that go into error messages. */
const TEXT_LENGTH = 1_024;
/** Largest index of a media section (W3C WebRTC: unsigned short). */
const MAX_LINE_INDEX = 65_535;
/** How much of a thing refused is quoted. */
const QUOTE_LENGTH = 40;

type Fields = Readonly<Record<string, unknown>>;

const refuse = (reason: string): never => {
  throw new Error(reason);
};

const fieldsOf = (value: unknown, what: string): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : refuse(`${what} is no object`);

/** Own properties only: what a prototype has to offer was not sent. */
const field = (fields: Fields, name: string): unknown => (Object.hasOwn(fields, name) ? fields[name] : undefined);

/** A field that is an object; `undefined` for anything else. */
const objectIn = (fields: Fields, name: string): Fields | undefined => {
  const value = field(fields, name);
  return typeof value === 'object' && value !== null ? (value as Fields) : undefined;
};

const bounded = (value: string, name: string, limit: number): string =>
  value.length > limit ? refuse(`"${name}" is longer than ${limit}`) : value;

const text = (fields: Fields, name: string, limit: number): string => {
  const value = field(fields, name);
  return typeof value === 'string' ? bounded(value, name, limit) : refuse(`"${name}" is no string`);
};

/** A PeerJS sends what its application gave, a number, say. */
const anyText = (fields: Fields, name: string, limit: number): string => {
  const value = field(fields, name);
  return bounded(typeof value === 'string' ? value : JSON.stringify(value), name, limit);
};

/** A field that may be left out. Some implementations write `null` for that. */
const optional = <T>(fields: Fields, name: string, read: () => T): T | undefined =>
  field(fields, name) === undefined || field(fields, name) === null ? undefined : read();

const idOf = (fields: Fields, name: string): string => {
  const id = text(fields, name, ID_LENGTH);
  return id === '' ? refuse(`"${name}" is empty`) : id;
};

const peerIdOf = (message: Fields): string => {
  const id = idOf(message, 'src');
  return isPeerId(id) ? id : refuse(`"src" is ${id}`);
};

/** Connection ids become keys too, and nobody chooses one that every object has. */
const connectionIdOf = (fields: Fields, name: 'connectionId' | 'close' = 'connectionId'): string => {
  const id = idOf(fields, name);
  return id in Object.prototype ? refuse(`"${name}" is ${id}`) : id;
};

const kindOf = (payload: Fields): ConnectionKind => {
  const type = field(payload, 'type');
  return type === 'data' || type === 'media' ? type : refuse('the connection is neither data nor media');
};

const flag = (fields: Fields, name: string): boolean => {
  const value = field(fields, name);
  return typeof value === 'boolean' ? value : refuse(`"${name}" is no boolean`);
};

const descriptionOf = (payload: Fields, type: Description['type']): Description => {
  const description = fieldsOf(field(payload, 'sdp'), '"sdp"');
  if (field(description, 'type') !== type) refuse(`the description is no ${type}`);
  const sdp = text(description, 'sdp', SDP_LENGTH);
  if (sdp.split('\nm=').length - 1 > MEDIA_SECTIONS) refuse(`it has more than ${MEDIA_SECTIONS} media sections`);
  return sdp === '' ? refuse('the description is empty') : { type, sdp };
};

/** Never a reason to refuse a message: where it makes no sense, the other end counts as a PeerJS. */
const extensionsOf = (payload: Fields): Extensions => {
  const said = objectIn(payload, 'rxpeer');
  const version = said && field(said, 'version');
  return typeof version === 'number' && Number.isSafeInteger(version) && version > 0 ? { version } : {};
};

/** The close of a connection that is not open yet, which travels as a candidate; undefined where it is a candidate. */
const closeOf = (payload: Fields, peer: string): CloseMessage | undefined => {
  const said = objectIn(payload, 'rxpeer');
  if (!said || field(said, 'close') === undefined) return undefined;
  const reason = optional(said, 'reason', () => text(said, 'reason', REASON_LENGTH));
  return {
    kind: 'close',
    peer,
    connectionId: connectionIdOf(said, 'close'),
    ...(reason !== undefined && { reason }),
  };
};

const lineIndexOf = (candidate: Fields): number => {
  const index = field(candidate, 'sdpMLineIndex');
  return typeof index === 'number' && Number.isInteger(index) && index >= 0 && index <= MAX_LINE_INDEX
    ? index
    : refuse('"sdpMLineIndex" is no index');
};

const candidateOf = (payload: Fields): Candidate => {
  const candidate = fieldsOf(field(payload, 'candidate'), '"candidate"');
  const token = (name: string) => optional(candidate, name, () => text(candidate, name, TOKEN_LENGTH));
  const usernameFragment = token('usernameFragment');
  return {
    candidate: text(candidate, 'candidate', CANDIDATE_LENGTH),
    sdpMid: token('sdpMid') ?? null,
    sdpMLineIndex: optional(candidate, 'sdpMLineIndex', () => lineIndexOf(candidate)) ?? null,
    ...(usernameFragment !== undefined && { usernameFragment }),
  };
};

const offerOf = (payload: Fields): Offer => {
  const label = optional(payload, 'label', () => anyText(payload, 'label', LABEL_LENGTH));
  const serialization = optional(payload, 'serialization', () => text(payload, 'serialization', NAME_LENGTH));
  return {
    connection: kindOf(payload),
    connectionId: connectionIdOf(payload),
    description: descriptionOf(payload, 'offer'),
    metadata: field(payload, 'metadata'),
    ...(label !== undefined && { label }),
    reliable: optional(payload, 'reliable', () => flag(payload, 'reliable')) ?? false,
    ...(serialization !== undefined && { serialization }),
    extensions: extensionsOf(payload),
  };
};

/** What the server says of an error; that there is one counts even where it says nothing. */
const complaintOf = (message: Fields): string => {
  const payload = objectIn(message, 'payload');
  const complaint = payload && field(payload, 'msg');
  return typeof complaint === 'string' && complaint !== ''
    ? complaint.slice(0, TEXT_LENGTH)
    : 'The server reported an error without saying which.';
};

const read = (message: Fields): ServerMessage => {
  const type = field(message, 'type');
  const peer = (): string => peerIdOf(message);
  const payload = (): Fields => fieldsOf(field(message, 'payload'), '"payload"');
  switch (type) {
    case 'OPEN':
      return { kind: 'open' };
    case 'ERROR':
      return { kind: 'error', message: complaintOf(message) };
    case 'ID-TAKEN':
      return { kind: 'id-taken' };
    case 'INVALID-KEY':
      return { kind: 'invalid-key' };
    case 'LEAVE':
      return { kind: 'leave', peer: peer() };
    case 'EXPIRE':
      return { kind: 'expire', peer: peer() };
    case 'OFFER':
      return { kind: 'offer', peer: peer(), offer: offerOf(payload()) };
    case 'ANSWER':
      return {
        kind: 'answer',
        peer: peer(),
        connectionId: connectionIdOf(payload()),
        description: descriptionOf(payload(), 'answer'),
        extensions: extensionsOf(payload()),
      };
    case 'CANDIDATE':
      return (
        closeOf(payload(), peer()) ?? {
          kind: 'candidate',
          peer: peer(),
          connectionId: connectionIdOf(payload()),
          candidate: candidateOf(payload()),
        }
      );
    default:
      return refuse(`type ${typeof type === 'string' ? `"${type.slice(0, QUOTE_LENGTH)}"` : typeof type} is unknown`);
  }
};

/**
 * The door: past it every message is one we know, of the shape we know, and no larger than it may be. Never throws.
 */
export const parseServerMessage = (text: string): ServerMessage => {
  try {
    if (text.length > MESSAGE_LENGTH) refuse(`it is longer than ${MESSAGE_LENGTH}`);
    return read(fieldsOf(JSON.parse(text), 'it'));
  } catch (error) {
    return { kind: 'refused', reason: messageOf(error) }; // also what JSON.parse throws
  }
};
