import type { MessageCodec } from '../../../lib/serialization/codec.js';
import { createStructured } from '../../../lib/serialization/structured/structured.js';
import { joined } from '../msgpack/samples.js';

/** A frame as it arrives. */
export const encoded = (value: unknown, codec: MessageCodec = createStructured()): ArrayBuffer =>
  joined(codec.encode(value) as Uint8Array).buffer;

/** The value at the other end. */
export const carried = <T>(value: T): T => createStructured().decode(encoded(value)) as T;
