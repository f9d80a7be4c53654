import { createBinaryPack } from '../../../lib/serialization/binary-pack/binary-pack.js';

/** The one that a spec file writes and reads with. */
export const codec = createBinaryPack();

export const written = (value: unknown): Uint8Array<ArrayBuffer> => codec.encode(value) as Uint8Array<ArrayBuffer>;

/** What a value is at the other side. */
export const through = (value: unknown): unknown => codec.decode(written(value).slice().buffer);
