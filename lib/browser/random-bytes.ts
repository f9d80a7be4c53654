/** Bytes that nobody can guess. A module of its own: who makes a policy with `backoff` needs nothing else of the browser. */
export const randomBytes = (count: number): Uint8Array => crypto.getRandomValues(new Uint8Array(count));
