import type { RemoteSignal } from '../negotiation/vocabulary.js';

/** What the server brings for one connection. */
export type ConnectionSignal =
  | RemoteSignal
  /** The other side has closed it before it was open. */
  | { readonly kind: 'remote-closed'; readonly reason: string | undefined };
