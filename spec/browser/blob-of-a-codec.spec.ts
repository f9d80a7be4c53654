import type { Codec } from 'rxpeer';
import { useBench } from '../support/browser/bench.js';
import { couple } from '../support/browser/couple.js';
import { nextMany } from '../support/browser/wait.js';

describe('a Blob that a codec of the application hands on', () => {
  const bench = useBench();

  it('is not overtaken', async () => {
    const plain: Codec = { framing: 'bare', encode: (value) => value as Blob, decode: (frame) => frame };
    const { here, there } = await couple(bench, { reliable: true, serialization: 'plain' }, { serializers: { plain } });
    const arrived = nextMany(there.data$, 4);
    for (const value of [new Blob(['a'.repeat(100_000)]), 'b', new Blob(['c'.repeat(50_000)]), 'd']) here.send(value);
    const sizes = (await arrived).map((value) =>
      typeof value === 'string' ? value : (value as ArrayBuffer).byteLength,
    );
    expect(sizes).toEqual([100_000, 'b', 50_000, 'd']);
  });
});
