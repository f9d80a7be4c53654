import { binaryKind } from '../binary-kind.js';
import { isContainer } from '../is-container.js';

/** A copy in which each ArrayBuffer is a view of it. Throws below so many levels: the value may hold itself. */
export const viewsForBuffers = (value: unknown, depth: number): unknown => {
  if (binaryKind(value) === 'buffer') return new Uint8Array(value as ArrayBuffer);
  if (!isContainer(value)) return value;
  if (depth === 0) throw new RangeError('it is nested too deeply');
  if (Array.isArray(value)) return value.map((element) => viewsForBuffers(element, depth - 1));
  const properties = Object.entries(value).map(([key, child]: [string, unknown]) => {
    return [key, { value: viewsForBuffers(child, depth - 1), enumerable: true }] as const;
  });
  // @msgpack/msgpack knows its own classes by their prototype, so it stays.
  return Object.create(Object.getPrototypeOf(value) as object | null, Object.fromEntries(properties));
};
