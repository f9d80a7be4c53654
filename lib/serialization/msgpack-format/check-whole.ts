import { EndFinder, type EndFinderOptions } from './end-finder.js';

/** Throws where bytes are not one MessagePack value, from the first to the last. */
export const checkWhole = (bytes: Uint8Array, checks: Pick<EndFinderOptions, 'depth' | 'onPart'> = {}): void => {
  const tooBig = (): Error => new Error('it is cut off, or claims to hold more than it does');
  const end = new EndFinder({ ...checks, limit: bytes.byteLength, tooBig }).find(bytes, 0);
  if (end === undefined) throw new Error('it is cut off');
  if (end < bytes.byteLength) throw new Error('something follows its end');
};
