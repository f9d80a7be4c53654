import { ExtensionCodec, type ExtensionCodecType } from '@msgpack/msgpack';
import { isPlain } from '../binary-pack/is-plain.js';
import { tagOf } from '../binary-kind.js';

/** Thrown where an ArrayBuffer is met. `encode` then puts views in the place of them and begins again. */
export const BUFFER_MET = new Error('MessagePack writes bytes from views only');

const refuse = (reason: string): never => {
  throw new Error(
    `MessagePack has no form for ${reason}. It takes null, booleans, numbers, strings, Date, ArrayBuffer, typed arrays, ` +
      'arrays, plain objects and instances of classes',
  );
};

/** Whether it has a form: @msgpack/msgpack, and so PeerJS, would write as a map of nothing what the language and the platform have. */
const isSayable = (object: object): boolean => isPlain(object) || tagOf(object) === 'Date';

const checkObject = (object: object): void => {
  if (Object.hasOwn(object, '__proto__')) refuse('an object with the key "__proto__", which no reader accepts');
  if (Object.getPrototypeOf(object) === Object.prototype) return;
  const tag = tagOf(object);
  if (tag === 'ArrayBuffer') throw BUFFER_MET;
  if (tag === 'Date' && Number.isNaN(Number(object))) refuse('an invalid Date');
  if (!isSayable(object)) refuse(`a ${tag}`);
};

/**
 * The extensions that PeerJS has, which are Dates alone. Extensions are asked before anything else about each value that is
 * not simple, which makes this the place to refuse what would arrive as something else.
 */
export const extensionCodec: ExtensionCodecType<undefined> = {
  tryToEncode: (value, context) => {
    if (Array.isArray(value) || ArrayBuffer.isView(value)) return null;
    if (typeof value === 'object' && value !== null) checkObject(value);
    else refuse(`a ${typeof value}`);
    // One of another frame of the page is a Date too.
    const own = tagOf(value) === 'Date' ? new Date(Number(value)) : value;
    return ExtensionCodec.defaultCodec.tryToEncode(own, context);
  },
  decode: (bytes, type, context) => ExtensionCodec.defaultCodec.decode(bytes, type, context),
};
