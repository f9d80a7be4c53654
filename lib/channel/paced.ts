import type { Failed } from './backlog.js';

/** What `sendPaced` tells. */
export type Paced =
  /**
   * How many messages are not handed over completely, and how many of their bytes, as far as they are known; told when it
   * has changed. What passes straight through is not told.
   */
  | { readonly kind: 'waiting'; readonly messages: number; readonly bytes: number }
  /** The memory of a message with this ticket must stay as it is until it is `sent`; told when it is taken into the queue. */
  | { readonly kind: 'held'; readonly ticket: unknown }
  /** A message with a ticket is handed over. */
  | { readonly kind: 'sent'; readonly bytes: number; readonly ticket: unknown }
  /** Everything before is handed over: so many frames since the beginning. */
  | { readonly kind: 'flushed'; readonly frames: number }
  | Failed;
