import { bytesOf, tagOf } from '../binary-kind.js';
import { isFarIndex } from '../far-index.js';
import { MAX_DEPTH } from '../msgpack-format/end-finder.js';
import { ERROR_HAS, KIND, VIEWS } from './form.js';
import { placeOf, type Step } from '../place.js';
import { isCostlyRegExp } from './is-costly-reg-exp.js';
import { isPlainText, unitsOf } from './text.js';

/** Elements that an array may lack. Each is written; someone who sets `list[4e9]` wants an object. */
const MAX_HOLES = 1_000_000;

type Fields = Record<string, unknown>;

const form = (kind: number, ...rest: readonly unknown[]): unknown[] => [undefined, kind, ...rest];

/** `undefined` for a kind of view that is not known. */
const lowerView = (view: ArrayBufferView): unknown => {
  const name = tagOf(view);
  if (name === 'Uint8Array') return view instanceof Uint8Array ? view : bytesOf(view);
  const kind = VIEWS.findIndex((View) => View.name === name);
  return kind === -1 ? undefined : form(KIND.view, kind, bytesOf(view));
};

const lowerText = (text: string): unknown => (isPlainText(text) ? text : form(KIND.text, unitsOf(text)));

/** Whether a reader may make a property of it without a look at it. */
const isPlainKey = (key: string): boolean => isPlainText(key) && !isFarIndex(key);

/** One way through a value. */
class Lowering {
  readonly #numbers = new Map<object, number>();
  readonly #steps: Step[] = [];

  lower(value: unknown): unknown {
    switch (typeof value) {
      case 'string':
        return lowerText(value);
      case 'number':
        return Object.is(value, -0) ? form(KIND.negativeZero) : value;
      case 'object':
        return value === null ? value : this.#lowerOnce(value);
      case 'function':
      case 'symbol':
        throw this.#refusal(`a ${typeof value}`);
      default:
        return value;
    }
  }

  #refusal(what: string): TypeError {
    return new TypeError(`it holds ${what} at ${placeOf(this.#steps)}`);
  }

  /** Steps are for objects and for what is refused: most values are neither. */
  #lowerChild(step: Step, value: unknown): unknown {
    const type = typeof value;
    if (type === 'string' || type === 'number' || type === 'boolean' || value == null) return this.lower(value);
    this.#steps.push(step);
    const lowered = this.lower(value);
    this.#steps.pop();
    return lowered;
  }

  #lowerOnce(value: object): unknown {
    const number = this.#numbers.get(value);
    if (number !== undefined) return form(KIND.reference, number);
    if (this.#steps.length >= MAX_DEPTH) throw new Error(`it is nested more than ${MAX_DEPTH} levels deep`);
    this.#numbers.set(value, this.#numbers.size);
    return this.#lowerObject(value);
  }

  #lowerObject(value: object): unknown {
    if (Array.isArray(value)) return this.#lowerArray(value);
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === Object.prototype) return this.#lowerFields(value as Fields);
    const tag = tagOf(value);
    const view = ArrayBuffer.isView(value) ? lowerView(value) : undefined;
    if (view) return view;
    switch (tag) {
      case 'Object':
        return this.#lowerFields(value as Fields);
      case 'Date':
        return form(KIND.date, Number(value));
      case 'ArrayBuffer':
        return form(KIND.buffer, new Uint8Array(value as ArrayBuffer));
      case 'RegExp':
        return this.#lowerRegExp(value as RegExp);
      case 'Map':
        return this.#lowerMap(value as Map<unknown, unknown>);
      case 'Set':
        return this.#lowerSet(value as Set<unknown>);
      case 'Blob':
      case 'File':
        throw this.#refusal(`a ${tag}, which takes time to read (send \`await blob.arrayBuffer()\`)`);
      default:
        if (tag === 'Error' || value instanceof Error) return this.#lowerError(value as Error);
        throw this.#refusal(`a ${tag}`);
    }
  }

  #lowerRegExp({ source, flags }: RegExp): unknown[] {
    if (isCostlyRegExp(source, flags)) {
      throw this.#refusal('a RegExp that is slow to make, by `\\p` or the flags i and v together,');
    }
    return form(KIND.regExp, lowerText(source), flags);
  }

  /** A copy, because a getter is not asked twice. */
  #lowerArray(array: readonly unknown[]): readonly unknown[] {
    const lowered: unknown[] = [];
    let holes = 0;
    for (let index = 0; index < array.length; index += 1) {
      const element = array[index];
      const isHole = element === undefined && !(index in array);
      if (isHole && (holes += 1) > MAX_HOLES) throw this.#refusal(`an array that lacks over ${MAX_HOLES} elements`);
      lowered.push(isHole ? form(KIND.hole) : this.#lowerChild(index, element));
    }
    // By its own elements: a hole is an array now.
    return lowered.length > 0 && lowered[0] === undefined ? [undefined, KIND.array, ...lowered] : lowered;
  }

  #lowerFields(object: Fields): unknown {
    const keys = Object.keys(object);
    if (!keys.every(isPlainKey)) return this.#lowerEntries(object);
    const lowered: Fields = {};
    for (const key of keys) {
      this.#checkKey(key);
      lowered[key] = this.#lowerChild(key, object[key]);
    }
    return lowered;
  }

  #checkKey(key: string): void {
    if (key === '__proto__') throw this.#refusal('the key "__proto__", which no reader accepts,');
  }

  #lowerEntries(object: Fields): unknown[] {
    const lowered = form(KIND.object);
    for (const key of Object.keys(object)) {
      this.#checkKey(key);
      lowered.push(lowerText(key), this.#lowerChild(key, object[key]));
    }
    return lowered;
  }

  #lowerMap(map: ReadonlyMap<unknown, unknown>): unknown[] {
    const lowered = form(KIND.map);
    let index = 0;
    for (const [key, value] of map) {
      lowered.push(this.#lowerChild({ part: `key ${index}` }, key));
      lowered.push(this.#lowerChild({ part: `value ${index}` }, value));
      index += 1;
    }
    return lowered;
  }

  #lowerSet(set: ReadonlySet<unknown>): unknown[] {
    const lowered = form(KIND.set);
    for (const element of set) {
      lowered.push(this.#lowerChild({ part: `element ${lowered.length - 2}` }, element));
    }
    return lowered;
  }

  #lowerError(error: Error): unknown[] {
    const { name, message }: Readonly<Record<'name' | 'message', unknown>> = error; // as a rule, text
    const errors: unknown = 'errors' in error ? error.errors : undefined;
    const hasCause = Object.hasOwn(error, 'cause');
    const has = (hasCause ? ERROR_HAS.cause : 0) + (Array.isArray(errors) ? ERROR_HAS.errors : 0);
    const lowered = form(KIND.error, lowerText(String(name)), lowerText(String(message)), has);
    if (hasCause) lowered.push(this.#lowerChild('cause', error.cause));
    if (Array.isArray(errors)) lowered.push(this.#lowerChild('errors', errors));
    return lowered;
  }
}

/**
 * The value in what MessagePack has forms for: `raise` makes the value of it again.
 * Throws at what cannot be sent, and says where it is.
 */
export const lower = (value: unknown): unknown => new Lowering().lower(value);
