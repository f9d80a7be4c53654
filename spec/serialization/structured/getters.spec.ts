import { createStructured } from '../../../lib/serialization/structured/structured.js';

describe('structured, getters', () => {
  it.each<readonly [string, (get: () => number) => unknown, (value: unknown) => unknown]>([
    ['of an object', (get) => ({ get n() { return get(); } }), (value) => (value as { n: number }).n], // prettier-ignore
    [
      'of an array',
      (get) => Object.defineProperty([0], 0, { get, enumerable: true }),
      (value) => (value as [number])[0],
    ],
    [
      'of a class',
      (get) => Object.defineProperty(new (class A {})(), 'n', { get, enumerable: true }),
      (value) => (value as { n: number }).n,
    ],
  ])('are asked once: %s', (_, make, read) => {
    const asked = { times: 0 };
    const value = make(() => (asked.times += 1));
    const codec = createStructured();
    const frame = Uint8Array.from(codec.encode(value) as Uint8Array);
    expect([asked.times, read(codec.decode(frame.buffer))]).toEqual([1, 1]);
  });
});
