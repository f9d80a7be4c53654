/** Indices that an object of one entry may have in front of its own. Room for so many is little more than any object takes. */
const ROOM_PER_ENTRY = 16;

/**
 * Whether a key is an array index far beyond the entries of its object. Engines make room for all indices before one, up to
 * some thousand, so that an object of 7 bytes on the wire, `{ 1023: 0 }`, takes 12 KB. (True of some other numbers too.)
 */
export const isFarIndex = (key: string, entries = 1): boolean => key < ':' && Number(key) > ROOM_PER_ENTRY * entries;
