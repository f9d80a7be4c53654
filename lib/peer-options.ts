import type { ServerOptions } from './core/options.js';
import type { Environment } from './ports/environment.js';
import type { Codec } from './serialization/codec.js';

/** Everything a Peer can be told. */
export interface PeerOptions extends ServerOptions {
  /** The application's own serializations, by name: `connect(id, { serialization: name })` at both ends. */
  readonly serializers?: Readonly<Record<string, Codec>>;
  /** The outside world. Default: the browser. */
  readonly environment?: Environment;
}
