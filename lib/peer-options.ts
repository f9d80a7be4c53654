import type { ServerOptions } from './core/options.js';
import type { Environment } from './ports/environment.js';
import type { Serializers } from './serialization/registry.js';

/** Everything a Peer can be told. */
export interface PeerOptions extends ServerOptions {
  /**
   * The application's own serializations, by name: `connect(id, { serialization: name })` at both ends. Each is a codec, or
   * a function that makes one for each connection.
   */
  readonly serializers?: Serializers;
  /** The outside world. Default: the browser. */
  readonly environment?: Environment;
}
