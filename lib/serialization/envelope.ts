import { bytesOf } from './binary-kind.js';

/**
 * What makes an object an envelope. Written as a computed key everywhere, so that an application's minifier which renames
 * properties with a leading underscore leaves it alone: the other side knows it by this name.
 */
export const MARK = '__peerData';

/** A piece of an encoded value. PeerJS counts the values it cuts from 1, and gives every piece the number of its value. */
export interface ChunkEnvelope {
  /** The how many-th value it belongs to. */
  readonly __peerData: number;
  /** The how many-th piece it is, from 0. */
  readonly n: number;
  /** How many pieces there are. */
  readonly total: number;
  /** Its bytes. */
  readonly data: Uint8Array<ArrayBuffer>;
}

/** A piece that has arrived, checked. */
export interface Chunk {
  /** Tells it from what else a decoded value may be. */
  readonly kind: 'chunk';
  /** Number of the value it belongs to. */
  readonly id: number;
  /** The how many-th piece it is, from 0. */
  readonly n: number;
  /** How many pieces there are. */
  readonly total: number;
  /** Its bytes, one at least. */
  readonly data: Uint8Array;
}

/** What a decoded value turns out to be. */
export type Classified =
  | { readonly kind: 'value'; readonly value: unknown }
  | Chunk
  /** It comes after so many frames. */
  | { readonly kind: 'close'; readonly after: number }
  | { readonly kind: 'malformed'; readonly reason: string };

export const chunkEnvelope = (id: number, n: number, total: number, data: Uint8Array<ArrayBuffer>): ChunkEnvelope => ({
  [MARK]: id,
  n,
  data,
  total,
});

/**
 * Asks the other side to close, when everything before it has arrived.
 *
 * @param after - frames before it, which a channel without order may let it overtake. Default: what comes before it is there
 */
export const closeEnvelope = (after?: number): unknown => ({ [MARK]: { type: 'close', ...(after && { after }) } });

/** Carries a value that would be taken for an envelope itself. Only RxPeer opens it. */
export const valueEnvelope = (value: unknown): unknown => ({ [MARK]: { type: 'value' }, value });

const own = (object: unknown, key: string): unknown =>
  typeof object === 'object' && object !== null && Object.hasOwn(object, key)
    ? (object as Readonly<Record<string, unknown>>)[key]
    : undefined;

/** True of what PeerJS takes for an envelope: an object with a `__peerData` that is not falsy. */
export const isEnvelope = (value: unknown): boolean => !Array.isArray(value) && Boolean(own(value, MARK));

/** What asks a value for that which JSON writes in its place; `undefined` where it has no say in it. */
export const jsonFormOf = (value: unknown): (() => unknown) | undefined => {
  const { toJSON } = Object(value) as { readonly toJSON?: unknown };
  return typeof toJSON === 'function' ? (): unknown => toJSON.call(value, '') : undefined;
};

/** Whether what JSON makes of a value is an envelope. */
export const isEnvelopeInJson = (value: unknown): boolean => {
  const ask = jsonFormOf(value);
  return isEnvelope(ask ? ask() : value);
};

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

const classifyChunk = (id: number, envelope: unknown): Classified => {
  const n = own(envelope, 'n');
  const total = own(envelope, 'total');
  const data = bytesOf(own(envelope, 'data'));
  if (!isCount(n) || !isCount(total) || n >= total) return { kind: 'malformed', reason: 'a chunk that counts wrongly' };
  if (!data || data.byteLength === 0) return { kind: 'malformed', reason: 'a chunk without bytes' };
  return { kind: 'chunk', id, n, total, data };
};

/** Tells the application's values from what the two ends say to each other. */
export const classify = (value: unknown): Classified => {
  if (!isEnvelope(value)) return { kind: 'value', value };
  const mark = own(value, MARK);
  if (isCount(mark)) return classifyChunk(mark, value);
  const type = own(mark, 'type');
  if (type === 'close') {
    const after = own(mark, 'after');
    return { kind: 'close', after: isCount(after) ? after : 0 };
  }
  if (type === 'value' && Object.hasOwn(value as object, 'value')) return { kind: 'value', value: own(value, 'value') };
  return { kind: 'malformed', reason: 'an object with a `__peerData` that means nothing here' };
};
