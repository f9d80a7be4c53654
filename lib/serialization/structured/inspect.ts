import { isFarIndex } from '../far-index.js';
import { checkWhole } from '../msgpack-format/check-whole.js';
import { MAX_DEPTH } from '../msgpack-format/end-finder.js';
import { isExtension, isText } from '../msgpack-format/part-kinds.js';
import { FORM_DEPTH } from './form.js';

/** Extensions of msgpackr's that stand for one value each: `undefined`, and BigInts over 64 bits. */
const UNDEFINED = 0x00;
const BIG_INT = 0x42;

/** Digits of the largest array index. */
const INDEX_LENGTH = 10;

const PROTO = Uint8Array.from('__proto__', (letter) => letter.charCodeAt(0));

/**
 * Goes through a frame before msgpackr does, which makes room for what arrays announce, goes into what is nested, and has
 * extensions that define other types, go back and forth in the frame, or call what a name happens to mean. Throws unless
 * the frame is one whole value of the parts that `lower` makes. Tells whether there is anything to `raise` in it.
 */
export const inspect = (frame: Uint8Array): boolean => {
  let hasForms = false;

  const checkExtension = (start: number): void => {
    const type = frame[start];
    if (type === undefined) throw new Error('it is cut off');
    if (type === UNDEFINED) hasForms = true;
    else if (type !== BIG_INT) throw new Error(`it has an extension of the unknown type ${type}`);
  };

  const checkKey = (type: number, start: number, size: number): void => {
    if (!isText(type)) throw new Error('it has a key that is no text');
    if (size === PROTO.length && PROTO.every((byte, index) => frame[start + index] === byte)) {
      throw new Error('it has the key "__proto__"');
    }
    if (size <= INDEX_LENGTH && isFarIndex(String.fromCharCode(...frame.subarray(start, start + size)))) {
      throw new Error('it has a plain object with an index for a key');
    }
  };

  checkWhole(frame, {
    depth: MAX_DEPTH + FORM_DEPTH,
    onPart: (type, start, size, isKey) => {
      if (isKey) checkKey(type, start, size);
      else if (isExtension(type)) checkExtension(start);
    },
  });
  return hasForms;
};
