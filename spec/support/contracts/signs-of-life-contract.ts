import { concatMap, first, firstValueFrom, interval, take, tap, timer, toArray } from 'rxjs';
import type { PeerConnection } from '../../../lib/ports/peer-connection.js';
import { negotiate, opened, pairsOf } from './peer-connection-pair.js';

/** Milliseconds between two looks at what was heard. */
const A_LITTLE = 20;
/** So many looks see it. Not a time: a page that stalls looks later, and as often. */
const LOOKS = 100;

/** Does something again and again, until an end has heard more than before; fails where it does not. */
const hearsMore = async (peerConnection: PeerConnection, act: () => void): Promise<void> => {
  const before = await firstValueFrom(peerConnection.heard());
  const more$ = interval(A_LITTLE).pipe(
    take(LOOKS),
    tap(act),
    concatMap(() => peerConnection.heard()),
  );
  expect(await firstValueFrom(more$.pipe(first((now) => now > before, before)))).toBeGreaterThan(before);
};

/** The part of the contract of peer connections by which the other end is known to live. */
export const signsOfLifeContract = (create: () => PeerConnection): void => {
  const withPair = pairsOf(create);

  it(
    'says how much it has heard, once each time, from the beginning',
    withPair(async ({ here }) => {
      const heard = [await firstValueFrom(here.heard().pipe(toArray())), await firstValueFrom(here.heard())].flat();
      expect(heard.map((number) => typeof number)).toEqual(['number', 'number']);
      expect(heard.every((number) => number >= 0)).toBe(true);
    }),
  );

  it(
    'hears more when the other end says something',
    withPair(async (pair) => {
      const channel = pair.here.createChannel('chat', { ordered: true });
      const work = await negotiate(pair);
      await opened(channel);
      await hearsMore(pair.there, () => {
        channel.send('something');
      });
      work.unsubscribe();
    }),
  );

  it(
    'hears more when it asks over the lifeline, and when the other end asks; nobody else hears of it',
    withPair(async (pair) => {
      const channel = pair.here.createChannel('chat', { ordered: true });
      const handedOver = firstValueFrom(pair.there.channel$);
      const work = await negotiate(pair);
      await Promise.all([opened(channel), handedOver]);
      const channels: unknown[] = [];
      const [{ ask: askHere }, { ask: askThere }] = [pair.here.openLifeline(), pair.there.openLifeline()];
      for (const { channel$ } of [pair.here, pair.there]) work.add(channel$.subscribe((one) => channels.push(one)));
      await hearsMore(pair.here, askHere);
      await hearsMore(pair.there, askThere);
      await hearsMore(pair.here, askThere);
      expect(channels).toEqual([]);
      work.unsubscribe();
    }),
  );

  it(
    'asks for nothing while it cannot: before there is a path, and when it is closed',
    withPair(async (pair) => {
      const channel = pair.here.createChannel('chat', { ordered: true });
      const { ask } = pair.here.openLifeline();
      const before = await firstValueFrom(pair.here.heard());
      ask();
      expect(await firstValueFrom(pair.here.heard())).toBe(before);
      const work = await negotiate(pair);
      ask();
      await opened(channel);
      pair.there.openLifeline();
      await hearsMore(pair.here, ask);
      pair.here.close();
      ask();
      work.unsubscribe();
    }),
  );

  it(
    'tells the other end over the lifeline how much has come from there',
    withPair(async (pair) => {
      const channel = pair.here.createChannel('chat', { ordered: true });
      const work = await negotiate(pair);
      await opened(channel);
      const [here, there] = [pair.here.openLifeline(), pair.there.openLifeline()];
      const heard = Promise.all([
        firstValueFrom(here.told$),
        firstValueFrom(there.told$.pipe(first((received) => received > 20_000))),
      ]);
      there.tell(16_384); // the lifeline may not be open yet
      here.tell(20_000);
      here.tell(123_456_789_012);
      expect(await heard).toEqual([16_384, 123_456_789_012]);
      work.unsubscribe();
    }),
  );

  it(
    'has a clock that goes on',
    withPair(async (pair) => {
      const { now } = pair.here.openLifeline();
      const before = now();
      await firstValueFrom(timer(A_LITTLE));
      expect(now() - before).toBeGreaterThanOrEqual(A_LITTLE - 1);
    }),
  );
};
