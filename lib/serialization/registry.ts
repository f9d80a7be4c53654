import { createBinaryPack } from './binary-pack/binary-pack.js';
import type { Codec } from './codec.js';
import { createJson } from './json.js';
import { raw } from './raw.js';

/** A codec, or what makes one for each connection. */
export type Serializer = Codec | (() => Codec);

/** Codecs of the application, by name. */
export type Serializers = Readonly<Record<string, Serializer>>;

const BUILT_IN: Serializers = {
  binary: () => createBinaryPack(),
  'binary-utf8': () => createBinaryPack(),
  json: createJson,
  none: raw,
};

/** The reference says `none` where the wire says `raw`; PeerJS calls `binary` also `default`. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['raw', 'none'],
  ['default', 'binary'],
]);

/** The one name of a serialization, as the reference spells it: what an application or a remote peer calls it by. */
export const normalizeSerialization = (name: string | undefined): string =>
  name === undefined ? 'binary' : (ALIASES.get(name) ?? name);

/** The name of a serialization in an OFFER. */
export const wireName = (name: string): string => {
  const normalized = normalizeSerialization(name);
  return normalized === 'none' ? 'raw' : normalized;
};

const isCodec = (candidate: Codec | undefined): candidate is Codec =>
  typeof candidate?.encode === 'function' &&
  typeof candidate.decode === 'function' &&
  (candidate.framing !== 'stream' || typeof candidate.split === 'function');

/** What is handed in may be a class, say, which cannot be called, or no codec: it throws then. */
const made = (serializer: Serializer): Codec => {
  const codec = typeof serializer === 'function' ? serializer() : serializer;
  if (isCodec(codec)) return codec;
  throw new TypeError('what is handed in is no codec');
};

/** Remote peers choose names, so what an object inherits (`constructor`) is no codec. */
const ownOf = (serializers: Serializers, name: string): Serializer | undefined =>
  Object.hasOwn(serializers, name) ? serializers[name] : undefined;

/** A codec, or why what is handed in for it cannot be used; neither where nobody knows the name. */
export interface Found {
  readonly codec?: Codec;
  readonly cause?: unknown;
}

/** The codec of a name, the application's before RxPeer's. An application whose own fails hears of that: nothing takes its place. */
export const findCodec = (name: string, serializers: Serializers): Found => {
  const normalized = normalizeSerialization(name);
  try {
    const serializer =
      ownOf(serializers, name) ??
      ownOf(serializers, normalized) ??
      ownOf(serializers, wireName(name)) ??
      ownOf(BUILT_IN, normalized);
    return serializer ? { codec: made(serializer) } : {};
  } catch (cause) {
    return { cause };
  }
};
