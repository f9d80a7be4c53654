import { type End, toCloseMessage } from './end.js';
import type { DataConnection } from './data-connection.js';
import type { MediaConnection } from './media-connection.js';
import type { ConnectionOutput } from './pipelines/output.js';
import type { ClientMessage } from './signalling/messages.js';

/** What to tell the other side of a connection that closes, from how it stood before: open ones tell it, unoffered need not. */
export const farewellOf = (
  end: End,
  { _state: { phase, failure }, _isLinked: isLinked }: DataConnection | MediaConnection,
  { by, reason }: Extract<ConnectionOutput, { readonly kind: 'closed' }>,
): ClientMessage | undefined => {
  if (isLinked || (phase === 'opening' && end.role.kind === 'offers')) return undefined;
  // `peer-unavailable` too: that may be a late word of an earlier message, and this one's OFFER ring over there.
  if (failure) return failure.type === 'connection-closed' ? undefined : toCloseMessage(end, failure.message);
  // Whoever left may come back before the server has given our offer up.
  return by === 'this-side' || end.role.kind === 'offers' ? toCloseMessage(end, reason) : undefined;
};
