import type { PeerError } from '../core/errors.js';
import type { Candidate, Description } from '../ports/peer-connection.js';

/** Who ended a connection. */
export type EndedBy = 'this-side' | 'other-side';

/** What both kinds of connection tell their shell. */
export type ConnectionOutput =
  | { readonly kind: 'peer-connection'; readonly native: RTCPeerConnection }
  | { readonly kind: 'channel'; readonly native: RTCDataChannel }
  /** To be sent to the other side, through the server. */
  | { readonly kind: 'described'; readonly description: Description }
  | { readonly kind: 'candidate'; readonly candidate: Candidate }
  | { readonly kind: 'ice-state'; readonly state: RTCIceConnectionState }
  | { readonly kind: 'opened' }
  /** Something went wrong that the connection outlives. */
  | { readonly kind: 'error'; readonly error: PeerError; readonly ticket?: unknown }
  /** Something went wrong that ends the connection; `closed` follows. `reason` is what was given for it, if anything. */
  | { readonly kind: 'failed'; readonly error: PeerError; readonly reason?: string | undefined }
  /** The last output, always: everything is freed. */
  | { readonly kind: 'closed'; readonly by: EndedBy; readonly reason?: string | undefined };

/** What a data connection tells besides. */
export type DataOutput =
  | ConnectionOutput
  /** `bytes` is what the message took on the wire. */
  | { readonly kind: 'data'; readonly value: unknown; readonly bytes: number }
  /** Messages that wait until the channel takes more, and their bytes. */
  | { readonly kind: 'waiting'; readonly messages: number; readonly bytes: number }
  /** The message with this ticket needs what it was made of as that is until it is `sent`. */
  | { readonly kind: 'held'; readonly ticket: unknown }
  /** The message that was sent with this ticket is handed over to the channel. */
  | { readonly kind: 'sent'; readonly bytes: number; readonly ticket: unknown };

/** What a call tells besides. */
export type MediaOutput =
  | ConnectionOutput
  | { readonly kind: 'stream'; readonly stream: MediaStream }
  /** What this side sends. */
  | { readonly kind: 'local-stream'; readonly stream: MediaStream | undefined }
  /** From here on the other side learns at once when this one hangs up. */
  | { readonly kind: 'auxiliary-open' };
