import type { IncomingFrame } from '../ports/data-channel.js';

/** The bytes of a frame. Throws at text. */
export const expectBytes = (frame: IncomingFrame): ArrayBuffer => {
  if (typeof frame === 'string') throw new TypeError('text has come where bytes were expected');
  return frame;
};
