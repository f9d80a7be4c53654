import { firstValueFrom, Subject, take, takeUntil, timer, toArray } from 'rxjs';
import type { Description, PeerConnection } from '../../../lib/ports/peer-connection.js';
import { connected, negotiate, opened, type Pair, pairsOf } from './peer-connection-pair.js';
import { signsOfLifeContract } from './signs-of-life-contract.js';

/** How one implementation makes what a contract needs. */
export interface PeerConnectionMaker {
  /** Two made in a row must be able to find each other. */
  readonly create: () => PeerConnection;
  /** A stream with an audio and a video track. */
  readonly createStream: () => MediaStream;
}

/** Milliseconds in which something would have happened that must not. */
const A_WHILE = 100;

/** Whether a step fails. */
const fails = (step: Promise<unknown>): Promise<boolean> =>
  step.then(
    () => false,
    () => true,
  );

/** Expects that a channel opens, and reaches the other end. */
const opensChannel = async (pair: Pair): Promise<void> => {
  const channel = pair.here.createChannel('chat', { ordered: true });
  const handedOver = firstValueFrom(pair.there.channel$);
  const work = await negotiate(pair);
  await opened(channel);
  expect((await handedOver).native.label).toBe('chat');
  work.unsubscribe();
};

/** What every peer connection keeps, fake or real, for Jest and for Jasmine. */
export const peerConnectionContract = (name: string, { create, createStream }: PeerConnectionMaker): void => {
  const withPair = pairsOf(create);

  describe(`${name} keeps the contract of peer connections`, () => {
    it(
      'is new, and says so to everybody who asks',
      withPair(async ({ here: { iceState$, state$ } }) => {
        expect(await firstValueFrom(iceState$)).toBe('new');
        expect(await firstValueFrom(iceState$)).toBe('new');
        expect(await firstValueFrom(state$)).toBe('new');
        expect(await firstValueFrom(state$)).toBe('new');
      }),
    );

    it(
      'describes what it offers and what it answers',
      withPair(async ({ here, there }) => {
        here.createChannel('chat', { ordered: true });
        const offer = await firstValueFrom(here.describe('offer'));
        expect(offer.type).toBe('offer');
        expect(offer.sdp.length).toBeGreaterThan(0);
        await firstValueFrom(there.applyRemote(offer));
        const answer = await firstValueFrom(there.describe('answer'));
        expect(answer.type).toBe('answer');
        expect(answer.sdp.length).toBeGreaterThan(0);
      }),
    );

    it(
      'applies and emits what a description was changed to, and errors with what the change throws',
      withPair(async ({ here, there }) => {
        here.createChannel('chat', { ordered: true });
        const broken = new Error('broken');
        const thrown = firstValueFrom(
          here.describe('offer', () => {
            throw broken;
          }),
        );
        expect(await thrown.catch((error: unknown) => error)).toBe(broken);
        const changed = (await firstValueFrom(
          here.describe('offer', ({ type, sdp }) => ({ type, sdp: sdp.replace(/^s=/m, 's=changed ') })),
        )) as { readonly sdp: string };
        expect(changed.sdp).toMatch(/^s=changed /m);
        expect(await fails(firstValueFrom(there.describe('offer', () => ({ type: 'offer', sdp: 'no sdp' }))))).toBe(
          true,
        );
      }),
    );

    it(
      'prepares an offer, which applies nothing, and with which channels open that come later',
      withPair(async (pair) => {
        const found: unknown[] = [];
        const listening = pair.here.candidate$.subscribe((candidate) => found.push(candidate));
        pair.here.prepareOffer();
        await firstValueFrom(timer(A_WHILE));
        expect(found).toEqual([]);
        listening.unsubscribe();
        await opensChannel(pair);
      }),
    );

    it(
      'tells an offer that it has prepared once, as it was changed where it is, and completes when it is applied',
      withPair(async ({ here, there }) => {
        for (const end of [here, there]) end.prepareOffer();
        await firstValueFrom(timer(A_WHILE));
        const [told, ...more] = await firstValueFrom(here.describe('offer').pipe(toArray()));
        expect(more).toEqual([]);
        expect(told?.type).toBe('offer');
        expect(told?.sdp.length).toBeGreaterThan(0);
        const change = ({ type, sdp }: Description): Description => ({ type, sdp: sdp.replace(/^s=/m, 's=changed ') });
        const changed = await firstValueFrom(there.describe('offer', change).pipe(toArray()));
        expect(changed.map(({ sdp }) => /^s=changed /m.test(sdp))).toEqual([true]);
      }),
    );

    it(
      'offers a stream that was added after it had prepared an offer',
      withPair(async (pair) => {
        const stream = createStream();
        for (const end of [pair.here, pair.there]) end.prepareOffer();
        await firstValueFrom(timer(A_WHILE));
        const channel = pair.here.createChannel('beside', { ordered: true });
        pair.here.addStream(stream, 'both-kinds');
        const heard = firstValueFrom(pair.there.stream$);
        const work = await negotiate(pair);
        expect((await heard).id).toBe(stream.id);
        await opened(channel);
        work.unsubscribe();
      }),
    );

    it(
      'answers, also where it has prepared an offer',
      withPair(async (pair) => {
        pair.there.prepareOffer();
        await firstValueFrom(timer(A_WHILE));
        await opensChannel(pair);
      }),
    );

    it(
      'does nothing that nobody subscribes to',
      withPair(async ({ here, there }) => {
        here.createChannel('chat', { ordered: true });
        void here.describe('offer');
        const offer = await firstValueFrom(here.describe('offer'));
        void there.applyRemote(offer);
        expect(await fails(firstValueFrom(there.describe('answer', (answer) => answer)))).toBe(true);
      }),
    );

    it(
      'finds candidates when its description is applied, none of them empty',
      withPair(async ({ here }) => {
        here.createChannel('chat', { ordered: true });
        const found = firstValueFrom(here.candidate$);
        await firstValueFrom(here.describe('offer'));
        const { candidate } = await found;
        expect(candidate).toMatch(/^candidate:/);
      }),
    );

    it(
      'refuses what makes no sense, and lives on',
      withPair(async (pair) => {
        const { here, there } = pair;
        const candidate = { candidate: 'candidate:1 1 udp 1 192.0.2.1 5000 typ host', sdpMid: '0', sdpMLineIndex: 0 };
        expect(await fails(firstValueFrom(there.applyRemote({ type: 'offer', sdp: 'no sdp' })))).toBe(true);
        expect(await fails(firstValueFrom(there.addCandidate(candidate)))).toBe(true);
        expect(await fails(firstValueFrom(there.describe('answer', (answer) => answer)))).toBe(true);
        const channel = here.createChannel('chat', { ordered: true });
        const work = await negotiate(pair);
        await opened(channel);
        work.unsubscribe();
      }),
    );

    it(
      'connects, and says so',
      withPair(async (pair) => {
        pair.here.createChannel('chat', { ordered: true });
        const both = Promise.all([connected(pair.here), connected(pair.there)]);
        const work = await negotiate(pair);
        await both;
        expect(await firstValueFrom(pair.here.state$)).toBe('connected');
        expect(['connected', 'completed']).toContain(await firstValueFrom(pair.here.iceState$));
        expect(pair.here.maxMessageSize()).toBeGreaterThan(16_300);
        work.unsubscribe();
      }),
    );

    for (const ordered of [true, false]) {
      it(
        `hands over the other end of a channel, ${ordered ? 'ordered' : 'unordered'}, deaf to nothing`,
        withPair(async (pair) => {
          const here = pair.here.createChannel('chat', { ordered });
          here.opened$.subscribe(() => {
            here.send('first');
          });
          const handedOver = new Promise<{
            readonly label: string;
            readonly ordered: boolean;
            readonly first: unknown;
          }>((resolve) => {
            pair.there.channel$.pipe(take(1)).subscribe(({ native, message$ }) => {
              message$.pipe(take(1)).subscribe((first) => {
                resolve({ label: native.label, ordered: native.ordered, first });
              });
            });
          });
          const work = await negotiate(pair);
          expect(await handedOver).toEqual({ label: 'chat', ordered, first: 'first' });
          work.unsubscribe();
        }),
      );
    }

    it(
      'opens channels that come later',
      withPair(async (pair) => {
        const first = pair.here.createChannel('first', { ordered: true });
        const work = await negotiate(pair);
        await opened(first);
        const handedOver = firstValueFrom(pair.here.channel$);
        await opened(pair.there.createChannel('second', { ordered: true }));
        expect((await handedOver).native.label).toBe('second');
        work.unsubscribe();
      }),
    );

    it(
      'hands a stream over once, however many tracks it has, both ways',
      withPair(async (pair) => {
        const [mine, yours] = [createStream(), createStream()];
        pair.here.addStream(mine, 'both-kinds');
        pair.there.addStream(yours, 'as-offered');
        const ended$ = new Subject<void>();
        const listen = ({ stream$ }: PeerConnection): Promise<MediaStream[]> =>
          firstValueFrom(stream$.pipe(takeUntil(ended$), toArray()), { defaultValue: [] });
        const heard = Promise.all([listen(pair.here), listen(pair.there)]);
        const both = Promise.all([connected(pair.here), connected(pair.there)]);
        const work = await negotiate(pair);
        await both;
        await firstValueFrom(timer(A_WHILE));
        ended$.next();
        const [here, there] = await heard;
        expect(here.map(({ id }) => id)).toEqual([yours.id]);
        expect(there.map(({ id }) => id)).toEqual([mine.id]);
        expect(there[0]?.getTracks().length).toBe(2);
        work.unsubscribe();
      }),
    );

    it(
      'asks for both kinds where it sends none',
      withPair(async (pair) => {
        const stream = createStream();
        pair.here.addStream(undefined, 'both-kinds');
        pair.there.addStream(stream, 'as-offered');
        const heard = firstValueFrom(pair.here.stream$);
        const work = await negotiate(pair);
        expect((await heard).id).toBe(stream.id);
        work.unsubscribe();
      }),
    );

    signsOfLifeContract(create);

    it(
      'closes for good: the other end learns by its channel, and nothing is told or done any more',
      withPair(async (pair) => {
        const { here, there } = pair;
        const channel = here.createChannel('chat', { ordered: true });
        const handedOver = firstValueFrom(there.channel$);
        const work = await negotiate(pair);
        await opened(channel);
        const other = await handedOver;
        const told: unknown[] = [];
        here.close();
        work.add(here.candidate$.subscribe((candidate) => told.push(candidate)));
        work.add(here.channel$.subscribe((late) => told.push(late)));
        work.add(here.stream$.subscribe((stream) => told.push(stream)));
        await firstValueFrom(other.closed$);
        here.close();
        expect(await fails(firstValueFrom(here.describe('offer')))).toBe(true);
        await firstValueFrom(timer(A_WHILE));
        expect(told).toEqual([]);
        work.unsubscribe();
      }),
    );
  });
};
