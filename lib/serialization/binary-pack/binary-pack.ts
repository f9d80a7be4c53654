import { from, map, type Observable, ReplaySubject } from 'rxjs';
import { messageOf } from '../../core/errors.js';
import type { BytesForm, MessageCodec } from '../codec.js';
import { expectBytes } from '../expect-bytes.js';
import { type BytesAs, bytesForm } from './bytes-form.js';
import { writeChunk } from './write-chunk.js';
import { Reader } from './reader.js';
import { describeUnsayable } from './describe-unsayable.js';
import { type Gap, Unsayable, Writer } from './writer.js';

const SAYABLE =
  'BinaryPack takes undefined, null, booleans, numbers, strings, Date (as text), ArrayBuffer, typed arrays, Blob, arrays and plain objects';

/** A type that BinaryPack does not have: values follow it, one behind the other, up to the end of the frame. */
const BATCH = 0xc4;

/** How BinaryPack hands out what has arrived. */
export interface BinaryPackOptions {
  /**
   * What bytes in a value become: `copies`, ArrayBuffers of their own, as PeerJS has it; or `views`, Uint8Arrays that show
   * a part of the frame they came in, which costs a tenth of that and keeps the frame (up to 256 KiB, or the whole message)
   * in memory as long as one of them is needed. Default `copies`.
   */
  readonly bytes?: BytesAs;
}

/** For `views`: a value of nothing but bytes is a view too, so it takes the way of all other values. */
const VIEWED_BYTES: BytesForm = { ...bytesForm, read: () => undefined };

const writeBatch = (messages: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> => {
  const frame = new Uint8Array(messages.reduce((sum, { length }) => sum + length, 1));
  frame[0] = BATCH;
  let at = 1;
  for (const message of messages) {
    frame.set(message, at);
    at += message.length;
  }
  return frame;
};

const explained = (value: unknown, error: unknown): Error => {
  const place = error instanceof RangeError ? undefined : describeUnsayable(value); // what is too long would take too long
  if (!(error instanceof Unsayable)) return new Error(place ?? messageOf(error), { cause: error });
  return new Error(`${place ?? 'a part of it has changed meanwhile'}. ${SAYABLE}`, { cause: error }); // by a getter
};

const fill = async (bytes: Uint8Array, { blob, start }: Gap): Promise<void> => {
  const read = new Uint8Array(await blob.arrayBuffer());
  if (read.length !== blob.size) throw new Error('a Blob has another size than it said');
  bytes.set(read, start);
};

/** The message, once what is in its Blobs is there. They are read at once, whoever waits for the message. */
const filled = (bytes: Uint8Array<ArrayBuffer>, gaps: readonly Gap[]): Observable<Uint8Array<ArrayBuffer>> => {
  const filled$ = new ReplaySubject<Uint8Array<ArrayBuffer>>(1);
  from(Promise.all(gaps.map((gap) => fill(bytes, gap))))
    .pipe(map(() => bytes))
    .subscribe(filled$);
  return filled$.asObservable();
};

/**
 * `binary`, and `binary-utf8`, which differs in nothing: PeerJS's BinaryPack, byte for byte where that is right. What the
 * wire can say arrives as it was, to the last bit of a number; a Date as its text, a typed array and a Blob as their bytes,
 * all bytes as ArrayBuffers, or as Uint8Arrays if that is asked for.
 *
 * `encode` throws at what BinaryPack has no form for, and says where that is; `decode` at bytes that are not one value.
 */
export const createBinaryPack = ({ bytes: bytesAs = 'copies' }: BinaryPackOptions = {}): MessageCodec => {
  const reader = new Reader(bytesAs);
  const idle: Writer[] = [];

  /** A getter in the value may send something itself: that is written by another writer. */
  const write = (value: unknown): ReturnType<Writer['write']> => {
    const writer = idle.pop() ?? new Writer();
    try {
      return writer.write(value);
    } catch (error) {
      writer.abandon();
      throw explained(value, error);
    } finally {
      idle[0] = writer;
    }
  };

  return {
    framing: 'chunks',
    chunks: { write: writeChunk },
    bytes: bytesAs === 'views' ? VIEWED_BYTES : bytesForm,
    batches: {
      write: writeBatch,
      head: BATCH,
      read: (frame, tell) => {
        reader.readAll(frame, 1, tell);
      },
    },
    encode: (value) => {
      const { bytes, gaps } = write(value);
      return gaps.length > 0 ? filled(bytes, gaps) : bytes;
    },
    decode: (frame) => reader.read(expectBytes(frame)),
  };
};
