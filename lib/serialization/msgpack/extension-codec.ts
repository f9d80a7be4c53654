import { ExtensionCodec, type ExtensionCodecType } from '@msgpack/msgpack';
import { isPlain } from '../is-plain.js';
import { tagOf } from '../binary-kind.js';

/** Thrown where an ArrayBuffer is met. `encode` then puts views in the place of them and begins again. */
export const BUFFER_MET = new Error('MessagePack writes bytes from views only');

const refuse = (reason: string): never => {
  throw new Error(
    `MessagePack has no form for ${reason}. It takes null, booleans, numbers, strings, Date, ArrayBuffer, typed arrays, ` +
      'arrays, plain objects and instances of classes',
  );
};

/**
 * What is written for an object. @msgpack/msgpack, and so PeerJS, would write as a map of nothing what the language and the
 * platform have, and a Date of another frame of the page too.
 */
const formOf = (object: object): object => {
  if (Object.hasOwn(object, '__proto__')) refuse('an object with the key "__proto__", which no reader accepts');
  if (isPlain(object)) return object;
  const tag = tagOf(object);
  if (tag === 'ArrayBuffer') throw BUFFER_MET;
  if (tag !== 'Date') refuse(`a ${tag}`);
  const date = new Date(Number(object));
  return Number.isNaN(date.getTime()) ? refuse('an invalid Date') : date;
};

/**
 * The extensions that PeerJS has, which are Dates alone. Extensions are asked before anything else about each value that is
 * not simple, which makes this the place to refuse what would arrive as something else.
 */
export const extensionCodec: ExtensionCodecType<undefined> = {
  tryToEncode: (value, context) => {
    if (Array.isArray(value) || ArrayBuffer.isView(value)) return null;
    const form = typeof value === 'object' && value !== null ? formOf(value) : refuse(`a ${typeof value}`);
    return ExtensionCodec.defaultCodec.tryToEncode(form, context);
  },
  decode: (bytes, type, context) => ExtensionCodec.defaultCodec.decode(bytes, type, context),
};
