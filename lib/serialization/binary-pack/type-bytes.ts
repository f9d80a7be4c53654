/** Type bytes of what has a size: with the size (at most 15) added, with 16 bits of it behind, with 32. */
export interface Sized {
  readonly small: number;
  readonly medium: number;
  readonly large: number;
}

/** BinaryPack's types, as far as they are written in more than one place. */
export const MAP: Sized = { small: 0x80, medium: 0xde, large: 0xdf };
export const ARRAY: Sized = { small: 0x90, medium: 0xdc, large: 0xdd };
export const BYTES: Sized = { small: 0xa0, medium: 0xda, large: 0xdb };
export const TEXT: Sized = { small: 0xb0, medium: 0xd8, large: 0xd9 };
