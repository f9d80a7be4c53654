import type { Receive } from './driver.js';

/** The largest message that is safe to send, and a good size for throughput. */
const PIECE_SIZE = 65_536; // bytes

/** Goes before the pieces of a value of bytes; everything else is JSON of an object. */
interface Header {
  readonly bytes: number;
}

/**
 * What an application does where a channel has no values: objects as JSON text, bytes in pieces behind a header. The channel
 * keeps order and the boundaries of messages.
 */
export function* messagesOf(value: unknown): Generator<string | Uint8Array<ArrayBuffer>> {
  if (!(value instanceof ArrayBuffer)) {
    yield JSON.stringify(value);
    return;
  }
  yield JSON.stringify({ bytes: value.byteLength } satisfies Header);
  for (let start = 0; start < value.byteLength; start += PIECE_SIZE) {
    yield new Uint8Array(value, start, Math.min(PIECE_SIZE, value.byteLength - start));
  }
}

/** The other way round. `text` reads a message that is not a piece. */
export const valuesTo = <M>(receive: Receive, text: (message: M) => string, piece: (message: M) => Uint8Array) => {
  let whole = new Uint8Array(0);
  let filled = 0;
  return (message: M): void => {
    if (filled < whole.byteLength) {
      const part = piece(message);
      whole.set(part, filled);
      filled += part.byteLength;
      if (filled === whole.byteLength) receive(whole.buffer);
      return;
    }
    const value = JSON.parse(text(message)) as Partial<Header>;
    if (value.bytes === undefined) {
      receive(value);
    } else {
      whole = new Uint8Array(value.bytes);
      filled = 0;
    }
  };
};
