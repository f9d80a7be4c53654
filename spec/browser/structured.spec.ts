import type { PeerOptions } from 'rxpeer';
import { createMsgPack } from 'rxpeer/msgpack';
import { createStructured } from 'rxpeer/structured';
import { useBench } from '../support/browser/bench.js';
import { isBytes, patterned } from '../support/browser/bytes.js';
import { couple } from '../support/browser/couple.js';
import { next, nextMany } from '../support/browser/wait.js';

const OPTIONS: PeerOptions = { serializers: { structured: createStructured, MsgPack: createMsgPack } };

/** Of newer browsers. */
const Half = Reflect.get(globalThis, 'Float16Array') as
  (new (numbers: readonly number[]) => ArrayBufferView) | undefined;

describe('serializations from entries of their own', () => {
  const bench = useBench();

  it('structured: what arrives is what was sent', async () => {
    const { here, there } = await couple(bench, { serialization: 'structured', reliable: true }, OPTIONS);
    const circle: { self?: unknown } = {};
    circle.self = circle;
    const values: readonly unknown[] = [
      new Date(0),
      new Map([['key', new Set([1, 'two', 3n])]]),
      [undefined, -0, NaN, 2n ** 100n],
      [Int16Array.of(-1), Float64Array.of(1.1), new DataView(Uint8Array.of(1, 2).buffer), Uint8Array.of(1).buffer],
      ...(Half ? [new Half([1.5, -2])] : []),
      new RangeError('ranged', { cause: new TypeError('typed') }),
    ];
    const large = { long: 'x'.repeat(1_000_000), bytes: patterned(1_000_000) };
    const arrived = nextMany(there.data$, values.length + 2);
    for (const value of [...values, large, circle]) here.send(value);
    const heard = await arrived;
    expect(heard.slice(0, -2)).toEqual([...values]);
    const { bytes, ...rest } = heard.at(-2) as typeof large;
    expect(rest).toEqual({ long: large.long });
    expect(isBytes(bytes, large.bytes)).toBe(true);
    const round = heard.at(-1) as { readonly self: unknown };
    expect(round.self).toBe(round);
  });

  for (const serialization of ['structured', 'MsgPack']) {
    for (const reliable of [true, false]) {
      it(`${serialization}: a flush delivers 5 MB, ${reliable ? 'reliable' : 'unreliable'}`, async () => {
        const { here, there } = await couple(bench, { serialization, reliable }, OPTIONS);
        const bytes = patterned(50_000);
        const arrived = nextMany(there.data$, 100);
        const closed = Promise.all([next(here.close$), next(there.close$)]);
        for (let n = 0; n < 100; n += 1) here.send({ bytes });
        here.close({ flush: true });
        const heard = (await arrived) as readonly { readonly bytes: unknown }[];
        expect(heard.map((value) => isBytes(value.bytes, bytes))).toEqual(Array<boolean>(100).fill(true));
        await closed;
      });
    }
  }
});
