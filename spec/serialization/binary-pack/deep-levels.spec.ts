import { unpack } from 'peerjs-js-binarypack';
import { isSame } from '../../support/binary-values.js';
import { codec, through, written } from './through.js';

/** Deeper than what is written and read by recursion. */
const LEVELS = 150;

/** What stands before a value that so many arrays of one are around. */
const HEADERS = new Uint8Array(LEVELS).fill(0x91);

const around = (value: unknown): unknown => Array.from({ length: LEVELS }).reduce((inner) => [inner], value);
const inside = (value: unknown): unknown =>
  Array.from({ length: LEVELS }).reduce((outer) => (outer as readonly unknown[])[0], value);

const array = (size: number): readonly unknown[] => Array.from({ length: size }, (_, index) => [index]);
const object = (size: number): unknown =>
  Object.fromEntries(Array.from({ length: size }, (_, index) => [`key${String(index)}`, { index }]));

// On the way by recursion, which the other specs hold against the oracle, and on the way below it the same is said.
describe(`what BinaryPack says ${String(LEVELS)} levels down`, () => {
  it.each<readonly [string, unknown]>([
    ['an empty array', []],
    ['an array of 15', array(15)],
    ['an array of 16', array(16)],
    ['an array of 65,535', array(65_535)],
    ['an array of 65,536', array(65_536)],
    ['an empty object', {}],
    ['an object of 15', object(15)],
    ['an object of 16', object(16)],
    ['an object of 65,535', object(65_535)],
    ['an object of 65,536', object(65_536)],
    ['numbers and text', [1, -1, 1.5, 2 ** 40, 'text', 'ü', '']],
    ['nothing', [null, undefined, true, false]],
    ['bytes', [Uint8Array.of(1, 2, 3).buffer, new ArrayBuffer(0), Uint8Array.of(1, 2, 3)]],
    ['a Date', { at: new Date(0) }],
    ['no prototype', Object.assign(Object.create(null) as object, { a: [1] })],
    ['a key called __proto__', JSON.parse('{"__proto__":{"a":[1]}}')],
  ])('is what it is above: %s', (_, value) => {
    expect(Buffer.compare(written(around(value)), Buffer.concat([HEADERS, written(value)]))).toBe(0);
    expect(isSame(inside(through(around(value))), through(value))).toBe(true);
  });

  it.each([
    ['an array that claims more than there is', [0xdc, 0xff, 0xff, 1]],
    ['an array whose size of 32 bits does', [0xdd, 0xff, 0xff, 0xff, 0xff, 1]],
    ['an object that does', [0xde, 0xff, 0xff, 0xb1, 0x61, 1]],
    ['an object whose size of 32 bits does', [0xdf, 0xff, 0xff, 0xff, 0xff, 0xb1, 0x61, 1]],
    ['a size that is cut off', [0xdd, 0, 0]],
    ['nothing', []],
  ])('refuses %s', (_, frame) => {
    const bytes = Uint8Array.from([...HEADERS, ...frame]);
    expect(() => codec.decode(bytes.buffer)).toThrow('cut off');
  });

  it.each([
    ['arrays', [0x91]],
    ['arrays whose size takes 16 bits', [0xdc, 0, 1]],
    ['arrays whose size takes 32 bits', [0xdd, 0, 0, 0, 1]],
    ['objects', [0x81, 0xb1, 0x61]],
    ['objects whose size takes 16 bits', [0xde, 0, 1, 0xb1, 0x61]],
    ['objects whose size takes 32 bits', [0xdf, 0, 0, 0, 1, 0xb1, 0x61]],
  ])('reads a hundred thousand levels of %s', (_, header) => {
    const bytes = new Uint8Array(100_000 * header.length + 1); // the last byte is 0, a number
    for (let at = 0; at + 1 < bytes.length; at += header.length) bytes.set(header, at);
    let [levels, at] = [0, codec.decode(bytes.buffer)];
    for (; typeof at === 'object'; levels += 1) [at] = Object.values(at as object) as unknown[];
    expect([levels, at]).toEqual([100_000, 0]);
  });

  it('takes no memory for what arrays only say that they have', () => {
    const bytes = new Uint8Array(1_000_000);
    bytes.set(HEADERS);
    const claim = [0xdd, 0, 0x0e, 0, 0]; // 917,504 elements, for which there are bytes once
    for (let n = 0; n < 50; n += 1) bytes.set(claim, LEVELS + n * claim.length);
    const before = process.memoryUsage().rss;
    expect(() => codec.decode(bytes.buffer)).toThrow('cut off');
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 2 ** 20); // of 50 times 7 MiB
  });

  it('is read by the oracle too', () => {
    const value = { list: array(20), more: object(20), text: 'x'.repeat(70_000) };
    expect(inside(unpack(written(around(value)).slice().buffer))).toEqual(value);
  });
});
