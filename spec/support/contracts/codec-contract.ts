import { firstValueFrom, isObservable } from 'rxjs';
import type { IncomingFrame, OutgoingFrame } from '../../../lib/ports/data-channel.js';
import type { Codec } from '../../../lib/serialization/codec.js';
import { chunkEnvelope, classify, closeEnvelope, valueEnvelope } from '../../../lib/serialization/envelope.js';
import { legible } from '../legible.js';

/** What a codec must be able to do, and what not. */
export interface CodecExamples {
  /** Arrive as they were sent. */
  readonly travel: readonly unknown[];
  /** Arrive as something else: sent, received. */
  readonly become: readonly (readonly [sent: unknown, received: unknown])[];
  /** Cannot be sent. */
  readonly refused: readonly unknown[];
  /** Cannot be read. */
  readonly unreadable: readonly IncomingFrame[];
}

/** A frame as it comes out at the other end. */
const carried = async (frame: OutgoingFrame): Promise<IncomingFrame> => {
  if (typeof frame === 'string') return frame;
  if (frame instanceof Blob) return frame.arrayBuffer();
  if (!ArrayBuffer.isView(frame)) return frame.slice(0);
  return new Uint8Array(frame.buffer, frame.byteOffset, frame.byteLength).slice().buffer;
};

const throughCodec = async (codec: Codec, value: unknown): Promise<unknown> => {
  const encoded = codec.encode(value);
  return codec.decode(await carried(isObservable(encoded) ? await firstValueFrom(encoded) : encoded));
};

const titleOf = (value: unknown, index: number): string =>
  `${String(index + 1)}: ${typeof value} ${Object.prototype.toString.call(value)}`;

/** What every codec keeps, for Jest and for Jasmine. */
export const codecContract = (name: string, create: () => Codec, examples: CodecExamples): void => {
  describe(`${name} keeps the contract of codecs`, () => {
    examples.travel.forEach((value, index) => {
      it(`carries example ${titleOf(value, index)}`, async () => {
        expect(legible(await throughCodec(create(), value))).toEqual(legible(value));
      });
    });

    examples.become.forEach(([sent, received], index) => {
      it(`turns example ${titleOf(sent, index)} into what it should`, async () => {
        expect(legible(await throughCodec(create(), sent))).toEqual(legible(received));
      });
    });

    examples.refused.forEach((value, index) => {
      it(`refuses example ${titleOf(value, index)}`, () => {
        expect(() => create().encode(value)).toThrow();
      });
    });

    examples.unreadable.forEach((frame, index) => {
      it(`cannot read example ${titleOf(frame, index)}`, () => {
        const codec = create();
        expect(() => codec.decode(frame)).toThrow();
        expect(Object.keys(Object.prototype)).toEqual([]);
      });
    });

    it('carries one value after the other', async () => {
      const codec = create();
      for (const value of [...examples.travel, ...examples.travel]) {
        expect(legible(await throughCodec(codec, value))).toEqual(legible(value));
      }
    });

    if (create().framing !== 'bare') {
      it('carries the envelope that closes, and the one that guards a value', async () => {
        for (const after of [0, 7]) {
          expect(classify(await throughCodec(create(), closeEnvelope(after)))).toEqual({ kind: 'close', after });
        }
        const value = { __peerData: 'mine' };
        expect(classify(await throughCodec(create(), valueEnvelope(value)))).toEqual({ kind: 'value', value });
      });
    }

    if (create().framing === 'chunks') {
      it('encodes chunks at once, and carries them', async () => {
        const data = Uint8Array.of(1, 2, 3);
        expect(isObservable(create().encode(chunkEnvelope(7, 1, 2, data)))).toBe(false);
        const arrived = classify(await throughCodec(create(), chunkEnvelope(7, 1, 2, data)));
        expect(legible(arrived)).toEqual(legible({ kind: 'chunk', id: 7, n: 1, total: 2, data }));
      });
    }
  });
};
