import { firstValueFrom, forkJoin, type Observable, Subject, take, takeUntil, toArray } from 'rxjs';
import { HIGH_WATER_MARK, LOW_WATER_MARK } from '../../../lib/core/constants.js';
import type { DataChannel, IncomingFrame } from '../../../lib/ports/data-channel.js';
import { legible } from '../legible.js';

/** The two ends of one reliable, ordered channel, open or about to be. */
export interface ChannelPair {
  readonly here: DataChannel;
  readonly there: DataChannel;
  /** Lets go of whatever the two stand on. */
  readonly end: () => void;
}

/** Messages enough to show their order. */
const MANY = 500;
/** Bytes of one message that every implementation takes. */
const BLOCK = 16 * 1024;

/** What every data channel keeps, fake or real, for Jest and for Jasmine. */
export const channelContract = (name: string, create: () => Promise<ChannelPair>): void => {
  /** Runs a test with both ends open, and lets go of them whatever comes of it. */
  const withPair = (test: (pair: ChannelPair) => Promise<void>) => async (): Promise<void> => {
    const pair = await create();
    try {
      await firstValueFrom(forkJoin([pair.here.opened$, pair.there.opened$]));
      await test(pair);
    } finally {
      pair.end();
    }
  };

  /** Listens at once; a promise of the next so many messages. */
  const messagesAt = (channel: DataChannel, count: number): Promise<IncomingFrame[]> =>
    firstValueFrom(channel.message$.pipe(take(count), toArray()));

  const happened = (event$: Observable<void>): Promise<void> => firstValueFrom(event$);

  describe(`${name} keeps the contract of data channels`, () => {
    it(
      'tells that it is open, also to those who come later',
      withPair(async ({ here, there }) => {
        await happened(here.opened$);
        await happened(there.opened$);
        expect(here.bufferedAmount()).toBe(0);
      }),
    );

    it(
      'carries text as text and bytes as an ArrayBuffer, the part that a view shows and no more',
      withPair(async ({ here, there }) => {
        const arrived = messagesAt(there, 6);
        here.send('héllo 世界');
        here.send('');
        here.send(Uint8Array.of(1, 2, 3).buffer);
        here.send(Uint8Array.of(9, 1, 2, 9).subarray(1, 3));
        here.send(new DataView(Uint8Array.of(9, 5, 9).buffer, 1, 1));
        here.send(new ArrayBuffer(0));
        const buffer = (...bytes: number[]): ArrayBuffer => Uint8Array.from(bytes).buffer;
        expect(legible(await arrived)).toEqual(
          legible(['héllo 世界', '', buffer(1, 2, 3), buffer(1, 2), buffer(5), buffer()]),
        );
      }),
    );

    it(
      'carries both ways at once',
      withPair(async ({ here, there }) => {
        const arrived = Promise.all([messagesAt(here, 1), messagesAt(there, 1)]);
        here.send('to there');
        there.send('to here');
        expect(await arrived).toEqual([['to here'], ['to there']]);
      }),
    );

    it(
      'takes what is in a buffer when it is sent, whatever happens to the buffer then',
      withPair(async ({ here, there }) => {
        const arrived = messagesAt(there, 1);
        const bytes = Uint8Array.of(1, 2, 3);
        here.send(bytes);
        bytes.fill(9);
        expect(legible(await arrived)).toEqual(legible([Uint8Array.of(1, 2, 3).buffer]));
      }),
    );

    it(
      'carries on when what has arrived is given back',
      withPair(async ({ here, there }) => {
        const arrived = messagesAt(there, 64);
        for (let index = 0; index < 64; index += 1) here.send(Uint8Array.of(index, ...new Uint8Array(BLOCK - 1)));
        for (const frame of await arrived) there.free(frame as ArrayBuffer);
        const next = messagesAt(there, 1);
        here.send(Uint8Array.of(1));
        expect(legible(await next)).toEqual(legible([Uint8Array.of(1).buffer]));
      }),
    );

    it(
      'keeps the order',
      withPair(async ({ here, there }) => {
        const texts = Array.from({ length: MANY }, (_, index) => String(index));
        const arrived = messagesAt(there, MANY);
        for (const text of texts) here.send(text);
        expect(await arrived).toEqual(texts);
      }),
    );

    it(
      'counts what is not sent yet, and tells when that has fallen to the low water mark',
      withPair(async ({ here, there }) => {
        const count = Math.ceil(HIGH_WATER_MARK / BLOCK) + 1;
        const arrived = messagesAt(there, count);
        const drained = happened(here.drained$);
        for (let index = 0; index < count; index += 1) here.send(new ArrayBuffer(BLOCK));
        expect(here.bufferedAmount()).toBeGreaterThan(LOW_WATER_MARK);
        await drained;
        expect(here.bufferedAmount()).not.toBeGreaterThan(LOW_WATER_MARK);
        expect((await arrived).length).toBe(count);
      }),
    );

    it(
      'counts what waits in front of it where applications look, and nowhere else',
      withPair(async ({ here }) => {
        await happened(here.opened$);
        const waiting = { bytes: 1_000 };
        here.countWaiting(() => waiting.bytes);
        here.send('a'.repeat(100));
        expect(here.native.bufferedAmount).toBe(here.bufferedAmount() + 1_000);
        expect(here.bufferedAmount()).not.toBeGreaterThan(100);
        waiting.bytes = 7;
        expect(here.native.bufferedAmount).toBe(here.bufferedAmount() + 7);
      }),
    );

    it(
      'delivers what was handed over before it closes, then closes at both ends',
      withPair(async ({ here, there }) => {
        const closed = Promise.all([happened(here.closed$), happened(there.closed$)]);
        const arrived = messagesAt(there, MANY);
        for (let index = 0; index < MANY; index += 1) here.send(String(index));
        here.close();
        expect((await arrived).length).toBe(MANY);
        await closed;
      }),
    );

    it(
      'takes nothing in any more once it closes',
      withPair(async ({ here, there }) => {
        const ended$ = new Subject<void>();
        const late = firstValueFrom(there.message$.pipe(takeUntil(ended$), toArray()), { defaultValue: [] });
        const closed = Promise.all([happened(here.closed$), happened(there.closed$)]);
        there.close();
        here.send('late');
        await closed;
        ended$.next();
        expect(await late).toEqual([]);
      }),
    );

    it(
      'tells that it has closed, also to those who come later, and is deaf and dumb then',
      withPair(async ({ here, there }) => {
        const ended$ = new Subject<void>();
        const late = firstValueFrom(here.message$.pipe(takeUntil(ended$), toArray()), { defaultValue: [] });
        there.close();
        await happened(here.closed$);
        await happened(there.closed$);
        await happened(here.closed$);
        expect(() => {
          here.send('too late');
        }).toThrow();
        expect(() => {
          here.close();
        }).not.toThrow();
        ended$.next();
        expect(await late).toEqual([]);
      }),
    );
  });
};
