import { binaryPack } from './binary-pack/binary-pack.js';
import type { Codec } from './codec.js';
import { createJson } from './json.js';
import { raw } from './raw.js';

/** Codecs of the application, by name. */
export type Serializers = Readonly<Record<string, Codec>>;

const BUILT_IN: ReadonlyMap<string, () => Codec> = new Map([
  ['binary', () => binaryPack],
  ['binary-utf8', () => binaryPack],
  ['json', createJson],
  ['none', () => raw],
]);

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
  typeof candidate?.encode === 'function' && typeof candidate.decode === 'function';

/**
 * The codec of a name, the application's before RxPeer's; `undefined` where nobody knows the name. Remote peers choose
 * names, so what an object inherits (`constructor`) is no codec.
 */
export const findCodec = (name: string, serializers: Serializers = {}): Codec | undefined => {
  const normalized = normalizeSerialization(name);
  const own = [name, normalized, wireName(name)]
    .filter((known) => Object.hasOwn(serializers, known))
    .map((known) => serializers[known])
    .find(isCodec);
  return own ?? BUILT_IN.get(normalized)?.();
};
