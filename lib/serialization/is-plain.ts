import { binaryKind, tagOf } from './binary-kind.js';

/** A class of the application's, as opposed to what the language and the platform have. */
const isClass = (constructor: unknown): boolean =>
  typeof constructor === 'function' && String(constructor).startsWith('class');

const prototypeOf = (value: object): object | null => Object.getPrototypeOf(value) as object | null;

/** Whether all that it is made from, down to Object, are classes: such an instance may call itself what it likes. */
const isOfClasses = (value: object): boolean => {
  for (let prototype = prototypeOf(value); prototype !== null; prototype = prototypeOf(prototype)) {
    if (prototype === Object.prototype) return true;
    if (!isClass(prototype.constructor)) return false;
  }
  return true;
};

/** Whether BinaryPack writes the keys and values of an object: a literal, one without a prototype, an instance of a class. */
export const isPlain = (value: object): boolean => {
  const prototype = prototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return true;
  if (binaryKind(value) !== 'none') return false;
  const tag = tagOf(value);
  return tag === 'Object' || (tag !== 'Date' && isOfClasses(value)); // constructors take long to look at
};
