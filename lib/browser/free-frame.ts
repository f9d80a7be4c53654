import { allocate } from './allocate.js';

/** Bytes of messages after which the collector is told of them. */
const PERIOD = 512 * 1_024;

/**
 * Bytes it is told of. More than have come: Firefox looks for garbage only after hundreds of megabytes of it. Measured at the
 * receiver of 1 GiB in Firefox: told of twice as much as has come it took 72 MiB, of four times 51, of eight times 39.
 */
const NOTICE_BYTES = 4 * 1_024 * 1_024;

/**
 * Gives back the memory of messages that have arrived and been used up.
 *
 * Chromium does not count what came from the network when it looks for garbage, Firefox lets much of it pass. So both are
 * told. (`ArrayBuffer.prototype.transfer` would give it back at once in Firefox; in Chromium it more than doubles what is
 * held.)
 */
export const createFree = (): ((frame: ArrayBuffer) => void) => {
  const untold = { bytes: 0 };
  return ({ byteLength }) => {
    untold.bytes += byteLength;
    if (untold.bytes < PERIOD) return;
    untold.bytes = 0;
    allocate(NOTICE_BYTES);
  };
};
