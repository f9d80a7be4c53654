const BYTE_ORDER_MARK = 0xfeff;
/** Halves of pairs, in code units. */
const SURROGATE = /[\ud800-\udfff]/;
/** Halves that stand alone: UTF-8 has nothing for them. Takes longer to look for. */
const LONE_SURROGATE = /\p{Surrogate}/u;
/** Code units that are made into text at once: arguments of a call, of which engines take some 65,000. */
const UNITS_AT_ONCE = 8_192;

/** Whether UTF-8 carries it and msgpackr, which drops a byte order mark at the beginning of a long text, reads it back. */
export const isPlainText = (text: string): boolean =>
  text.charCodeAt(0) !== BYTE_ORDER_MARK && !(SURROGATE.test(text) && LONE_SURROGATE.test(text));

/** Its UTF-16 code units, little-endian. */
export const unitsOf = (text: string): Uint8Array => {
  const view = new DataView(new ArrayBuffer(text.length * 2));
  for (let index = 0; index < text.length; index += 1) view.setUint16(index * 2, text.charCodeAt(index), true);
  return new Uint8Array(view.buffer);
};

/** The text of UTF-16 code units, little-endian. */
export const textOf = (units: Uint8Array): string => {
  if (units.byteLength % 2 === 1) throw new Error('it has a text that ends in the middle of a character');
  const view = new DataView(units.buffer, units.byteOffset, units.byteLength);
  const all = Array.from({ length: units.byteLength / 2 }, (_, index) => view.getUint16(index * 2, true));
  const parts: string[] = [];
  for (let start = 0; start < all.length; start += UNITS_AT_ONCE) {
    parts.push(String.fromCharCode(...all.slice(start, start + UNITS_AT_ONCE)));
  }
  return parts.join('');
};
