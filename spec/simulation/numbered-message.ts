/** Small ones are the bare number, so that several of them share a frame. */
interface Bulky {
  readonly number: number;
  readonly bytes: number;
  readonly filler: string | Uint8Array;
}

/** What is sent as it is is not cut, and has to fit into one frame. */
const LARGEST_BARE = 60_000;

const IN_BYTES: readonly string[] = ['binary', 'structured', 'MsgPack'];

/** A message that says which one it is, in a form that the serialization can say. */
export const numberedMessage = (number: number, bytes: number, serialization: string): unknown => {
  if (serialization === 'none') return `${String(number)}:${'x'.repeat(Math.min(bytes, LARGEST_BARE))}`;
  if (bytes === 0) return number;
  const filler = IN_BYTES.includes(serialization) ? new Uint8Array(bytes) : 'x'.repeat(bytes);
  return { number, bytes, filler } satisfies Bulky;
};

const sizeOf = (filler: unknown): number | undefined => {
  if (typeof filler === 'string') return filler.length;
  return filler instanceof ArrayBuffer || ArrayBuffer.isView(filler) ? filler.byteLength : undefined;
};

/** Which one it is; undefined where it is not what was sent. */
export const numberOf = (message: unknown): number | undefined => {
  if (typeof message === 'number') return message;
  if (typeof message === 'string') return Number(/^(\d+):x*$/.exec(message)?.[1] ?? NaN);
  const { number, bytes, filler } = message as Partial<Bulky>;
  return sizeOf(filler) === bytes ? number : undefined;
};
