import { FakeDataChannel, fakeChannelPair } from './fake-data-channel.js';
import { channelContract } from './contracts/channel-contract.js';
import { marbles } from './marbles.js';

channelContract('FakeDataChannel', () => {
  const [here, there] = fakeChannelPair();
  return Promise.resolve({
    here,
    there,
    end: () => {
      here.closeFromAfar();
    },
  });
});

describe('FakeDataChannel', () => {
  it('refuses what a real channel refuses', () => {
    const channel = new FakeDataChannel({ capacity: 10, maxMessageSize: 8 });
    const sending = (size: number) => () => {
      channel.send(new ArrayBuffer(size));
    };
    expect(sending(1)).toThrow('connecting');
    channel.open();
    expect(sending(9)).toThrow(TypeError);
    expect(sending(8)).not.toThrow();
    expect(sending(3)).toThrow('full');
    expect(channel.bufferedAmount()).toBe(8);
  });

  it('closes when its buffer is empty', () => {
    const channel = new FakeDataChannel({ readyState: 'open' });
    channel.send('text');
    channel.close();
    expect(channel.readyState).toBe('closing');
    channel.drain();
    expect(channel.readyState).toBe('closed');
  });

  it('delivers Blobs as bytes', async () => {
    const [here, there] = fakeChannelPair();
    const arrived = new Promise((resolve) => {
      there.message$.subscribe(resolve);
    });
    here.send(new Blob(['ab']));
    expect([...new Uint8Array((await arrived) as ArrayBuffer)]).toEqual([97, 98]);
  });

  it(
    'runs in virtual time',
    marbles(({ cold, expectObservable }) => {
      const [here, there] = fakeChannelPair();
      cold('-a-b-(c|)').subscribe({
        next: (text) => {
          here.send(text);
        },
        complete: () => {
          here.close();
        },
      });
      expectObservable(there.message$).toBe('-a-b-c');
      expectObservable(there.closed$).toBe('-----(x|)', { x: undefined });
    }),
  );
});
