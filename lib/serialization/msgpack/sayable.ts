import { ExtensionCodec, type ExtensionCodecType } from '@msgpack/msgpack';
import { tagOf } from '../binary-kind.js';

/** What @msgpack/msgpack, and so PeerJS, would write as a map of nothing, by its tag. */
const UNSAYABLE: ReadonlySet<string> = new Set(
  [
    'Map,Set,WeakMap,WeakSet,WeakRef,Promise,RegExp,Error,DOMException,Blob,File,SharedArrayBuffer',
    'Boolean,Number,String,Symbol,BigInt,Function,AsyncFunction,GeneratorFunction,Generator',
  ].flatMap((names) => names.split(',')),
);

/** Thrown where an ArrayBuffer is met. `encode` then puts views in the place of them and begins again. */
export const BUFFER_MET = new Error('MessagePack writes bytes from views only');

const refuse = (reason: string): never => {
  throw new Error(
    `MessagePack has no form for ${reason}. It takes null, booleans, numbers, strings, Date, ArrayBuffer, typed arrays, ` +
      'arrays, plain objects and instances of classes',
  );
};

/** Whether it is refused. Errors and RegExps are known by what is inside of them, so a copy of one would not be. */
export const isUnsayable = (object: object): boolean =>
  Object.getPrototypeOf(object) !== Object.prototype && UNSAYABLE.has(tagOf(object));

const checkObject = (object: object): void => {
  if (Object.hasOwn(object, '__proto__')) refuse('an object with the key "__proto__", which no reader accepts');
  if (Object.getPrototypeOf(object) === Object.prototype) return;
  const tag = tagOf(object);
  if (tag === 'ArrayBuffer') throw BUFFER_MET;
  if (tag === 'Date' && Number.isNaN(Number(object))) refuse('an invalid Date');
  if (isUnsayable(object)) refuse(`a ${tag}`);
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
    return ExtensionCodec.defaultCodec.tryToEncode(value, context);
  },
  decode: (bytes, type, context) => ExtensionCodec.defaultCodec.decode(bytes, type, context),
};
