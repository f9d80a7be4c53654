/** Bytes from which on the platform's decoder beats a loop. */
const LONG_TEXT = 48;

/**
 * Bytes that the platform decodes at once of a text that is not ASCII: a large string is memory of its own, which costs all
 * engines more than the decoding, and many short ones do not. What begins with so many bytes of ASCII counts as ASCII, of
 * which no engine makes much ado.
 */
const PIECE = 16_384;
const SAMPLE = 256;
const MORE_FOLLOWS = { stream: true };

const LAST_OF_ASCII = 0x7f;

/**
 * Keys that are remembered at most, and the longest of them in bytes: objects of one kind have the same keys. Most connections
 * have few, so there is room for one at first, and for so many times more where one key is in the way of another; all of
 * these are powers of two.
 */
const MOST_KEYS = 4_096;
const GROWTH = 8;
const LONGEST_KEY = 32;

/** A loop: with `every`, reading 100 KB takes a tenth longer. */
const isAscii = (bytes: Uint8Array, sample: number): boolean => {
  let bits = 0;
  for (let index = 0; index < sample; index += 1) bits |= bytes[index] as number;
  return bits <= LAST_OF_ASCII;
};

/** Whether the bytes are those of a text of ASCII; one with other characters is never found, only made again. */
const isAt = (text: string, bytes: Uint8Array, at: number): boolean => {
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit > LAST_OF_ASCII || unit !== bytes[at + index]) return false;
  }
  return true;
};

/** Four characters at a time; undefined where one of them is not ASCII. */
const shortText = (bytes: Uint8Array, start: number, end: number): string | undefined => {
  let text = '';
  let at = start;
  for (; at + 4 <= end; at += 4) {
    const a = bytes[at] as number;
    const b = bytes[at + 1] as number;
    const c = bytes[at + 2] as number;
    const d = bytes[at + 3] as number;
    if ((a | b | c | d) > LAST_OF_ASCII) return undefined;
    text += String.fromCharCode(a, b, c, d);
  }
  for (; at < end; at += 1) {
    const unit = bytes[at] as number;
    if (unit > LAST_OF_ASCII) return undefined;
    text += String.fromCharCode(unit);
  }
  return text;
};

/** Reads text, and remembers keys. */
export class TextReader {
  /** Made when it is needed: a connection that is only just being made has no time for it. */
  #decoder: TextDecoder | undefined;
  #keys = [''];

  /** A key that has come before is found by its bytes, which is faster than making it again. */
  key(bytes: Uint8Array<ArrayBuffer>, at: number, size: number): string {
    if (size > LONGEST_KEY) return this.text(bytes, at, size);
    let hash = size;
    for (let index = at; index < at + size; index += 1) hash = (hash * 31 + (bytes[index] as number)) | 0;
    const keys = this.#keys;
    const slot = hash & (keys.length - 1);
    const known = keys[slot] as string;
    if (known.length === size && isAt(known, bytes, at)) return known;
    const key = this.text(bytes, at, size);
    keys[slot] = key;
    // There is more room, which they fill as they come again.
    if (known && keys.length < MOST_KEYS) this.#keys = new Array<string>(keys.length * GROWTH).fill('');
    return key;
  }

  /** The text of so many bytes. */
  text(bytes: Uint8Array<ArrayBuffer>, at: number, size: number): string {
    return (
      (size <= LONG_TEXT ? shortText(bytes, at, at + size) : undefined) ?? this.#decode(bytes.subarray(at, at + size))
    );
  }

  #decode(bytes: Uint8Array): string {
    this.#decoder ??= new TextDecoder('utf-8', { ignoreBOM: true }); // else a text would lose its U+FEFF
    if (bytes.length <= PIECE || isAscii(bytes, SAMPLE)) return this.#decoder.decode(bytes);
    let text = '';
    for (let at = 0; at < bytes.length; at += PIECE) {
      text += this.#decoder.decode(bytes.subarray(at, at + PIECE), MORE_FOLLOWS);
    }
    return text + this.#decoder.decode();
  }
}
