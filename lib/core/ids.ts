/** In UTF-16 code units. Ids travel in a URL, and servers take URLs of some 8,000 characters. */
export const ID_LENGTH = 1_024;

/**
 * An id as the reference allows it: letters or digits at both ends; in between `-` and `_` too, also several in a row,
 * and spaces, which PeerJS accepts. No longer than `ID_LENGTH`.
 */
export const isValidId = (id: string): boolean =>
  id.length <= ID_LENGTH && /^[A-Za-z0-9](?:[A-Za-z0-9 _-]*[A-Za-z0-9])?$/.test(id);

/**
 * Whether another peer may be called so: servers allow more than the reference does. Ids become keys, so names that every
 * object has are out, except where the reference allows them.
 */
export const isPeerId = (id: unknown): boolean =>
  typeof id === 'string' && id !== '' && id.length <= ID_LENGTH && (isValidId(id) || !(id in Object.prototype));

/** An API key that can stand in a path and a query: not empty, without control characters, `/`, `\`, `?`, `#`, `&` and `%`. */
export const isValidKey = (key: string): boolean => /^[^\p{Cc}/\\?#&%]+$/u.test(key);

/** Bytes of randomness in a token: 80 bits, so that nobody guesses the token that guards an id. */
const TOKEN_BYTES = 10;

/** A random text of letters and digits, for tokens, connection ids and labels. */
export const randomToken = (randomBytes: (count: number) => Uint8Array): string =>
  Array.from(randomBytes(TOKEN_BYTES), (byte) => byte.toString(36).padStart(2, '0')).join('');
