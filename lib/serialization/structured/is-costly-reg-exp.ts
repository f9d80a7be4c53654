/** `\p` or `\P`, and not a backslash with a `p` behind it. (Without looking behind, which Safari before 16.4 cannot even parse.) */
const PROPERTY = /(?:^|[^\\])(?:\\\\)*\\p/i;

/**
 * Whether making it takes an engine much longer than its length says, before it is ever used: for classes of characters by
 * property it asks tables of Unicode, for classes under the flags i and v it makes sets of all of Unicode. 13 KB of
 * `\p{RGI_Emoji}` take 2 s, with both flags 20 s.
 */
export const isCostlyRegExp = (source: string, flags: string): boolean => {
  const isUnicode = flags.includes('u') || flags.includes('v');
  return (isUnicode && PROPERTY.test(source)) || (flags.includes('v') && flags.includes('i'));
};
