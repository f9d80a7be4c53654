import type { Observable } from 'rxjs';
import type { IncomingFrame, OutgoingFrame } from '../ports/data-channel.js';

/**
 * Values to frames and back. Both directions may throw: the connection turns that into an error of its own and lives on.
 *
 * A codec that is not handed in by RxPeer need not know of chunks or of closing: `framing` says how much it takes part.
 */
export interface Codec {
  /** The value as one frame; as an Observable where it takes time (a Blob has to be read). */
  readonly encode: (value: unknown) => OutgoingFrame | Observable<OutgoingFrame>;
  /** The value of one frame. What arrives is not to be trusted: throw at what makes no sense. */
  readonly decode: (frame: IncomingFrame) => unknown;
  /**
   * `chunks`: frames over the chunk size are cut into envelopes, which the codec encodes too, and put together again.
   * `envelopes`: large messages travel whole; the envelope that asks to close is understood.
   * `bare`: what is sent is what arrives, nothing in between.
   */
  readonly framing: 'chunks' | 'envelopes' | 'bare';
}
