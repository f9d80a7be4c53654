import type { ServerOptions } from './core/options.js';
import type { Environment } from './ports/environment.js';
import type { Serializers } from './serialization/registry.js';

/** Everything a Peer can be told. */
export interface PeerOptions extends ServerOptions {
  /**
   * The application's own serializations, by name: `connect(id, { serialization: name })` at both ends. Each is a codec, or
   * a function that makes one for each connection.
   */
  serializers?: Serializers;
  /** The outside world. Default: the browser. */
  environment?: Environment;
}

/** What a Peer is made with: as PeerJS takes it, which is also a number for an id, and `null` for none. */
export const readArguments = (
  first: string | number | PeerOptions | null | undefined,
  second: PeerOptions | undefined,
): { readonly id: string | undefined; readonly given: PeerOptions } =>
  typeof first === 'object'
    ? { id: undefined, given: first ?? second ?? {} }
    : { id: first ? String(first) : undefined, given: second ?? {} };
