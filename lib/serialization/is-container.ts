import { isPlain } from './is-plain.js';

/** Whether a value has parts that are written one by one: an array, or an object whose keys and values are. */
export const isContainer = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && (Array.isArray(value) || isPlain(value));
