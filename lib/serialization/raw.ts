import type { OutgoingFrame } from '../ports/data-channel.js';
import { binaryKind } from './binary-kind.js';
import type { Codec } from './codec.js';
import { isFixed } from './frame-bytes.js';

const isFrame = (value: unknown): value is OutgoingFrame =>
  typeof value === 'string' || isFixed(ArrayBuffer.isView(value) ? value.buffer : value);

/**
 * `none`, on the wire `raw`: what RTCDataChannel takes goes out as it is and arrives as it is, bytes as an ArrayBuffer.
 * Nothing is copied: bytes that have to wait for the channel are those that are there when their turn comes.
 */
export const raw: Codec = {
  framing: 'bare',
  encode: (value) => {
    if (isFrame(value) || binaryKind(value) === 'blob') return value as OutgoingFrame;
    throw new TypeError(
      'only a string, an ArrayBuffer, a typed array, a DataView or a Blob can be sent without serialization, ' +
        'none of them in shared or resizable memory',
    );
  },
  decode: (frame) => frame,
};
