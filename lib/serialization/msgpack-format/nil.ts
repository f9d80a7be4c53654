/** The smallest value there is. A decoder keeps the bytes that it has read until it reads others: these, after many. */
export const NIL = Uint8Array.of(0xc0);
