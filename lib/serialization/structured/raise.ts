import { setProperty } from '../set-property.js';
import { ERROR_HAS, KIND, VIEWS } from './form.js';
import { isCostlyRegExp } from './is-costly-reg-exp.js';
import { textOf } from './text.js';

type Form = readonly unknown[];
type MakeError = new (message: string) => Error;

/** Where what a form says begins: behind `undefined` and its kind. */
const FIRST = 2;

const ERRORS: ReadonlyMap<string, MakeError> = new Map<string, MakeError>([
  ['EvalError', EvalError],
  ['RangeError', RangeError],
  ['ReferenceError', ReferenceError],
  ['SyntaxError', SyntaxError],
  ['TypeError', TypeError],
  ['URIError', URIError],
]);

const invalid = (what: string): Error => new Error(`it has ${what} that makes no sense`);

const asBytes = (value: unknown): Uint8Array<ArrayBuffer> => {
  if (!(value instanceof Uint8Array)) throw invalid('bytes');
  return value as Uint8Array<ArrayBuffer>;
};

/** Text in its two forms. */
const asText = (value: unknown): string => {
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.length === 3 && value[0] === undefined && value[1] === KIND.text) {
    return textOf(asBytes(value[FIRST]));
  }
  throw invalid('a text');
};

const makeView = (kind: unknown, { buffer }: Uint8Array<ArrayBuffer>): ArrayBufferView => {
  const View = typeof kind === 'number' ? VIEWS[kind] : undefined;
  if (!View) throw invalid('a typed array');
  return new View(buffer);
};

const makeRegExp = (source: string, flags: string): RegExp => {
  if (isCostlyRegExp(source, flags)) throw invalid('a RegExp, slow to make,');
  try {
    return new RegExp(source, flags);
  } catch {
    throw invalid('a RegExp'); // what the platform says quotes all of it
  }
};

const makeError = (name: string, message: string, has: number): Error => {
  const Class = ERRORS.get(name) ?? Error;
  const error =
    name === 'AggregateError' && has >= ERROR_HAS.errors ? new AggregateError([], message) : new Class(message);
  if (error.name !== name) define(error, 'name', name);
  return error;
};

/** As errors have their properties: not among the keys. */
const define = (error: Error, key: string, value: unknown): void => {
  Object.defineProperty(error, key, { value, writable: true, configurable: true, enumerable: false });
};

/** One way through a value, the same that `lower` has taken. */
class Raising {
  readonly #objects: object[] = [];

  raise(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value))
      return value.length > 0 && value[0] === undefined ? this.#raiseForm(value) : this.#raiseElements(value);
    this.#objects.push(value);
    if (!(value instanceof Uint8Array)) {
      const fields = value as Record<string, unknown>;
      for (const key of Object.keys(fields)) fields[key] = this.raise(fields[key]);
    }
    return value;
  }

  /** Objects are known from here on by what they hold. */
  #known<T extends object>(object: T): T {
    this.#objects.push(object);
    return object;
  }

  #raiseElements(array: unknown[]): unknown[] {
    this.#known(array);
    for (let index = 0; index < array.length; index += 1) {
      const element = array[index];
      const isHole =
        Array.isArray(element) && element.length === FIRST && element[0] === undefined && element[1] === KIND.hole;
      // A hole like any other: what is deleted leaves one.
      if (isHole) Reflect.deleteProperty(array, index);
      else array[index] = this.raise(element);
    }
    return array;
  }

  #raiseForm(form: Form): unknown {
    switch (form[1]) {
      case KIND.array:
        return this.#raiseElements(form.slice(FIRST));
      case KIND.object:
        return this.#raiseEntries(form);
      case KIND.map:
        return this.#raiseMap(form);
      case KIND.set:
        return this.#raiseSet(form);
      default:
        return this.#raiseExact(form);
    }
  }

  /** Forms that are just so long. */
  #raiseExact(form: Form): unknown {
    const [, kind, first, second, third] = form;
    if (kind === KIND.error) return this.#raiseError(asText(first), asText(second), third, form.slice(FIRST + 3));
    switch (form.length) {
      case FIRST:
        if (kind === KIND.negativeZero) return -0;
        break;
      case FIRST + 1:
        if (kind === KIND.reference) return this.#referred(first);
        if (kind === KIND.text) return asText(form);
        if (kind === KIND.date && typeof first === 'number') return this.#known(new Date(first));
        if (kind === KIND.buffer) return this.#known(asBytes(first).buffer);
        break;
      case FIRST + 2:
        if (kind === KIND.regExp) return this.#known(makeRegExp(asText(first), asText(second)));
        if (kind === KIND.view) return this.#known(makeView(first, asBytes(second)));
    }
    throw invalid('an array');
  }

  #referred(number: unknown): object {
    const object = typeof number === 'number' ? this.#objects[number] : undefined;
    if (!object) throw invalid('a reference');
    return object;
  }

  #raiseEntries(form: Form): object {
    const object = this.#known<Record<string, unknown>>({});
    for (let index = FIRST; index < form.length; index += 2) {
      const key = asText(form[index]);
      if (key === '__proto__' || index + 1 === form.length) throw invalid('a key');
      setProperty(object, key, this.raise(form[index + 1]), form.length / 2);
    }
    return object;
  }

  #raiseMap(form: Form): Map<unknown, unknown> {
    if (form.length % 2 === 1) throw invalid('a Map');
    const map = this.#known(new Map<unknown, unknown>());
    for (let index = FIRST; index < form.length; index += 2) {
      const key = this.raise(form[index]);
      map.set(key, this.raise(form[index + 1]));
    }
    return map;
  }

  #raiseSet(form: Form): Set<unknown> {
    const set = this.#known(new Set<unknown>());
    for (const element of form.slice(FIRST)) set.add(this.raise(element));
    return set;
  }

  #raiseError(name: string, message: string, has: unknown, rest: Form): Error {
    const all = ERROR_HAS.cause + ERROR_HAS.errors;
    if (typeof has !== 'number' || !Number.isInteger(has) || has < 0 || has > all) throw invalid('an error');
    const keys = [...(has % 2 === 1 ? ['cause'] : []), ...(has >= ERROR_HAS.errors ? ['errors'] : [])];
    if (rest.length !== keys.length) throw invalid('an error');
    const error = this.#known(makeError(name, message, has));
    keys.forEach((key, index) => {
      define(error, key, this.raise(rest[index]));
    });
    return error;
  }
}

/** The value that `lower` has put in what MessagePack has forms for. What is handed over is used up. */
export const raise = (value: unknown): unknown => new Raising().raise(value);
