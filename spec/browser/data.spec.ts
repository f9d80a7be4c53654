import { map } from 'rxjs';
import type { Codec, ConnectOptions, PeerOptions } from 'rxpeer';
import { useBench } from '../support/browser/bench.js';
import { isBuffer, patterned } from '../support/browser/bytes.js';
import { connectTo, couple } from '../support/browser/couple.js';
import { thisBrowser } from '../support/browser/page.js';
import { BINARY, BYTES, type Example, STRUCTURES, TEXTS } from '../support/browser/examples.js';
import { next, nextError, nextMany, open, opened, until } from '../support/browser/wait.js';
import { legible } from '../support/legible.js';

/** A serialization of the application: every character the one before it, as text. */
const shift = (text: string, by: number): string =>
  [...text].map((char) => String.fromCodePoint((char.codePointAt(0) ?? 0) + by)).join('');

const shifted: Codec = {
  framing: 'envelopes',
  encode: (value) => shift(JSON.stringify(value), 1),
  decode: (frame): unknown => JSON.parse(shift(String(frame), -1)),
};

const OWN: PeerOptions = { serializers: { shifted } };

const EXAMPLES: Readonly<Record<string, readonly Example[]>> = {
  binary: BINARY,
  'binary-utf8': BINARY,
  json: [...TEXTS, ...STRUCTURES, [undefined, null]],
  none: [...TEXTS, ...BYTES],
  raw: [...TEXTS, ...BYTES],
  shifted: [...TEXTS, ...STRUCTURES],
};

/** What each serialization cannot say. */
const UNSAYABLE: Readonly<Record<string, unknown>> = {
  binary: new Map(),
  'binary-utf8': 10n,
  json: 10n,
  none: { an: 'object' },
  raw: 42,
  shifted: 10n,
};

const MEBIBYTE = patterned(1024 * 1024);
const FIVE_MB = patterned(5_000_000);

describe('data between two RxPeers', () => {
  const bench = useBench();

  for (const [serialization, examples] of Object.entries(EXAMPLES)) {
    describe(`as ${serialization}`, () => {
      const connect: ConnectOptions = { serialization, reliable: true };

      it('arrives as it was sent, in order, both ways', async () => {
        const { here, there } = await couple(bench, connect, OWN);
        for (const [from, to] of [
          [here, there],
          [there, here],
        ] as const) {
          const arrived = nextMany(to.data$, examples.length);
          for (const [value] of examples) from.send(value);
          expect(legible(await arrived)).toEqual(legible(examples.map(([, received]) => received)));
        }
      });

      it('has one name at both ends', async () => {
        const { here, there } = await couple(bench, connect, OWN);
        const name = serialization === 'raw' ? 'none' : serialization;
        expect([here.serialization, there.serialization]).toEqual([name, name]);
      });

      it('refuses what it cannot say, and goes on', async () => {
        const { here, there } = await couple(bench, connect, OWN);
        const [refused, arrived] = [nextError(here, 'not-serializable'), next(there.data$)];
        here.send(UNSAYABLE[serialization]);
        here.send('next');
        expect((await refused).message).toContain(here.serialization);
        expect((await refused).cause).toBeInstanceOf(Error);
        expect(await arrived).toBe('next');
        expect(here.open).toBe(true);
      });
    });
  }

  for (const serialization of ['binary', 'binary-utf8']) {
    it(`carries messages of 1 MiB and 5 MB as ${serialization}, also unordered`, async () => {
      const { alice, bob, here, there } = await couple(bench, { serialization, reliable: true });
      const unordered = await connectTo(alice, bob, { serialization });
      const messages = [MEBIBYTE, FIVE_MB];
      for (const [from, to] of [
        [here, there],
        [there, here],
        [unordered.here, unordered.there],
        [unordered.there, unordered.here],
      ] as const) {
        const arrived = nextMany(to.data$, messages.length);
        for (const message of messages) from.send(message);
        const bySize = (await arrived).sort((a, b) => (a as ArrayBuffer).byteLength - (b as ArrayBuffer).byteLength);
        expect(bySize.map((value, index) => isBuffer(value, messages[index] ?? MEBIBYTE))).toEqual([true, true]);
      }
    });
  }

  it('carries 5 MB in messages that the channel takes, whatever the serialization', async () => {
    const { alice, bob } = await couple(bench);
    const [texts, bytes] = [
      Array.from({ length: 100 }, (_, index) => String(index % 10).repeat(50_000)),
      patterned(50_000),
    ];
    for (const serialization of ['json', 'none']) {
      const { here, there } = await connectTo(alice, bob, { serialization, reliable: true });
      const arrived = nextMany(there.data$, texts.length);
      for (const text of texts) here.send(text);
      expect((await arrived).every((text, index) => text === texts[index])).toBe(true);
    }
    const { here, there } = await connectTo(alice, bob, { serialization: 'none', reliable: true });
    const arrived = nextMany(there.data$, 100);
    for (const _ of texts) here.send(bytes);
    expect((await arrived).every((each) => isBuffer(each, bytes))).toBe(true);
  });

  it('carries what the channel takes as none, refuses what is larger, and goes on', async () => {
    const { here, there } = await couple(bench, { serialization: 'none', reliable: true });
    const limit = here.peerConnection?.sctp?.maxMessageSize ?? 0;
    const large = 'x'.repeat(Math.min(limit, 4_000_000) - 2);
    const arrived = nextMany(there.data$, 2);
    here.send(large);
    if (thisBrowser === 'chrome') {
      const refused = nextError(here, 'message-too-big');
      here.send('x'.repeat(limit + 1));
      expect((await refused).message).toContain(String(limit));
    }
    here.send('next');
    expect((await arrived).map((text) => (text as string).length)).toEqual([large.length, 4]);
  });

  it('carries JSON of any size', async () => {
    for (const reliable of [true, false]) {
      const { here, there } = await couple(bench, { serialization: 'json', reliable });
      const values = [{ text: 'é'.repeat(2_500_000) }, { list: Array.from({ length: 200_000 }, (_, index) => index) }];
      const arrived = nextMany(there.data$, values.length);
      for (const value of values) here.send(value);
      const texts = (await arrived).map((value) => JSON.stringify(value)).sort();
      expect(texts.map((text, index) => text === values.map((value) => JSON.stringify(value)).sort()[index])).toEqual([
        true,
        true,
      ]);
    }
  });

  it('keeps Blobs and what comes after them in order', async () => {
    for (const serialization of ['binary', 'none']) {
      const { here, there } = await couple(bench, { serialization, reliable: true });
      const arrived = nextMany(there.data$, 5);
      for (const value of ['1', new Blob([patterned(200_000)]), '2', new Blob(['3']), '4']) here.send(value);
      const kinds = (await arrived).map((value) => (value instanceof ArrayBuffer ? value.byteLength : value));
      expect(kinds).toEqual(['1', 200_000, '2', 1, '4']);
    }
  });

  it('carries what is in a message when it is sent', async () => {
    const { here, there } = await couple(bench, { reliable: true });
    const arrived = nextMany(there.data$, 2);
    const [object, bytes] = [{ count: 1 }, patterned(100_000)];
    here.send(object);
    here.send(bytes);
    object.count = 2;
    bytes.fill(0);
    const [first, second] = await arrived;
    expect(first).toEqual({ count: 1 });
    expect(isBuffer(second, patterned(100_000))).toBe(true);
  });

  it('tells label, metadata and order to the other side', async () => {
    const metadata = { name: 'café', list: [1, null] };
    const [alice, bob] = [bench.peer(), bench.peer()];
    await open(bob);
    for (const reliable of [true, false]) {
      const { here, there } = await connectTo(alice, bob, { label: 'the label', metadata, reliable });
      for (const end of [here, there]) {
        expect([end.label, end.metadata, end.reliable, end.type]).toEqual(['the label', metadata, reliable, 'data']);
        expect(end.dataChannel?.ordered).toBe(reliable);
        expect(end.dataChannel?.label).toBe('the label');
        expect(end.serialization).toBe('binary');
      }
      expect([here.peer, there.peer]).toEqual([bob.id, alice.id] as string[]);
      expect(here.connectionId).toBe(there.connectionId);
    }
  });

  it('makes a label up where there is none, the same at both ends', async () => {
    const { here, there } = await couple(bench);
    expect(here.label).not.toBe('');
    expect(there.label).toBe(here.label);
    expect(there.metadata).toBeUndefined();
  });

  it('counts the messages that wait, down to none', async () => {
    const { here, there } = await couple(bench, { reliable: true });
    const sizes: number[] = [];
    here.bufferSize$.subscribe((size) => sizes.push(size));
    const arrived = nextMany(there.data$, 20);
    for (const _ of Array(20)) here.send(patterned(100_000));
    expect(here.bufferSize).toBeGreaterThan(0);
    await arrived;
    await until(() => here.bufferSize === 0);
    expect(sizes[0]).toBe(0);
    expect(Math.max(...sizes)).toBeGreaterThan(5);
    expect(sizes.at(-1)).toBe(0);
    expect(await next(here.bufferSize$)).toBe(0);
  });

  it('is held for the first listener, of either kind', async () => {
    for (const listen of ['data$', 'on'] as const) {
      const { here, there } = await couple(bench, { reliable: true });
      const probe = nextMany(here.data$, 1);
      here.send('one');
      here.send('two');
      there.send('after both had time to come');
      await probe;
      await until(() => there.peerConnection !== undefined);
      const heard: unknown[] = [];
      if (listen === 'on') there.on('data', (data) => heard.push(data));
      else there.data$.subscribe((data) => heard.push(data));
      await until(() => heard.length === 2);
      expect(heard).toEqual(['one', 'two']);
    }
  });

  it('cannot be sent before the connection is open, which does it no harm', async () => {
    const [alice, bob] = [bench.peer(), bench.peer()];
    const incoming = next(bob.connection$);
    const here = alice.connect(await open(bob));
    const refused = nextError(here, 'not-open-yet');
    here.send('too early');
    expect((await refused).message).toContain('open');
    await opened(here);
    here.send('now');
    expect(await next((await incoming).data$)).toBe('now');
  });

  it('may have a key `__peerData` of its own', async () => {
    for (const serialization of ['binary', 'json']) {
      const { here, there } = await couple(bench, { serialization, reliable: true });
      const values = [{ __peerData: { type: 'close' } }, { __peerData: 1, n: 0 }, { __peerData: 'mine', more: [1] }];
      const arrived = nextMany(there.data$, values.length);
      for (const value of values) here.send(value);
      expect(await arrived).toEqual(values);
      expect([here.open, there.open]).toEqual([true, true]);
    }
  });

  it('fails a connection whose serialization nobody knows', async () => {
    const [alice, bob] = [bench.peer(), bench.peer()];
    for (const serialization of ['constructor', 'nonsense']) {
      const here = alice.connect(await open(bob), { serialization });
      const closed = next(here.close$);
      expect((await nextError(here, 'not-serializable')).message).toContain(serialization);
      await closed;
    }
    expect(alice.destroyed).toBe(false);
  });

  it('flows on several connections at once, each by itself', async () => {
    const { alice, bob } = await couple(bench);
    const ends = await Promise.all(
      Array.from({ length: 5 }, (_, index) => connectTo(alice, bob, { label: String(index) })),
    );
    const arrived = ends.map(({ there }) => next(there.data$.pipe(map((data) => [there.label, data]))));
    for (const { here } of ends) here.send(here.label);
    expect(await Promise.all(arrived)).toEqual(ends.map(({ there }) => [there.label, there.label]));
  });
});
