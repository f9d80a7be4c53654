import { Decoder, encode } from '@msgpack/msgpack';
import { PeerError } from '../../../lib/core/errors.js';
import { createMsgPack } from '../../../lib/serialization/msgpack/msgpack.js';
import { legible } from '../../support/legible.js';
import { Random } from '../../support/random.js';
import { keysOfPrototypes, mutated, noise } from './mutate.js';
import { hex, joined, shortSamples } from './samples.js';
import { quickly } from '../quickly.js';

/** Frames to try, of each kind. */
const ROUNDS = 30_000;

/** Another each time; a failure is repeated by `FUZZ_SEED=… npx jest msgpack.fuzz`. */
const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 32);

const frames = [
  ...shortSamples,
  { id: 1, name: 'a name', list: [1, -2, 3.5, null, true], nested: { deep: { deeper: [new Uint8Array(20)] } } },
  Array.from({ length: 20 }, (_, index) => ({ index, text: 'x'.repeat(index), at: new Date(index) })),
  { __peerData: { type: 'close' } },
].map((value) => joined(encode(value)));

type Outcome = { readonly value: unknown } | { readonly error: unknown };

const outcome = (work: () => unknown): Outcome => {
  try {
    return { value: work() };
  } catch (error) {
    return { error };
  }
};

/** Theirs, kept from making room for what is not there. */
const theirs = (bytes: Uint8Array): Outcome =>
  outcome(() => new Decoder({ maxArrayLength: bytes.length, maxMapLength: bytes.length }).decode(bytes));

const checkDecode = (bytes: Uint8Array<ArrayBuffer>): void => {
  const ours = quickly(bytes, () => outcome(() => createMsgPack().decode(bytes.buffer)));
  const other = theirs(bytes);
  if ('error' in ours) {
    expect(ours.error).toBeInstanceOf(Error);
    if (!('error' in other)) throw new Error(`refused, though it can be read: ${hex(bytes)}`);
  } else if ('error' in other) throw new Error(`read, though it makes no sense: ${hex(bytes)}`);
  else expect(legible(ours.value)).toEqual(legible(other.value));
};

const checkSplit = (bytes: Uint8Array<ArrayBuffer>, cut: number): void => {
  const given = (...pieces: readonly Uint8Array<ArrayBuffer>[]): unknown => {
    const splitter = createMsgPack().split(10_000);
    const values: string[] = [];
    try {
      for (const piece of pieces) for (const value of splitter(joined(piece).buffer)) values.push(hex(value));
    } catch (error) {
      if (!(error instanceof PeerError)) expect((error as Error).message).toMatch(/0xc1|levels/);
      values.push((error as Error).message);
    }
    return values.join();
  };
  const whole = quickly(bytes, () => given(bytes));
  if (quickly(bytes, () => given(bytes.subarray(0, cut), bytes.subarray(cut))) !== whole) {
    throw new Error(`differs when it is cut at ${String(cut)}: ${hex(bytes)}`);
  }
};

describe(`MsgPack, fed with nonsense (FUZZ_SEED=${String(seed)})`, () => {
  const before = keysOfPrototypes();

  afterEach(() => {
    expect(keysOfPrototypes()).toEqual(before);
  });

  it('reads what @msgpack/msgpack reads, and nothing else', () => {
    const random = new Random(seed);
    for (let round = 0; round < ROUNDS; round += 1) checkDecode(mutated(random.pick(frames), random));
  });

  it('survives noise', () => {
    const random = new Random(seed);
    for (let round = 0; round < ROUNDS; round += 1) checkDecode(noise(random));
  });

  it('splits the same however the bytes are cut', () => {
    const random = new Random(seed);
    for (let round = 0; round < ROUNDS; round += 1) {
      const bytes = mutated(joined(random.pick(frames), random.pick(frames)), random);
      checkSplit(bytes, random.next(bytes.length + 1));
    }
  });
});
