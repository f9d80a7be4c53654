import { concat, concatMap, map, of } from 'rxjs';
import { ofKind } from '../../../lib/core/operators/of-kind.js';
import { createBinaryPack } from '../../../lib/serialization/binary-pack/binary-pack.js';
import { decode } from '../../../lib/serialization/decode.js';
import { encode } from '../../../lib/serialization/encode.js';
import { legible } from '../../support/legible.js';

const bytes = Uint8Array.of(1, 2, 3);

describe('BinaryPack that hands out views', () => {
  const codec = createBinaryPack({ bytes: 'views' });
  const value = { a: bytes, list: [bytes.buffer, new ArrayBuffer(0), 'text'] };
  const frame = (codec.encode(value) as Uint8Array<ArrayBuffer>).slice().buffer;

  it('writes the same bytes', () => {
    expect(legible(frame)).toEqual(legible((createBinaryPack().encode(value) as Uint8Array).slice().buffer));
  });

  it('shows the bytes of a value where they have come', () => {
    const read = codec.decode(frame) as { a: Uint8Array; list: unknown[] };
    expect(legible(read)).toEqual(legible({ a: bytes, list: [bytes, new Uint8Array(0), 'text'] }));
    expect(read.a.buffer).toBe(frame);
  });

  it('does so however the bytes travel: alone, in several chunks, in a batch', () => {
    const large = Uint8Array.from({ length: 3_000 }, (_, index) => index % 251);
    const sent$ = of(bytes, large, [large]).pipe(map((value) => ({ kind: 'value', value }) as const));
    const frame$ = sent$.pipe(
      encode({ codec, maxMessageSize: () => 1_100 }),
      ofKind('frames'),
      concatMap(({ frames }) => frames),
      map((frame) => (frame as Uint8Array).slice().buffer),
    );
    const batch = codec.batches?.write([codec.encode([bytes]) as Uint8Array<ArrayBuffer>]) as Uint8Array<ArrayBuffer>;
    const arrived: unknown[] = [];
    concat(frame$, of(batch.buffer))
      .pipe(decode({ codec }), ofKind('data'))
      .subscribe(({ value }) => arrived.push(value));
    expect(legible(arrived)).toEqual(legible([bytes, large, [large], [bytes]]));
  });

  it.each(['views', 'copies'] as const)('reads a batch that lies in the midst of other memory: %s', (form) => {
    const { batches, encode: encoded, decode: decoded } = createBinaryPack({ bytes: form });
    const messages = [[bytes], 1.5, { text: 'x', number: 70_000 }].map(
      (each) => (encoded(each) as Uint8Array<ArrayBuffer>).slice(), // or it would lie in the midst of a page
    );
    const batch = batches?.write(messages) as Uint8Array;
    const memory = new Uint8Array(batch.length + 20).fill(0xc1);
    memory.set(batch, 7);

    const arrived: unknown[] = [];
    batches?.read(memory.subarray(7, 7 + batch.length), (each, size) => arrived.push([each, size]));
    expect(legible(arrived)).toEqual(legible(messages.map((message) => [decoded(message.buffer), message.length])));
  });
});
