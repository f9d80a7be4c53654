/**
 * An id as the reference allows it: letters or digits at both ends; in between `-` and `_` too, also several in a row,
 * and spaces, which PeerJS accepts.
 */
export const isValidId = (id: string): boolean => /^[A-Za-z0-9](?:[A-Za-z0-9 _-]*[A-Za-z0-9])?$/.test(id);

/** An API key that can stand in a path and a query: not empty, without control characters, `/`, `\`, `?`, `#`, `&` and `%`. */
export const isValidKey = (key: string): boolean => /^[^\p{Cc}/\\?#&%]+$/u.test(key);

/** Bytes of randomness in a token: 80 bits, so that nobody guesses the token that guards an id. */
const TOKEN_BYTES = 10;

/** A random text of letters and digits, for tokens, connection ids and labels. */
export const randomToken = (randomBytes: (count: number) => Uint8Array): string =>
  Array.from(randomBytes(TOKEN_BYTES), (byte) => byte.toString(36).padStart(2, '0')).join('');
