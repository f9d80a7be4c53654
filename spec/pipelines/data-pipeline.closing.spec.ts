import { runData } from './run-data.js';

describe('dataPipeline, over a channel that closes and has not closed yet', () => {
  it('swallows nothing that is sent: it is over with the first one that is refused', () => {
    const { channel, send, told, isFree } = runData();
    channel.open();
    channel.fill(1);
    channel.close(); // as an RTCDataChannel is `closing` until the other side has heard of it
    send('a');
    send('b'); // not a word of it, where the connection is still said to be open
    expect(told()).toEqual(['opened', 'error connection-closed', 'closed by other-side', 'complete']);
    expect(isFree()).toBe(true);
  });
});
