import { BYTES, type Sized, TEXT } from './type-bytes.js';

/**
 * Bytes of a page, which messages are written into one after the other: room for so many like the last one, within bounds.
 * Making one costs more than writing on it, and a message that has begun on one and does not fit is copied to the next. Whoever
 * says little keeps little: the first page is the smallest, and each has so many times the room of the one before, up to the
 * usual.
 */
const FIRST_PAGE_BYTES = 1024;
const GROWTH = 8;
const USUAL_PAGE_BYTES = 64 * 1024;
const MOST_PAGE_BYTES = 1024 * 1024;
const MESSAGES_A_PAGE = 4;

/** Bytes of the largest message: what an ArrayBuffer holds everywhere. */
const MOST_BYTES = 2 ** 31 - 1;

/** Characters up to which a loop beats the platform's encoder, and bytes that so many take at most with their header. */
const SHORT_TEXT = 48;
const SHORT_TEXT_BYTES = SHORT_TEXT * 3 + 5;

/** Sizes that fit into the type byte, into 16 bits, and into 32. */
const LAST_IN_TYPE = 15;
const LAST_IN_16_BITS = 0xffff;

const LAST_OF_ASCII = 0x7f;

/**
 * Pages of bytes with messages on them, one behind the other, and how BinaryPack writes sizes, bytes and text. A message that
 * is finished is never touched again; a page lives as long as one of its messages is needed.
 */
export abstract class PageWriter {
  protected page = new Uint8Array(0);
  protected view = new DataView(this.page.buffer);
  /** Where the message begins, and how far it is written. */
  protected start = 0;
  protected end = 0;
  /** Bytes that the next message will take if it is like the last one, as far as a page has room for that. */
  #expected = 0;
  readonly #encoder = new TextEncoder();

  /** Begins a message. */
  protected begin(): void {
    this.start = this.end;
    if (this.page.length - this.end < this.#expected) this.#turnTo(new Uint8Array(this.#pageBytes()));
  }

  /** The message. */
  protected finish(): Uint8Array<ArrayBuffer> {
    const bytes = this.page.subarray(this.start, this.end);
    this.#expected = Math.min(bytes.length, MOST_PAGE_BYTES / MESSAGES_A_PAGE);
    if (this.page.length > MOST_PAGE_BYTES) this.#turnTo(new Uint8Array(0)); // or what comes next would keep it
    return bytes;
  }

  /** Forgets what was written of a message that cannot be finished. */
  abandon(): void {
    this.end = this.start;
    if (this.page.length > MOST_PAGE_BYTES) this.#turnTo(new Uint8Array(0));
  }

  /** Makes sure that so many bytes fit, and tells where. */
  protected room(bytes: number): number {
    const needed = this.end + bytes;
    if (needed <= this.page.length) return this.end;
    const written = this.end - this.start;
    if (written + bytes > MOST_BYTES) throw new RangeError('it takes more bytes than a message can have');
    const page = new Uint8Array(Math.min(Math.max(this.#pageBytes(), written * 2, written + bytes), MOST_BYTES));
    page.set(this.page.subarray(this.start, this.end));
    this.#turnTo(page);
    return this.end;
  }

  protected byte(byte: number): void {
    const at = this.room(1);
    this.page[at] = byte;
    this.end = at + 1;
  }

  protected bytes(bytes: Uint8Array): void {
    this.size(BYTES, bytes.length);
    const at = this.room(bytes.length);
    this.page.set(bytes, at);
    this.end = at + bytes.length;
  }

  /** A type byte, with its size. */
  protected size(types: Sized, size: number): void {
    const at = this.room(5);
    this.end = at + this.#header(at, types, size);
  }

  /** Writes the header of something; tells how many bytes it took. */
  #header(at: number, { small, medium, large }: Sized, size: number): number {
    const page = this.page;
    if (size <= LAST_IN_TYPE) {
      page[at] = small + size;
      return 1;
    }
    if (size <= LAST_IN_16_BITS) {
      page[at] = medium;
      page[at + 1] = size >> 8;
      page[at + 2] = size;
      return 3;
    }
    page[at] = large;
    this.view.setUint32(at + 1, size);
    return 5;
  }

  protected text(text: string): void {
    if (text.length <= SHORT_TEXT) this.#shortText(text);
    else this.#longText(text);
  }

  #shortText(text: string): void {
    const start = this.room(SHORT_TEXT_BYTES);
    const page = this.page;
    const { length } = text;
    let at = start + this.#header(start, TEXT, length);
    for (let index = 0; index < length; index += 1) {
      const unit = text.charCodeAt(index);
      if (unit > LAST_OF_ASCII) {
        this.#longText(text);
        return;
      }
      page[at] = unit;
      at += 1;
    }
    this.end = at;
  }

  /** Most text is ASCII, a byte a character; whether there is more is found out when the page is full. */
  #longText(text: string): void {
    const { length } = text;
    const header = length <= LAST_IN_16_BITS ? 3 : 5;
    const start = this.room(header + length);
    const from = start - this.start + header; // in the message, which may move to another page
    this.end = start + header;
    const read = this.#utf8(text);
    if (read < length) {
      this.room((length - read) * 3);
      this.#utf8(text.slice(read));
    }
    this.#close(from, header);
  }

  /** Writes as much of a text as the page has room for; tells how many characters that is. */
  #utf8(text: string): number {
    const { read, written } = this.#encoder.encodeInto(text, this.page.subarray(this.end));
    this.end += written;
    return read;
  }

  /** Puts the header before a text whose size is known only now, and moves the text where it is of another width. */
  #close(from: number, width: number): void {
    const start = this.start + from;
    const size = this.end - start;
    const needed = size <= LAST_IN_TYPE ? 1 : size <= LAST_IN_16_BITS ? 3 : 5;
    if (needed !== width) {
      this.room(needed);
      const moved = this.start + from - width + needed;
      this.page.copyWithin(moved, this.start + from, this.start + from + size);
      this.end = moved + size;
    }
    this.#header(this.start + from - width, TEXT, size);
  }

  #pageBytes(): number {
    const least = Math.min(this.page.length * GROWTH || FIRST_PAGE_BYTES, USUAL_PAGE_BYTES);
    return Math.max(least, this.#expected * MESSAGES_A_PAGE);
  }

  #turnTo(page: Uint8Array<ArrayBuffer>): void {
    this.page = page;
    this.view = new DataView(page.buffer);
    this.end -= this.start;
    this.start = 0;
    if (page.length === 0) this.end = 0;
  }
}
