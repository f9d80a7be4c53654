import { Subject } from 'rxjs';
import { pack, type Packable } from 'peerjs-js-binarypack';
import { PeerError } from '../../lib/core/errors.js';
import { createBinaryPack } from '../../lib/serialization/binary-pack/binary-pack.js';
import { chunk } from '../../lib/serialization/chunk.js';
import type { Codec } from '../../lib/serialization/codec.js';
import { decode, type Decoded } from '../../lib/serialization/decode.js';
import { closeEnvelope, valueEnvelope } from '../../lib/serialization/envelope.js';
import { createJson } from '../../lib/serialization/json.js';
import { createMsgPack } from '../../lib/serialization/msgpack/msgpack.js';
import { createStructured } from '../../lib/serialization/structured/structured.js';
import { quickly } from './quickly.js';

const binaryPack = createBinaryPack();

/** Frames to try, of each kind. */
const ROUNDS = 5_000;

/** Another each time; a failure is repeated by `FUZZ_SEED=… npx jest decode.fuzz`. */
const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 32);

/** Pseudo-random integers below a bound (mulberry32). */
const randomFrom = (start: number): ((bound: number) => number) => {
  const state = { value: start >>> 0 };
  return (bound) => {
    state.value = (state.value + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state.value ^ (state.value >>> 15), state.value | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
};

const values: readonly Packable[] = [
  { id: 1, name: 'a name', list: [1, -2, 3.5, null, true], nested: { deep: { deeper: [new ArrayBuffer(20)] } } },
  Array.from({ length: 40 }, (_, index) => ({ index, text: 'x'.repeat(index) })),
  { __proto: 1, constructor_: { prototype_: [] } },
  closeEnvelope() as Packable,
  valueEnvelope([1, 2]) as Packable,
  ...([...chunk(new Uint8Array(50), 1, 20)] as unknown as Packable[]),
];

/** Bytes that mean much to BinaryPack: sizes, containers, ends. */
const SPICE = [0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc1, 0xc4, 0xcb, 0xd4, 0xd9, 0xdb, 0xdd, 0xdf, 0xff];

const mutated = (frame: Uint8Array, random: (bound: number) => number): Uint8Array<ArrayBuffer> => {
  const bytes = [...frame];
  for (let change = random(4); change >= 0; change -= 1) {
    const position = random(bytes.length + 1);
    const byte = random(2) === 0 ? (SPICE[random(SPICE.length)] ?? 0) : random(256);
    switch (random(5)) {
      case 0:
        bytes.splice(position, 1);
        break;
      case 1:
        bytes.splice(position, 0, byte);
        break;
      case 2:
        bytes.length = position;
        break;
      case 3:
        bytes.splice(position, 0, ...[...'\u00b9__proto__\u0081'].map((letter) => letter.charCodeAt(0)));
        break;
      default:
        bytes[position] = byte;
    }
  }
  return Uint8Array.from(bytes);
};

const noise = (random: (bound: number) => number): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length: random(64) }, () => random(256));

/** The last of what is sent: whatever came before, it arrives. */
const LAST = 'the last one';

const decoded = (codec: Codec, frames: readonly Uint8Array<ArrayBuffer>[]): Decoded[] => {
  const outputs: Decoded[] = [];
  const last = codec.encode(LAST) as Uint8Array<ArrayBuffer>;
  const frame$ = new Subject<ArrayBuffer>();
  frame$.pipe(decode({ codec, limit: 1_000 })).subscribe({
    next: (output) => outputs.push(output),
    error: () => {
      throw new Error('the stream must not err');
    },
  });
  for (const frame of [...frames, last]) {
    quickly(frame, () => {
      frame$.next(new Uint8Array(frame).buffer); // msgpackr gives a Buffer, whose slice is no copy
    });
  }
  frame$.complete();
  return outputs;
};

const prototypes = [Object.prototype, Array.prototype, Function.prototype];
const keysOfPrototypes = (): unknown => prototypes.map((prototype) => Reflect.ownKeys(prototype));

/** Every object in it stands on a prototype that it should stand on. */
const isPlain = (value: unknown): boolean => {
  if (
    typeof value !== 'object' ||
    value === null ||
    value instanceof ArrayBuffer ||
    value instanceof Date ||
    ArrayBuffer.isView(value)
  )
    return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return (prototype === Object.prototype || prototype === Array.prototype) && Object.values(value).every(isPlain);
};

const check = (outputs: readonly Decoded[]): void => {
  for (const output of outputs) {
    if (output.kind === 'failed') expect(output.error).toBeInstanceOf(PeerError);
    if (output.kind === 'data') expect(isPlain(output.value)).toBe(true);
  }
  expect(outputs.at(-1)).toMatchObject({ kind: 'data', value: LAST });
};

describe(`decode, fed with nonsense (FUZZ_SEED=${String(seed)})`, () => {
  const before = keysOfPrototypes();

  afterEach(() => {
    expect(keysOfPrototypes()).toEqual(before);
  });

  const frames = values.map((value) => new Uint8Array(pack(value) as ArrayBuffer));
  const batch = binaryPack.batches?.write(frames.slice(0, 3).map((frame) => frame.slice())) as Uint8Array;
  const anyOf = (some: readonly Uint8Array[], random: (bound: number) => number): Uint8Array =>
    some[random(some.length)] as Uint8Array;
  const anyFrame = (random: (bound: number) => number): Uint8Array => anyOf([...frames, batch], random);

  it.each([
    ['BinaryPack', binaryPack],
    ['BinaryPack with views', createBinaryPack({ bytes: 'views' })],
  ])('survives %s gone wrong', (_, codec) => {
    const random = randomFrom(seed);
    check(
      decoded(
        codec,
        Array.from({ length: ROUNDS }, () => mutated(anyFrame(random), random)),
      ),
    );
  });

  it('survives structured gone wrong', () => {
    const random = randomFrom(seed);
    const codec = createStructured();
    const good = [...values, [new Map([[1, new Set([2n, -0])]]), new Date(0), /r/, new Error('e'), Int16Array.of(1)]];
    const texts = good.map((value) => codec.encode(value) as Uint8Array);
    const outputs = decoded(
      codec,
      Array.from({ length: ROUNDS }, () => mutated(anyOf(texts, random), random)),
    );
    for (const output of outputs) if (output.kind === 'failed') expect(output.error).toBeInstanceOf(PeerError);
    expect(outputs.at(-1)).toMatchObject({ kind: 'data', value: LAST });
  });

  it('survives MsgPack gone wrong, up to where nobody knows how to go on', () => {
    const random = randomFrom(seed);
    const seen = { data: 0, failed: 0, broken: 0, 'close-requested': 0 };
    for (let round = 0; round < ROUNDS / 5; round += 1) {
      const codec = createMsgPack();
      const sendable = values.slice(0, 2).map((value) => codec.encode(value) as Uint8Array);
      const outputs = decoded(
        codec,
        Array.from({ length: 3 }, () => mutated(anyOf(sendable, random), random)),
      );
      for (const output of outputs) {
        seen[output.kind] += 1;
        if (output.kind === 'failed') expect(output.error).toBeInstanceOf(PeerError);
      }
      expect(outputs.slice(0, -1).filter(({ kind }) => kind === 'broken')).toEqual([]);
    }
    expect(Math.min(seen.data, seen.broken)).toBeGreaterThan(0);
  });

  it('survives noise', () => {
    const random = randomFrom(seed);
    check(
      decoded(
        binaryPack,
        Array.from({ length: ROUNDS }, () => noise(random)),
      ),
    );
  });

  it('survives JSON gone wrong', () => {
    const random = randomFrom(seed);
    const json = createJson();
    const texts = values.map((value) => new TextEncoder().encode(JSON.stringify(value)));
    const pieces = [...chunk(new Uint8Array(50), 1, 20)].map((envelope) => json.chunks?.write(envelope) as Uint8Array);
    const anyText = (): Uint8Array => anyOf([...texts, ...pieces, ...frames], random);
    check(
      decoded(
        json,
        Array.from({ length: ROUNDS }, () => mutated(anyText(), random)),
      ),
    );
  });

  it('survives chunks whose contents went wrong', () => {
    const random = randomFrom(seed);
    const chunked = Array.from({ length: ROUNDS / 5 }, (_, id) => {
      const whole = mutated(anyFrame(random), random);
      return [...chunk(whole, id + 1, 1 + random(50))].map((envelope) => {
        return new Uint8Array(pack(envelope as unknown as Packable) as ArrayBuffer);
      });
    });
    check(decoded(binaryPack, chunked.flat()));
  });
});
