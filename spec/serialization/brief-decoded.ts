import type { Decoded } from '../../lib/serialization/decode.js';

/** In short: the value, what is asked for, or the type of the error. */
export const brief = (decoded: Decoded): unknown => {
  switch (decoded.kind) {
    case 'data':
      return decoded.value;
    case 'close-requested':
      return 'close';
    case 'failed':
      return decoded.error.type;
    case 'broken':
      return `broken: ${decoded.error.type}`;
  }
};
