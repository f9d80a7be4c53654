import { firstValueFrom } from 'rxjs';
import { readBlobs } from '../../../lib/serialization/binary-pack/read-blobs.js';
import { legible } from '../../support/legible.js';

const read = async (value: unknown): Promise<unknown> => {
  const read$ = readBlobs(value);
  if (!read$) throw new Error('no Blob found');
  return firstValueFrom(read$);
};

const ab = Uint8Array.of(97, 98);

describe('readBlobs', () => {
  it('has nothing to do where there is no Blob', () => {
    const values = [
      null,
      undefined,
      1,
      'text',
      [],
      {},
      [1, [{ a: ab }]],
      new Date(0),
      new ArrayBuffer(1),
      () => 1,
      new Map(),
    ];
    for (const value of values) expect(readBlobs(value)).toBe(undefined);
  });

  it('puts the bytes of each Blob in its place', async () => {
    const blob = new Blob(['ab']);
    expect(legible(await read(blob))).toEqual(legible(ab));
    expect(legible(await read([1, { blob, file: new File(['c'], 'name') }, blob]))).toEqual(
      legible([1, { blob: ab, file: Uint8Array.of(99) }, ab]),
    );
  });

  it('takes the rest as it is at the call', async () => {
    const value = { blob: new Blob(['ab']), list: [1], bytes: Uint8Array.of(1), buffer: Uint8Array.of(1).buffer };
    const reading = read(value);
    value.list.push(2);
    value.bytes.fill(9);
    new Uint8Array(value.buffer).fill(9);
    const bytes = Uint8Array.of(1);
    expect(legible(await reading)).toEqual(legible({ blob: ab, list: [1], bytes, buffer: bytes.buffer }));
  });

  it('leaves alone what is decided later: prototypes, dates, views that are no arrays', async () => {
    class Thing {
      readonly blob = new Blob(['ab']);
    }
    expect(Object.getPrototypeOf(await read(new Thing()))).toBe(Thing.prototype);
    const bare = Object.assign(Object.create(null) as object, { blob: new Blob([]) });
    expect(Object.getPrototypeOf(await read(bare))).toBe(null);
    const date = new Date(0);
    const view = new DataView(new ArrayBuffer(1));
    const copy = (await read([date, view, new Blob([])])) as unknown[];
    expect(copy[0]).toBe(date);
    expect(copy[1]).toBe(view);
  });

  it('gives the result to whoever comes, also late, and keeps a failure until then', async () => {
    const gone = new Blob(['ab']);
    gone.arrayBuffer = () => Promise.reject(new Error('the file is gone'));
    const failing$ = readBlobs([gone]);
    const reading$ = readBlobs([new Blob(['ab'])]);
    await new Promise((resolve) => setTimeout(resolve));
    if (!failing$ || !reading$) throw new Error('no Blob found');
    await expect(firstValueFrom(failing$)).rejects.toThrow('the file is gone');
    expect(legible(await firstValueFrom(reading$))).toEqual(legible([ab]));
    expect(legible(await firstValueFrom(reading$))).toEqual(legible([ab]));
  });

  it('overflows on cycles, for the caller to explain', () => {
    const cycle: unknown[] = [];
    cycle.push(cycle);
    expect(() => readBlobs(cycle)).toThrow(RangeError);
    expect(() => readBlobs([new Blob([]), cycle])).toThrow(RangeError);
  });
});
