import { filter, from, lastValueFrom, map, scan, timeout, timer, toArray } from 'rxjs';
import { type DataConnection, sendTo } from 'rxpeer';
import { createBinaryPack, decode, encode, type EncodeInput, receive, sendPaced } from 'rxpeer/operators';
import { useBench } from '../support/browser/bench.js';
import { isBuffer, patterned } from '../support/browser/bytes.js';
import { couple } from '../support/browser/couple.js';
import { channelPair } from '../support/browser/native-pair.js';
import { isSoak } from '../support/browser/page.js';
import { next, nextMany, until } from '../support/browser/wait.js';
import { countedSource } from '../support/counted-source.js';

/** Milliseconds for what sends a lot. */
const LONG = 120_000;

const MEBIBYTE = 1024 * 1024;

/** Emits when so many numbers have come, from 0 and without a gap; how many were right. */
const counted = ({ data$ }: DataConnection, count: number): Promise<number> =>
  next(
    data$.pipe(
      scan((seen, value) => ({ right: seen.right + (value === seen.all ? 1 : 0), all: seen.all + 1 }), {
        right: 0,
        all: 0,
      }),
      filter(({ all }) => all === count),
      map(({ right }) => right),
    ),
    LONG,
  );

describe('the flow of data', () => {
  const bench = useBench();

  it(
    'takes any number of messages at once, in order',
    async () => {
      const count = isSoak ? 1_000_000 : 100_000;
      const { here, there } = await couple(bench, { reliable: true });
      const right = counted(there, count);
      for (let n = 0; n < count; n += 1) here.send(n);
      expect(here.bufferSize).toBeGreaterThan(1_000);
      expect(await right).toBe(count);
      await until(() => here.bufferSize === 0);
      expect(here.bufferedBytes).toBe(0);
    },
    LONG,
  );

  it('counts the bytes that wait, down to none', async () => {
    const { here, there } = await couple(bench, { reliable: true });
    const seen: number[] = [];
    here.bufferedBytes$.subscribe((bytes) => seen.push(bytes));
    const arrived = nextMany(there.data$, 2);
    here.send(patterned(3 * MEBIBYTE));
    here.send(patterned(MEBIBYTE));
    expect(here.bufferedBytes).toBeGreaterThan(3 * MEBIBYTE);
    await arrived;
    await until(() => here.bufferedBytes === 0);
    const highest = Math.max(...seen);
    expect(highest).toBeLessThan(4 * MEBIBYTE + 100);
    expect(new Set(seen).size).toBeGreaterThan(6); // it is told on the way
    expect(seen.slice(seen.indexOf(highest))).toEqual(seen.slice(seen.indexOf(highest)).sort((a, b) => b - a));
  });

  it('asks a source for values only as the channel takes them', async () => {
    const { here, there } = await couple(bench, { reliable: true });
    const asked = { values: 0 };
    const source = function* (): Iterable<Uint8Array> {
      for (; asked.values < 20; asked.values += 1) yield patterned(MEBIBYTE);
    };
    const arrived = nextMany(there.data$, 20);
    const ahead: number[] = [];
    const progress = await lastValueFrom(
      sendTo(here)(source()).pipe(
        map((told) => {
          ahead.push(asked.values - told.messages);
          return told;
        }),
        toArray(),
        timeout(LONG),
      ),
    );
    expect(progress.at(-1)).toEqual({ messages: 20, bytes: 20 * (MEBIBYTE + 5) }); // five bytes say how many follow
    expect(Math.max(...ahead)).toBeLessThanOrEqual(1);
    expect((await arrived).every((value) => isBuffer(value, patterned(MEBIBYTE)))).toBe(true);
  });

  for (const serialization of ['binary', 'json', 'none']) {
    it(`asks for small values only as the channel takes them: ${serialization}`, async () => {
      const { here, there } = await couple(bench, { reliable: true, serialization });
      const count = 5_000;
      const text = 'x'.repeat(1_000);
      const counter = countedSource(Array<string>(count).fill(text));
      const arrived = nextMany(there.data$, count);
      const seen: { readonly ahead: number; readonly bytes: number }[] = [];
      await lastValueFrom(
        sendTo(here)(counter.source).pipe(
          map(({ messages }) => seen.push({ ahead: counter.asked - messages, bytes: here.bufferedBytes })),
          timeout(LONG),
        ),
      );
      expect(Math.max(...seen.map(({ ahead }) => ahead))).toBeLessThan(200);
      expect(Math.max(...seen.map(({ bytes }) => bytes))).toBeLessThan(200_000);
      expect((await arrived).every((value) => value === text)).toBe(true);
    });
  }

  for (const when of ['before', 'while'] as const) {
    it(`goes on where the application sets a higher threshold at the channel, ${when} much is waiting`, async () => {
      const { here, there } = await couple(bench, { reliable: true });
      const raise = (): void => {
        Object.assign(here.dataChannel as RTCDataChannel, { bufferedAmountLowThreshold: MEBIBYTE });
      };
      const piece = patterned(20_000);
      const values = Array.from({ length: 200 }, (_, index) => [piece, { index }, { and: 'another' }]).flat();
      const arrived = nextMany(there.data$, values.length);
      if (when === 'before') raise();
      for (const value of values) here.send(value);
      if (when === 'while') raise();
      const all = await arrived;
      expect(all.filter((value) => isBuffer(value, piece)).length).toBe(200);
      expect(all.at(-2)).toEqual({ index: 199 });
      await until(() => here.bufferSize === 0);
    });
  }

  it('holds up an application that looks at the channel before it sends more, as with PeerJS', async () => {
    const { here, there } = await couple(bench, { reliable: true });
    const channel = here.dataChannel as RTCDataChannel;
    const piece = patterned(64 * 1024);
    const arrived = nextMany(there.data$, 128);
    const seen: number[] = [];
    for (let sent = 0; sent < 128; sent += 1) {
      while (channel.bufferedAmount > MEBIBYTE) await lastValueFrom(timer(1));
      here.send(piece);
      seen.push(channel.bufferedAmount);
    }
    expect(Math.max(...seen)).toBeGreaterThan(MEBIBYTE);
    expect(Math.max(...seen)).toBeLessThan(MEBIBYTE + 2 * piece.length);
    expect((await arrived).every((value) => isBuffer(value, piece))).toBe(true);
    await until(() => channel.bufferedAmount === 0);
  });

  it('asks for nothing behind a Blob', async () => {
    const { here, there } = await couple(bench, { reliable: true });
    const arrived = nextMany(there.data$, 1_001);
    const counter = countedSource(Array<string>(1_000).fill('x'.repeat(1_000)));
    here.send(new Blob([patterned(MEBIBYTE)]));
    const done = lastValueFrom(sendTo(here)(counter.source));
    expect(counter.asked).toBeLessThan(100);
    expect(here.bufferSize).toBeGreaterThan(1);
    await done;
    expect(isBuffer((await arrived)[0], patterned(MEBIBYTE))).toBe(true);
  });

  it('carries a Blob as a stream of its pieces', async () => {
    const { here, there } = await couple(bench, { reliable: true });
    const bytes = patterned(8_000_000); // of which Chromium makes pieces of up to 2 MiB
    const pieces: Uint8Array[] = [];
    there.data$.subscribe((piece) => pieces.push(new Uint8Array(piece as ArrayBuffer)));
    const done = await lastValueFrom(sendTo(here)(new Blob([bytes]).stream()));
    const size = (): number => pieces.reduce((sum, { byteLength }) => sum + byteLength, 0);
    await until(() => size() === bytes.byteLength);
    expect(done.messages).toBe(pieces.length);
    expect(isBuffer(await new Blob(pieces as Uint8Array<ArrayBuffer>[]).arrayBuffer(), bytes)).toBe(true);
  });

  it('tells a transfer that the other side has left in the middle of it', async () => {
    const { here, there } = await couple(bench, { reliable: true });
    const first = next(there.data$);
    const told = lastValueFrom(sendTo(here)(Array<Uint8Array>(200).fill(patterned(MEBIBYTE)))).catch(
      (error: unknown) => (error as { readonly type?: string }).type,
    );
    await first;
    there.close();
    expect(await told).toBe('connection-closed');
  });

  it('needs no Peer: the operators run over two bare channels', async () => {
    const { here, there, end } = await channelPair();
    bench.after(end);
    const values = ['one', { two: [2] }, patterned(300_000), null];
    const arrived = nextMany(receive(there).pipe(decode({ codec: createBinaryPack() })), values.length);
    await next(here.opened$);
    from(values)
      .pipe(
        map((value): EncodeInput => ({ kind: 'value', value })),
        encode({ codec: createBinaryPack() }),
        sendPaced(here),
      )
      .subscribe();
    const decoded = (await arrived).map((item) => (item.kind === 'data' ? item.value : item));
    expect(decoded.slice(0, 2)).toEqual(values.slice(0, 2));
    expect(isBuffer(decoded[2], patterned(300_000))).toBe(true);
    expect(decoded[3]).toBe(null);
  });
});
