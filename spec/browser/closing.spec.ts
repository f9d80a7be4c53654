import { Closing } from '../../lib/browser/closing.js';
import { until } from '../support/browser/wait.js';

/** What a peer connection is closed by, and a channel of it. */
const scene = () => {
  const native = new RTCPeerConnection();
  const close = spyOn(native, 'close').and.callThrough();
  const closing = new Closing(native);
  const channel = closing.watch(native.createDataChannel('closing'));
  const opens = (): void => {
    channel.dispatchEvent(new Event('open'));
  };
  return { native, close, closing, opens };
};

describe('Closing', () => {
  it('closes at once, and once', () => {
    const { native, close, closing } = scene();
    closing.close();
    expect(native.signalingState).toBe('closed');
    closing.close();
    expect(close).toHaveBeenCalledTimes(1);
  });

  it('closes at once what has been open for a while', async () => {
    const { native, closing, opens } = scene();
    opens();
    await new Promise((resolve) => setTimeout(resolve, 50));
    closing.close();
    expect(native.signalingState).toBe('closed');
  });

  it('waits for the next turns where a channel opens in this one', async () => {
    const { native, close, closing, opens } = scene();
    opens();
    closing.close();
    closing.close();
    await Promise.resolve();
    expect(native.signalingState).toBe('stable');
    await until(() => native.signalingState === 'closed');
    expect(close).toHaveBeenCalledTimes(1);
  });
});
