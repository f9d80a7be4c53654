/** First bytes of parts, from the first to the last of a kind. */
interface Range {
  readonly first: number;
  readonly last: number;
}

const SHORT_TEXT: Range = { first: 0xa0, last: 0xbf };
const LONG_TEXT: Range = { first: 0xd9, last: 0xdb };
const BINARY: Range = { first: 0xc4, last: 0xc6 };
/** Extensions, by what follows: a size, or a type at once. */
const SIZED_EXTENSION: Range = { first: 0xc7, last: 0xc9 };
const FIXED_EXTENSION: Range = { first: 0xd4, last: 0xd8 };

const isIn = (type: number, { first, last }: Range): boolean => type >= first && type <= last;

/** Whether a part that begins so is text. */
export const isText = (type: number): boolean => isIn(type, SHORT_TEXT) || isIn(type, LONG_TEXT);

/** Whether it is an extension. */
export const isExtension = (type: number): boolean => isIn(type, SIZED_EXTENSION) || isIn(type, FIXED_EXTENSION);

/** Whether it is bytes. */
export const isBinary = (type: number): boolean => isIn(type, BINARY);
