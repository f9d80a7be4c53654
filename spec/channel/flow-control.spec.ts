import { asyncScheduler, type Observable, Subject, timer } from 'rxjs';
import { flowControlled } from '../../lib/channel/flow-control.js';
import { ReportCount } from '../../lib/channel/report-count.js';
import { sendPaced } from '../../lib/channel/send-paced.js';
import type { OutgoingFrame } from '../../lib/ports/data-channel.js';
import { FakeDataChannel } from '../support/fake-data-channel.js';
import { marbles } from '../support/marbles.js';
import { messageOf } from './sending.js';

const KIB = 1_024;
const bytes = (size: number): ArrayBuffer => new ArrayBuffer(size);

const lifelineOf = (told$: Observable<number>) => ({
  ask: () => undefined,
  tell: () => undefined,
  told$,
  now: () => asyncScheduler.now(),
});

/** A channel, and what the other end tells of what has come over it. */
const make = () => {
  const channel = new FakeDataChannel({ readyState: 'open' });
  const told$ = new Subject<number>();
  const { outlet, frameBytes } = flowControlled(channel, lifelineOf(told$));
  const drained: string[] = [];
  const subscription = outlet.drained$.subscribe(() => drained.push('drained'));
  return { channel, told$, outlet, frameBytes, drained, subscription };
};

describe('flowControlled', () => {
  it('is the channel itself where nobody tells anything', () => {
    const channel = new FakeDataChannel({ readyState: 'open' });
    const { outlet, frameBytes } = flowControlled(channel, undefined);
    expect([outlet, frameBytes()]).toEqual([channel, 256 * KIB]);
  });

  it('says that more than 64 KiB wait while more is under way than may be', () => {
    const { channel, told$, outlet, drained } = make();
    outlet.send(bytes(64 * KIB));
    channel.drain();
    expect(outlet.bufferedAmount()).toBe(64 * KIB);
    outlet.send('x');
    channel.drain();
    expect(outlet.bufferedAmount()).toBe(64 * KIB + 1);
    expect(channel.sent).toHaveLength(2);
    drained.length = 0;
    told$.next(40 * KIB);
    expect(drained).toEqual(['drained']);
    expect(outlet.bufferedAmount()).toBeLessThan(64 * KIB);
  });

  it('says what waits in the channel where that is more', () => {
    const { channel, told$, outlet } = make();
    outlet.send(bytes(200 * KIB));
    told$.next(200 * KIB);
    expect(outlet.bufferedAmount()).toBe(200 * KIB);
    channel.drain();
    expect(outlet.bufferedAmount()).toBeLessThanOrEqual(0);
  });

  it('counts nothing that the channel did not take', () => {
    const { channel, outlet } = make();
    channel.failNext(new TypeError('too large'));
    expect(() => {
      outlet.send(bytes(100 * KIB));
    }).toThrow('too large');
    expect(outlet.bufferedAmount()).toBe(0);
  });

  it('does not believe that more has come than was sent, or less than before', () => {
    const { channel, told$, outlet } = make();
    told$.next(1e12);
    outlet.send(bytes(100 * KIB));
    channel.drain();
    expect(outlet.bufferedAmount()).toBe(100 * KIB);
    told$.next(50 * KIB);
    const before = outlet.bufferedAmount();
    told$.next(20 * KIB);
    expect(outlet.bufferedAmount()).toBe(before);
  });

  it('goes by the channel alone once nothing will be told any more', () => {
    const { channel, told$, outlet, frameBytes, drained } = make();
    outlet.send(bytes(1_000 * KIB));
    channel.drain();
    expect(outlet.bufferedAmount()).toBe(1_000 * KIB);
    drained.length = 0;
    told$.complete();
    expect(drained).toEqual(['drained']);
    expect([outlet.bufferedAmount(), frameBytes()]).toEqual([0, 256 * KIB]);
  });

  it('has frames of a quarter of the window: powers of two from 16 to 256 KiB', () => {
    const { channel, told$, outlet, frameBytes } = make();
    const sizes = new Set([frameBytes()]);
    const count = new ReportCount();
    for (let n = 0; n < 200; n += 1) {
      const frame = bytes(64 * KIB);
      outlet.send(frame);
      channel.drain();
      count.add(frame);
      if (n > 0) told$.next(count.total - 64 * KIB);
      sizes.add(frameBytes());
    }
    expect([...sizes]).toEqual([16, 32].map((size) => size * KIB));
  });

  it(
    'listens to both as long as somebody listens to it',
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const drained$ = hot<undefined>('-d---', { d: undefined });
      const told$ = cold<number>('--t-|', { t: 1 });
      const channel = Object.assign(new FakeDataChannel(), { drained$ });
      const { outlet } = flowControlled(channel, lifelineOf(told$));
      expectObservable(outlet.drained$, '^----!').toBe('-dd-d', { d: undefined });
      expectSubscriptions(drained$.subscriptions).toBe('^----!');
      expectSubscriptions(told$.subscriptions).toBe('^---!');
    }),
  );
});

/** Bytes a millisecond, and milliseconds there and back. */
interface Line {
  readonly rate: number;
  readonly trip: number;
}

/** Sends so many bytes over a line with a queue in front, in virtual time: how long it took, and the most that stood there. */
const sendOver = ({ rate, trip }: Line, total: number): { readonly took: number; readonly queue: number } => {
  const result = { took: 0, queue: 0 };
  marbles(({ flush }) => {
    const channel = new FakeDataChannel({ readyState: 'open' });
    const told$ = new Subject<number>();
    const count = new ReportCount();
    const line = { free: 0 };
    const { outlet, frameBytes } = flowControlled(channel, lifelineOf(told$));
    channel.sent$.subscribe((frame) => {
      const size = (frame as ArrayBuffer).byteLength;
      const now = asyncScheduler.now();
      line.free = Math.max(line.free, now) + size / rate;
      result.queue = Math.max(result.queue, line.free - size / rate - now);
      timer(0).subscribe(() => {
        channel.drain(size);
      });
      timer(line.free - now + trip).subscribe(() => {
        if (count.add(frame)) told$.next(count.total);
        result.took = asyncScheduler.now();
      });
    });
    const frames = function* (): Iterable<OutgoingFrame> {
      for (let left = total; left > 0;) {
        const size = Math.min(left, frameBytes());
        left -= size;
        yield bytes(size);
      }
    };
    const input$ = new Subject<ReturnType<typeof messageOf>>();
    const subscription = input$.pipe(sendPaced(outlet)).subscribe();
    input$.next({ kind: 'frames', frames: frames() });
    flush();
    subscription.unsubscribe();
    expect(channel.sent.length).toBeGreaterThan(0);
  })();
  return result;
};

describe('A line that flowControlled sends over', () => {
  it.each([
    ['3 Mbit/s, 60 ms', { rate: 375, trip: 60 }, 2, 250],
    ['20 Mbit/s, 50 ms', { rate: 2_500, trip: 50 }, 16, 80],
    ['50 Mbit/s, 200 ms', { rate: 6_250, trip: 200 }, 64, 140],
    ['100 Mbit/s, 40 ms', { rate: 12_500, trip: 40 }, 64, 80],
  ])('%s: is full, and its queue is not', (_name, line, mebibytes, mostQueue) => {
    const total = mebibytes * KIB * KIB;
    const { took, queue } = sendOver(line, total);
    expect(queue).toBeLessThan(mostQueue);
    expect((total / line.rate + line.trip) / took).toBeGreaterThan(0.8);
  });
});
