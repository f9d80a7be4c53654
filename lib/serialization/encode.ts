import { type OperatorFunction, pipe } from 'rxjs';
import { mapInOrder } from '../core/operators/map-in-order.js';
import { type Encoded, encodeAtOnce, type EncodeInput, type EncodeOptions } from './encode-at-once.js';

/**
 * Values to groups of frames, one group for a value, in the order of the values: one that takes time (a Blob is read) holds
 * up those behind it. A value is encoded when it arrives, so what is done to it afterwards does not travel. A value that
 * cannot be sent fails alone.
 *
 * Frames of a value that is cut are as large as both ends can take, at most 256 KiB: larger ones carry more a second, but hold
 * up more behind them.
 */
export const encode = (options: EncodeOptions): OperatorFunction<EncodeInput, Encoded> =>
  pipe(
    encodeAtOnce(options),
    mapInOrder((item) => (item.kind === 'pending' ? item.message$ : item)),
  );
