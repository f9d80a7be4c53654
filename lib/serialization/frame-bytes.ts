import type { OutgoingFrame } from '../ports/data-channel.js';
import { binaryKind } from './binary-kind.js';

/** Last code point of one byte and of two bytes in UTF-8 (RFC 3629, section 3). */
const LAST_OF_ONE_BYTE = 0x7f;
const LAST_OF_TWO_BYTES = 0x7ff;
/** Last code point of one UTF-16 code unit. */
const LAST_OF_ONE_UNIT = 0xffff;

/** Tells in half the time that a loop takes, or less, whether a text has more than ASCII; most has not. */
const NOT_ASCII = /[\x80-\uffff]/;

/** Bytes of a text in UTF-8, without encoding it. Half a pair of surrogates goes out as U+FFFD, which takes three, as it does. */
const utf8Bytes = (text: string): number => {
  let bytes = text.length;
  if (!NOT_ASCII.test(text)) return bytes;
  for (let index = 0; index < text.length; index += 1) {
    const point = text.codePointAt(index) as number;
    if (point <= LAST_OF_ONE_BYTE) continue;
    bytes += point <= LAST_OF_TWO_BYTES ? 1 : 2;
    if (point > LAST_OF_ONE_UNIT) index += 1; // two units, which are counted already, and four bytes
  }
  return bytes;
};

/** RTCDataChannel takes neither shared nor resizable memory (Web IDL, `[AllowShared]` and `[AllowResizable]`). */
export const isFixed = (memory: unknown): boolean =>
  (memory instanceof ArrayBuffer || binaryKind(memory) === 'buffer') &&
  (memory as { readonly resizable?: boolean }).resizable !== true;

/** Bytes of a frame as the channel counts them. Throws where an application's codec gave what it does not take. */
export const frameBytes = (frame: OutgoingFrame): number => {
  if (typeof frame === 'string') return utf8Bytes(frame);
  switch (binaryKind(frame)) {
    case 'blob':
      return (frame as Blob).size;
    case 'none':
      throw new TypeError('the codec gave neither text nor bytes');
    default:
      if (isFixed(ArrayBuffer.isView(frame) ? frame.buffer : frame)) return (frame as ArrayBuffer).byteLength;
      throw new TypeError('the codec gave bytes in shared or resizable memory');
  }
};
