import type { PageAddress } from '../core/options.js';

/** Where there is no page (Node, a worker of another kind), defaults are those of a plain local one. */
export const page = (): PageAddress =>
  typeof location === 'undefined'
    ? { hostname: 'localhost', secure: false }
    : { hostname: location.hostname, secure: location.protocol === 'https:' };
