import { map } from 'rxjs';
import { dataChannel } from '../../lib/browser/data-channel.js';
import { LOW_WATER_MARK } from '../../lib/core/constants.js';
import { type Bench, useBench } from '../support/browser/bench.js';
import { channelPair } from '../support/browser/native-pair.js';
import { next, nextMany, until } from '../support/browser/wait.js';
import { channelContract } from '../support/contracts/channel-contract.js';
import { legible } from '../support/legible.js';

/** Bytes of each ArrayBuffer that the page makes from now on, until the spec ends. */
const noteBuffers = (bench: Bench): readonly number[] => {
  const { ArrayBuffer: native } = window;
  const noted: number[] = [];
  class NotedBuffer extends native {
    constructor(bytes: number) {
      super(bytes);
      noted.push(bytes);
    }
  }
  Object.assign(window, { ArrayBuffer: NotedBuffer });
  bench.after(() => {
    Object.assign(window, { ArrayBuffer: native });
  });
  return noted;
};

describe('dataChannel', () => {
  const bench = useBench();

  channelContract('RTCDataChannel', channelPair);

  it('asks the platform for ArrayBuffers', async () => {
    const { here, end } = await channelPair();
    bench.after(end);
    expect(here.native.binaryType).toBe('arraybuffer');
  });

  it('sends Blobs, which arrive as bytes', async () => {
    const { here, there, end } = await channelPair();
    bench.after(end);
    const arrived = next(there.message$);
    await next(here.opened$);
    here.send(new Blob(['ab']));
    expect(legible(await arrived)).toEqual(legible(Uint8Array.of(97, 98).buffer));
  });

  it('fails with what the platform says where that has dropped what had come, and not where the channel only ends', async () => {
    const { here, end } = await channelPair();
    bench.after(end);
    const failed: unknown[] = [];
    here.message$.subscribe({ error: (error: unknown) => failed.push(error) });
    const say = (errorDetail: string): void => {
      const error = Object.assign(new Error('too much has come'), { errorDetail });
      here.native.dispatchEvent(Object.assign(new Event('error'), { error }));
    };
    here.native.dispatchEvent(new Event('error'));
    say('sctp-failure');
    expect(failed).toEqual([]);
    say('data-channel-failure');
    say('data-channel-failure');
    expect(failed.map(String)).toEqual([jasmine.stringContaining('too much has come')]);
  });

  it('takes nothing yet in the turn in which a channel that was handed over opens', async () => {
    const { here, there, end } = await channelPair();
    bench.after(end);
    const amounts = next(there.opened$.pipe(map(() => there.bufferedAmount())));
    const drained = next(there.drained$);
    expect(await amounts).toBe(Infinity);
    await drained;
    expect(there.bufferedAmount()).toBe(0);
    await next(here.opened$.pipe(map(() => here.bufferedAmount())));
    expect(here.bufferedAmount()).toBe(0);
  });

  it('drains also where the channel was handed over, however soon it is sent to', async () => {
    const sendAtOnce = async (): Promise<void> => {
      const { here, there, end } = await channelPair();
      bench.after(end);
      const arrived = nextMany(here.message$, 20);
      await next(there.drained$); // which tells that it takes something
      for (let index = 0; index < 20; index += 1) there.send(new ArrayBuffer(LOW_WATER_MARK / 4));
      await arrived;
      await until(() => there.bufferedAmount() === 0);
    };
    await expectAsync(Promise.all(Array.from({ length: 10 }, sendAtOnce))).toBeResolved();
  });

  it('takes nothing while a channel that was handed over is connecting once more, as in Chromium at times', async () => {
    const native = Object.assign(new EventTarget(), { readyState: 'open', bufferedAmount: 0 });
    const channel = dataChannel(native as unknown as RTCDataChannel, 'handed-over');
    const amounts: number[] = [];
    channel.drained$.subscribe(() => amounts.push(channel.bufferedAmount()));
    native.dispatchEvent(new Event('open'));
    await until(() => amounts.length === 1);
    native.readyState = 'connecting';
    expect(channel.bufferedAmount()).toBe(Infinity);
    native.readyState = 'open';
    native.dispatchEvent(new Event('open'));
    await until(() => amounts.length === 2);
    expect(amounts).toEqual([0, 0]);
  });

  it('tells the collector of 4 MiB each time that 512 KiB have been given back', async () => {
    const { here, end } = await channelPair();
    bench.after(end);
    const frame = new ArrayBuffer(64 * 1024);
    const told = noteBuffers(bench);
    const toldAfter = Array.from({ length: 24 }, () => {
      here.free(frame);
      return told.length;
    });
    expect(toldAfter).toEqual([0, 1, 2].flatMap((times) => Array<number>(times === 0 ? 7 : 8).fill(times)).concat(3));
    expect(told).toEqual(Array<number>(3).fill(4 * 1024 * 1024));
  });

  it('throws what the platform throws', async () => {
    const { here, end } = await channelPair();
    bench.after(end);
    await next(here.opened$);
    here.close();
    expect(() => {
      here.send('too late');
    }).toThrowError(DOMException);
  });
});
