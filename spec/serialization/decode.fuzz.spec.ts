import { of } from 'rxjs';
import { pack, type Packable } from 'peerjs-js-binarypack';
import { PeerError } from '../../lib/core/errors.js';
import { createBinaryPack } from '../../lib/serialization/binary-pack/binary-pack.js';
import { chunk } from '../../lib/serialization/chunk.js';
import type { Codec } from '../../lib/serialization/codec.js';
import { decode, type Decoded } from '../../lib/serialization/decode.js';
import { closeEnvelope, valueEnvelope } from '../../lib/serialization/envelope.js';
import { createJson } from '../../lib/serialization/json.js';

const binaryPack = createBinaryPack();

/** Frames to try, of each kind. */
const ROUNDS = 5_000;

/** Milliseconds that all of them may take; far above what they do, far below a frame that makes the reader hang. */
const DEADLINE = 30_000;

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

const decoded = (codec: Codec, frames: readonly Uint8Array<ArrayBuffer>[]): Decoded[] => {
  const outputs: Decoded[] = [];
  of(...frames.map((frame) => frame.buffer))
    .pipe(decode({ codec, limit: 1_000 }))
    .subscribe((output) => outputs.push(output));
  return outputs;
};

const prototypes = [Object.prototype, Array.prototype, Function.prototype];
const keysOfPrototypes = (): unknown => prototypes.map((prototype) => Reflect.ownKeys(prototype));

/** Every object in it stands on a prototype that it should stand on. */
const isPlain = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null || value instanceof ArrayBuffer) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return (prototype === Object.prototype || prototype === Array.prototype) && Object.values(value).every(isPlain);
};

const check = (outputs: readonly Decoded[]): void => {
  for (const output of outputs) {
    if (output.kind === 'failed') expect(output.error).toBeInstanceOf(PeerError);
    if (output.kind === 'data') expect(isPlain(output.value)).toBe(true);
  }
};

describe(`decode, fed with nonsense (FUZZ_SEED=${String(seed)})`, () => {
  const before = keysOfPrototypes();

  afterEach(() => {
    expect(keysOfPrototypes()).toEqual(before);
  });

  const frames = values.map((value) => new Uint8Array(pack(value) as ArrayBuffer));
  const anyFrame = (random: (bound: number) => number): Uint8Array => frames[random(frames.length)] as Uint8Array;

  it(
    'survives BinaryPack gone wrong',
    () => {
      const random = randomFrom(seed);
      check(
        decoded(
          binaryPack,
          Array.from({ length: ROUNDS }, () => mutated(anyFrame(random), random)),
        ),
      );
    },
    DEADLINE,
  );

  it(
    'survives noise',
    () => {
      const random = randomFrom(seed);
      check(
        decoded(
          binaryPack,
          Array.from({ length: ROUNDS }, () => noise(random)),
        ),
      );
    },
    DEADLINE,
  );

  it(
    'survives JSON gone wrong',
    () => {
      const random = randomFrom(seed);
      const texts = values.map((value) => new TextEncoder().encode(JSON.stringify(value)));
      const anyText = (): Uint8Array => texts[random(texts.length)] as Uint8Array;
      check(
        decoded(
          createJson(),
          Array.from({ length: ROUNDS }, () => mutated(anyText(), random)),
        ),
      );
    },
    DEADLINE,
  );

  it(
    'survives chunks whose contents went wrong',
    () => {
      const random = randomFrom(seed);
      const chunked = Array.from({ length: ROUNDS / 5 }, (_, id) => {
        const whole = mutated(anyFrame(random), random);
        return [...chunk(whole, id + 1, 1 + random(50))].map((envelope) => {
          return new Uint8Array(pack(envelope as unknown as Packable) as ArrayBuffer);
        });
      });
      check(decoded(binaryPack, chunked.flat()));
    },
    DEADLINE,
  );
});
