import { isPlain } from '../../lib/serialization/is-plain.js';

/** A class that calls itself something. */
class Named {
  readonly x = 1;
  get [Symbol.toStringTag](): string {
    return 'Module';
  }
}

class Further extends Named {}

/** Nothing is behind it, not even Object. */
class Bare {
  get [Symbol.toStringTag](): string {
    return 'Bare';
  }
}
Object.setPrototypeOf(Bare.prototype, null);

/** Of a constructor that is no class, as the platform's are. */
function Old(): void {
  // it makes nothing
}
Object.defineProperty(Old.prototype, Symbol.toStringTag, { value: 'Old' });

describe('isPlain', () => {
  it.each<readonly [string, object, boolean]>([
    ['a literal', {}, true],
    ['one without a prototype', Object.create(null) as object, true],
    ['an instance of a class', new (class {})(), true],
    ['one that calls itself something', new Named(), true],
    ['one of a class of that', new Further(), true],
    ['one of a class with nothing behind it', new Bare(), true],
    ['a class of a Map', new (class extends Map {})(), false],
    ['a class of an Error', new (class extends Error {})(), false],
    ['what a function has made, and calls itself something', Object.create(Old.prototype as object) as object, false],
    ['a Map', new Map(), false],
    ['a Date', new Date(0), false],
    ['an Error', new Error('e'), false],
    ['a promise', Promise.resolve(), false],
    ['bytes', new Uint8Array(1), false],
  ])('%s', (_, value, expected) => {
    expect(isPlain(value)).toBe(expected);
  });
});
