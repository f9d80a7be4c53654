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

/** A class, say, cannot be called; an application that hands one in hears that its serialization is unknown. */
const made = (serializer: Serializer | undefined): Codec | undefined => {
  try {
    return typeof serializer === 'function' ? serializer() : serializer;
  } catch {
    return undefined;
  }
};

/** Remote peers choose names, so what an object inherits (`constructor`) is no codec. */
const codecIn = (serializers: Serializers, name: string): Codec | undefined => {
  const codec = Object.hasOwn(serializers, name) ? made(serializers[name]) : undefined;
  return isCodec(codec) ? codec : undefined;
};

/** The codec of a name, the application's before RxPeer's; `undefined` where nobody knows the name. */
export const findCodec = (name: string, serializers: Serializers = {}): Codec | undefined => {
  const normalized = normalizeSerialization(name);
  return (
    codecIn(serializers, name) ??
    codecIn(serializers, normalized) ??
    codecIn(serializers, wireName(name)) ??
    codecIn(BUILT_IN, normalized)
  );
};
