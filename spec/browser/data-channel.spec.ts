import { map } from 'rxjs';
import { dataChannel } from '../../lib/browser/data-channel.js';
import { LOW_WATER_MARK } from '../../lib/core/constants.js';
import { useBench } from '../support/browser/bench.js';
import { channelPair } from '../support/browser/native-pair.js';
import { next, nextMany, until } from '../support/browser/wait.js';
import { channelContract } from '../support/contracts/channel-contract.js';
import { legible } from '../support/legible.js';

describe('dataChannel', () => {
  const bench = useBench();

  channelContract('RTCDataChannel', channelPair);

  it('asks the platform for ArrayBuffers and for a word at the low water mark', async () => {
    const { here, end } = await channelPair();
    bench.after(end);
    expect(here.native.binaryType).toBe('arraybuffer');
    expect(here.native.bufferedAmountLowThreshold).toBe(LOW_WATER_MARK);
  });

  it('sends Blobs, which arrive as bytes', async () => {
    const { here, there, end } = await channelPair();
    bench.after(end);
    const arrived = next(there.message$);
    await next(here.opened$);
    here.send(new Blob(['ab']));
    expect(legible(await arrived)).toEqual(legible(Uint8Array.of(97, 98).buffer));
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
