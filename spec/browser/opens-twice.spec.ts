import { useBench } from '../support/browser/bench.js';
import { couple } from '../support/browser/couple.js';
import { record } from '../support/browser/record.js';
import { nextMany } from '../support/browser/wait.js';

/** Milliseconds: as long as it was seen to last. */
const FOR = 15;
const VALUES = 20;

/**
 * What Chromium does at times with a channel that it has handed over and opened: it is connecting once more, and then opens
 * once more. Tells how often something was sent to it meanwhile, which throws.
 */
const connectOnceMore = (channel: RTCDataChannel): Promise<number> =>
  new Promise((resolve) => {
    const send = jasmine.createSpy('send').and.throwError(new DOMException('', 'InvalidStateError'));
    Object.defineProperties(channel, {
      readyState: { configurable: true, value: 'connecting' },
      send: { configurable: true, value: send },
    });
    setTimeout(() => {
      Reflect.deleteProperty(channel, 'readyState');
      Reflect.deleteProperty(channel, 'send');
      channel.dispatchEvent(new Event('open'));
      resolve(send.calls.count());
    }, FOR);
  });

describe('a connection whose channel is connecting once more when it has opened', () => {
  const bench = useBench();

  it('opens once, and sends what it is given meanwhile', async () => {
    const { here, there } = await couple(bench, { reliable: true });
    const { open$, error$, close$ } = there;
    const told = record({ open$, error$, close$ });
    const before = [...told];
    const arrived = nextMany(here.data$, VALUES);
    const refused = connectOnceMore(there.dataChannel as RTCDataChannel);
    for (const index of Array(VALUES).keys()) there.send(index);
    expect(await refused).toBe(0);
    expect(await arrived).toEqual([...Array(VALUES).keys()]);
    expect(told).toEqual(before);
    expect([there.open, there.bufferSize]).toEqual([true, 0]);
  });
});
