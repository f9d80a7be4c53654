import { connect, map, merge, type OperatorFunction } from 'rxjs';
import { invalidMessage, messageOf, messageTooBig, type PeerError } from '../core/errors.js';
import { ofKind } from '../core/operators/of-kind.js';
import type { IncomingFrame } from '../ports/data-channel.js';
import type { Codec } from './codec.js';
import { type Chunk, type Classified, classify } from './envelope.js';
import { frameBytes } from './frame-bytes.js';
import { reassemble, type Reassembled } from './reassemble.js';

/** What `decode` has to know of the connection. */
export interface DecodeOptions {
  /** Reads frames; its `framing` says whether there are envelopes among them. */
  readonly codec: Codec;
  /** Bytes of the largest message that is accepted. */
  readonly limit: number;
}

/** What a frame, or several chunks, turned out to be. */
export type Decoded =
  /** `bytes` is what the value took, encoded. */
  | { readonly kind: 'data'; readonly value: unknown; readonly bytes: number }
  | { readonly kind: 'close-requested' }
  | { readonly kind: 'failed'; readonly error: PeerError<'invalid-message' | 'message-too-big'> };

const invalid = (reason: string, cause?: unknown): Decoded => ({
  kind: 'failed',
  error: invalidMessage(reason, cause),
});

const classifyFor = (framing: Codec['framing'], value: unknown): Classified => {
  if (framing === 'bare') return { kind: 'value', value };
  const classified = classify(value);
  if (framing === 'chunks' || classified.kind === 'close') return classified;
  // PeerJS knows one envelope in JSON, the one that closes, and delivers every other object.
  return classified.kind === 'value' ? classified : { kind: 'value', value };
};

/**
 * Frames to values. A frame that cannot be read, is too big, or lies about itself fails alone; whatever arrives, the stream
 * goes on. A value that came in chunks is looked at once more and no further: chunks of chunks are not put together.
 */
export const decode = ({ codec, limit }: DecodeOptions): OperatorFunction<IncomingFrame, Decoded> => {
  const read = (frame: IncomingFrame, bytes: number): Decoded | Chunk => {
    try {
      const classified = classifyFor(codec.framing, codec.decode(frame));
      switch (classified.kind) {
        case 'value':
          return { kind: 'data', value: classified.value, bytes };
        case 'close':
          return { kind: 'close-requested' };
        case 'malformed':
          return invalid(classified.reason);
        case 'chunk':
          return classified;
      }
    } catch (error) {
      return invalid(messageOf(error), error);
    }
  };

  const readFrame = (frame: IncomingFrame): Decoded | Chunk => {
    const bytes = frameBytes(frame);
    return bytes > limit ? { kind: 'failed', error: messageTooBig(bytes, limit) } : read(frame, bytes);
  };

  const readWhole = (reassembled: Reassembled): Decoded => {
    if (reassembled.kind === 'failed') return reassembled;
    const decoded = read(reassembled.bytes, reassembled.bytes.byteLength);
    return decoded.kind === 'chunk' || decoded.kind === 'close-requested'
      ? invalid('chunks hold something else than a value')
      : decoded;
  };

  return (frame$) =>
    frame$.pipe(
      map(readFrame),
      connect((read$) =>
        merge(
          read$.pipe(ofKind('data', 'close-requested', 'failed')),
          read$.pipe(ofKind('chunk'), reassemble(limit), map(readWhole)),
        ),
      ),
    );
};
