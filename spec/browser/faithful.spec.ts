import type { DataConnection } from 'rxpeer';
import { useBench } from '../support/browser/bench.js';
import { couple } from '../support/browser/couple.js';
import { nextError, nextMany } from '../support/browser/wait.js';
import { legible } from '../support/legible.js';

/** Arrays in arrays, so many levels deep. */
const nested = (levels: number): unknown =>
  Array.from({ length: levels - 1 }).reduce<unknown[]>((inner) => [inner], []);

/** How many levels an array has that `nested` has made. */
const depthOf = (value: unknown): number => {
  let levels = 0;
  for (let at = value; Array.isArray(at); at = (at as readonly unknown[])[0]) levels += 1;
  return levels;
};

const bare = (properties: object): object => Object.assign(Object.create(null) as object, properties);

const holdingItself = (): object => {
  const user: Record<string, unknown> = { name: 'a' };
  user['tags'] = [{ of: user }];
  return { user };
};

/** The inputs of which BinaryPack 2.1.0 makes something else, or nothing (peerjs-facts.md, section 2). */
const NUMBERS = [
  [-2_147_483_649, -123_456_789_012, -Number.MAX_SAFE_INTEGER],
  [0.499_999_999_999_999_94, 0.999_999_999_999_999_9, 1023.999_999_999_999_9, -7.999_999_999_999_999],
  [NaN, 5e-324, -5e-324, 2.225_073_858_507_201e-308],
  [Infinity, -Infinity, 1e20, 1e308, Number.MAX_VALUE, -Number.MAX_VALUE],
  [2 ** 53, 2 ** 63, 2 ** 64, -0],
];

describe('what BinaryPack says between two RxPeers', () => {
  const bench = useBench();

  const exchanged = async (...values: readonly unknown[]): Promise<unknown[]> => {
    const { here, there } = await couple(bench, { reliable: true });
    const arrived = nextMany(there.data$, values.length);
    for (const value of values) here.send(value);
    return arrived;
  };

  it('is every number, to the last bit', async () => {
    const numbers = NUMBERS.flat();
    const arrived = await exchanged(...numbers, numbers);
    expect(arrived.slice(0, -1).every((value, index) => Object.is(value, numbers[index]))).toBe(true);
    expect((arrived.at(-1) as unknown[]).every((value, index) => Object.is(value, numbers[index]))).toBe(true);
  });

  it('is nothing at all, and undefined in its place', async () => {
    const values = [null, undefined, [undefined, null], { a: undefined }];
    const arrived = await exchanged(...values);
    expect(arrived).toEqual(values);
    expect(Object.keys(arrived[3] as object)).toEqual(['a']);
  });

  it('is a Date as its text, as PeerJS has it, and a typed array as its bytes', async () => {
    const date = new Date(0);
    const arrived = await exchanged(date, Int16Array.of(-1, 1), { view: new DataView(new ArrayBuffer(2)) });
    expect(legible(arrived)).toEqual(
      legible([date.toString(), Uint8Array.of(255, 255, 1, 0).buffer, { view: new ArrayBuffer(2) }]),
    );
  });

  it('is an object whatever it calls its keys, and whatever its prototype', async () => {
    const values = [{ constructor: 1 }, bare({ a: 1 }), { toString: 1, hasOwnProperty: null, length: 3 }];
    const arrived = await exchanged(...values, JSON.parse('{"__proto__":{"polluted":true},"b":1}'));
    expect(arrived.slice(0, 3)).toEqual([{ constructor: 1 }, { a: 1 }, values[2]]);
    const odd = arrived[3] as object;
    expect([Object.getPrototypeOf(odd) === Object.prototype, Object.keys(odd)]).toEqual([true, ['__proto__', 'b']]);
    expect('polluted' in {}).toBe(false);
  });

  it('is an array of any length and of any depth', async () => {
    const long = Array.from({ length: 300_000 }, (_, index) => index);
    const [atLength, atDepth] = await exchanged(long, nested(200_000));
    expect((atLength as number[]).length).toBe(long.length);
    expect((atLength as number[]).every((value, index) => value === index)).toBe(true);
    expect(depthOf(atDepth)).toBe(200_000);
  });

  it('is no Map, Set, BigInt, Error, RegExp, function or cycle: the error names the place, and nothing is sent', async () => {
    const { here, there } = await couple(bench, { reliable: true });
    const unsayable: readonly (readonly [value: unknown, path: string])[] = [
      [{ user: { tags: new Map() } }, '$.user.tags'],
      [[1, new Set()], '$[1]'],
      [{ list: [{ big: 10n }] }, '$.list[0].big'],
      [{ 'a b': new Error('no') }, '$["a b"]'],
      [/x/, '$'],
      [{ call: () => 1 }, '$.call'],
      [{ tag: Symbol('tag') }, '$.tag'],
      [holdingItself(), '$.user.tags[0].of'],
    ];
    const arrived = nextMany(there.data$, 1);
    for (const [value, path] of unsayable) {
      const refused = nextError(here, 'not-serializable');
      here.send(value);
      expect((await refused).message).toContain(`${path}`);
    }
    here.send('next');
    expect(await arrived).toEqual(['next']);
    expect(here.open).toBe(true);
  });
});

describe('frames that no RxPeer sends', () => {
  const bench = useBench();

  /** What is sent past RxPeer, straight into the channel. */
  const smuggle = (connection: DataConnection, ...frames: readonly (string | number[])[]): void => {
    for (const frame of frames) {
      if (typeof frame === 'string') connection.dataChannel?.send(frame);
      else connection.dataChannel?.send(Uint8Array.from(frame));
    }
  };
  const text = (value: string): number[] => [0xb0 + value.length, ...new TextEncoder().encode(value)];
  /** A chunk as PeerJS writes it; sizes up to 127. */
  const chunk = (id: number, n: number, total: number, bytes: number): number[] => [
    ...[0x84, ...text('__peerData'), id, ...text('n'), n, ...text('data'), 0xda, 0, bytes],
    ...Array<number>(bytes).fill(1),
    ...[...text('total'), total],
  ];

  const HOSTILE: Readonly<Record<string, string | number[]>> = {
    'the five bytes that end a PeerJS tab': [0xdd, 0xff, 0xff, 0xff, 0xff],
    'the other five bytes': [0xdf, 0xff, 0xff, 0xff, 0xff],
    'a text cut off': [0xd9, 0x7f, 0xff, 0xff, 0xff, 0x61],
    'bytes cut off': [0xdb, 0xff, 0xff, 0xff, 0xff],
    nothing: [],
    'an unknown type': [0xc5],
    'several messages, of which the last is cut off': [0xc4, 0xcb, 1, 2],
    'a number cut off': [0xcb, 1, 2],
    'a key that is no text': [0x81, 1, 1],
    'more than one value': [1, 2],
    'a text where bytes belong': 'text',
    'a chunk past the last': chunk(1, 5, 2, 3),
    'an empty chunk': chunk(1, 0, 2, 0),
    'an envelope of nothing': [0x81, ...text('__peerData'), 1],
    'an envelope of the wrong kind': [0x81, ...text('__peerData'), 0x81, ...text('type'), ...text('odd')],
  };

  for (const [name, frame] of Object.entries(HOSTILE)) {
    it(`are an error of the connection, which lives: ${name}`, async () => {
      const { here, there } = await couple(bench, { reliable: true });
      const refused = nextError(there, 'invalid-message');
      const arrived = nextMany(there.data$, 1);
      smuggle(here, frame);
      here.send('next');
      expect((await refused).message).toContain('could not be read');
      expect((await refused).connectionId).toBe(there.connectionId);
      expect(await arrived).toEqual(['next']);
      expect([there.open, here.open]).toEqual([true, true]);
    });
  }

  it('are read where they are only odd: ten thousand levels, and keys that others make prototypes of', async () => {
    const { here, there } = await couple(bench, { reliable: true });
    const arrived = nextMany(there.data$, 2);
    smuggle(
      here,
      [...Array<number>(10_000).fill(0x91), 0x90],
      [0x82, ...text('__proto__'), 0x81, ...text('polluted'), 0xc3, ...text('constructor'), 1],
    );
    const [deep, odd] = await arrived;
    expect(depthOf(deep)).toBe(10_001);
    expect(Object.getPrototypeOf(odd) === Object.prototype).toBe(true);
    expect('polluted' in {}).toBe(false);
  });

  it('may be half messages without end: the oldest are given up, with an error each, and what is whole arrives', async () => {
    const { here, there } = await couple(bench, { reliable: true });
    const errors: unknown[] = [];
    there.error$.subscribe(({ type }) => errors.push(type));
    const arrived = nextMany(there.data$, 1);
    for (let count = 0; count < 3; count += 1) {
      for (let id = 1; id < 128; id += 1) smuggle(here, chunk(id, count, 100, 10)); // each of them goes on, none ends
    }
    for (let id = 1; id < 128; id += 1) smuggle(here, chunk(id, 0, 100, 10)); // and now each says something twice
    here.send('next');
    expect(await arrived).toEqual(['next']);
    expect(errors).toEqual(Array(127).fill('invalid-message'));
  });

  it('are refused as JSON too, and as anything that is larger than the limit', async () => {
    const limit = 100_000;
    const { here, there } = await couple(
      bench,
      { serialization: 'json', reliable: true },
      { limits: { message: limit } },
    );
    const errors: unknown[] = [];
    there.error$.subscribe(({ type }) => errors.push(type));
    const arrived = nextMany(there.data$, 1);
    smuggle(here, '{', [0xff, 0xfe], chunk(1, 3, 2, 1));
    here.send('x'.repeat(limit + 1));
    here.send('x'.repeat(500_000));
    here.send('next');
    expect(await arrived).toEqual(['next']);
    expect(errors).toEqual([...Array<string>(3).fill('invalid-message'), 'message-too-big', 'message-too-big']);
  });
});
