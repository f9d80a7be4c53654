import { defer } from 'rxjs';
import type { OutgoingFrame } from '../ports/data-channel.js';
import { binaryKind } from './binary-kind.js';
import type { Codec } from './codec.js';

/** RTCDataChannel takes neither shared nor resizable memory (Web IDL, `[AllowShared]` and `[AllowResizable]`). */
const isFixed = (memory: unknown): boolean =>
  binaryKind(memory) === 'buffer' && (memory as { readonly resizable?: boolean }).resizable !== true;

const isFrame = (value: unknown): value is OutgoingFrame =>
  typeof value === 'string' || isFixed(ArrayBuffer.isView(value) ? value.buffer : value);

/**
 * `none`, on the wire `raw`: what RTCDataChannel takes goes out as it is and arrives as it is, bytes as an ArrayBuffer.
 * Nothing is copied: bytes that have to wait for the channel are those that are there when their turn comes. A Blob is read
 * here, when it is its turn: Chromium's channel reads it by itself, and lets what is sent meanwhile overtake it.
 */
export const raw: Codec = {
  framing: 'bare',
  encode: (value) => {
    if (binaryKind(value) === 'blob') return defer(() => (value as Blob).arrayBuffer());
    if (isFrame(value)) return value;
    throw new TypeError(
      'only a string, an ArrayBuffer, a typed array, a DataView or a Blob can be sent without serialization, ' +
        'none of them in shared or resizable memory',
    );
  },
  decode: (frame) => frame,
};
