import { dataChannel } from '../../lib/browser/data-channel.js';
import { HIGH_WATER_MARK, LOW_WATER_MARK } from '../../lib/core/constants.js';
import type { DataChannel } from '../../lib/ports/data-channel.js';
import { useBench } from '../support/browser/bench.js';
import { channelPair } from '../support/browser/native-pair.js';
import { next, until } from '../support/browser/wait.js';

const MEBIBYTE = 1024 * 1024;

/** Bytes of a message that the channel takes at once. */
const PIECE = 16 * 1024;

describe('ChannelBuffer', () => {
  const bench = useBench();

  /** An open channel; `told` has what it buffered each time that the application was told of it. */
  const openChannel = async (): Promise<{ readonly here: DataChannel; readonly told: number[] }> => {
    const { here, end } = await channelPair();
    bench.after(end);
    await next(here.opened$);
    const told: number[] = [];
    here.native.addEventListener('bufferedamountlow', () => told.push(here.native.bufferedAmount));
    return { here, told };
  };

  const fill = (channel: DataChannel, bytes: number): void => {
    for (let sent = 0; sent < bytes; sent += PIECE) channel.send(new ArrayBuffer(PIECE));
  };

  it("has the application's threshold, which is 0 at first, and takes any as the platform does", async () => {
    const { here } = await openChannel();
    const thresholds = [0, 7, LOW_WATER_MARK, MEBIBYTE, 2 ** 32 + 5].map((bytes, index) => {
      if (index > 0) here.native.bufferedAmountLowThreshold = bytes;
      return here.native.bufferedAmountLowThreshold;
    });
    expect(thresholds).toEqual([0, 7, LOW_WATER_MARK, MEBIBYTE, 5]);
  });

  it('asks the platform for an event of the application only where that listens', async () => {
    const handler = (): void => undefined;
    const ways: readonly ((native: RTCDataChannel) => void)[] = [
      (native) => {
        native.addEventListener('message', handler);
      },
      (native) => {
        native.addEventListener('bufferedamountlow', handler);
      },
      (native) => {
        native.onbufferedamountlow = handler;
        expect(native.onbufferedamountlow as unknown).toBe(handler);
      },
    ];
    const ofPlatform: unknown[] = [];
    for (const listen of ways) {
      const { here, end } = await channelPair();
      bench.after(end);
      listen(here.native);
      ofPlatform.push(Reflect.get(RTCDataChannel.prototype, 'bufferedAmountLowThreshold', here.native));
    }
    expect(ofPlatform).toEqual([LOW_WATER_MARK, 0, 0]);
  });

  for (const threshold of [0, PIECE, LOW_WATER_MARK, 2 * HIGH_WATER_MARK]) {
    it(`tells the application once that it has come down to ${threshold}, and itself of the low water mark`, async () => {
      const { here, told } = await openChannel();
      here.native.bufferedAmountLowThreshold = threshold;
      const drained = next(here.drained$);
      fill(here, 4 * HIGH_WATER_MARK);
      expect(here.bufferedAmount()).toBeGreaterThan(LOW_WATER_MARK); // and whoever hears that waits
      await drained;
      await until(() => here.native.bufferedAmount === 0);
      await until(() => told.length > 0);
      expect(told.length).toBe(1);
      expect(told[0]).not.toBeGreaterThan(threshold);
    });
  }

  it('tells the application nothing where there was never more than its threshold', async () => {
    const { here, told } = await openChannel();
    here.native.bufferedAmountLowThreshold = MEBIBYTE;
    const drained = next(here.drained$);
    fill(here, 2 * HIGH_WATER_MARK);
    expect(here.bufferedAmount()).toBeGreaterThan(LOW_WATER_MARK);
    await drained;
    await until(() => here.native.bufferedAmount === 0);
    expect(told).toEqual([]);
  });

  it('counts what waits in front of the channel, from when it has grown', async () => {
    const { here, told } = await openChannel();
    const waiting = { bytes: 0 };
    const grown = here.countWaiting(() => waiting.bytes);
    here.native.bufferedAmountLowThreshold = MEBIBYTE;
    waiting.bytes = MEBIBYTE + 1;
    grown();
    const drain = async (): Promise<void> => {
      const drained = next(here.drained$);
      fill(here, 2 * HIGH_WATER_MARK);
      expect(here.bufferedAmount()).toBeGreaterThan(LOW_WATER_MARK);
      await drained;
    };
    await drain();
    expect(told).toEqual([]);
    waiting.bytes = 1;
    await drain();
    await until(() => told.length > 0);
    await drain();
    await until(() => here.native.bufferedAmount === 1);
    expect(told.length).toBe(1);
  });

  it('is told by the platform of what the application sends past it', async () => {
    const { here, told } = await openChannel();
    here.native.bufferedAmountLowThreshold = 2 * LOW_WATER_MARK;
    for (let sent = 0; sent < 8 * LOW_WATER_MARK; sent += PIECE) here.native.send(new ArrayBuffer(PIECE));
    await until(() => told.length > 0);
    await until(() => here.native.bufferedAmount === 0);
    expect(told.length).toBe(1);
    expect(told[0]).not.toBeGreaterThan(2 * LOW_WATER_MARK);
  });

  it('leaves a stand-in as it is', () => {
    const native = Object.assign(new EventTarget(), { bufferedAmount: 3, bufferedAmountLowThreshold: 0 });
    const channel = dataChannel(native as unknown as RTCDataChannel, 'open');
    const told: string[] = [];
    channel.drained$.subscribe(() => told.push('RxPeer'));
    native.addEventListener('bufferedamountlow', () => told.push('the application'));
    channel.countWaiting(() => 100);
    native.dispatchEvent(new Event('bufferedamountlow'));
    expect(told).toEqual(['RxPeer', 'the application']);
    expect([native.bufferedAmount, channel.bufferedAmount()]).toEqual([3, 3]);
  });
});
