import { createMsgPack } from '../../lib/msgpack.js';
import { runData } from './run-data.js';

describe('dataPipeline, values in a stream', () => {
  it('cuts them in messages that the channel takes, also where it takes little', () => {
    const maxMessageSize = 16_384;
    const { channel, send, told } = runData({
      codec: createMsgPack(),
      channel: { maxMessageSize },
      answers: { maxMessageSize: () => maxMessageSize },
    });
    channel.open();
    send('x'.repeat(40_000));
    expect(told()).toEqual(['opened']);
    expect(channel.sent.map((frame) => (frame as ArrayBuffer).byteLength)).toEqual([16_384, 16_384, 40_003 - 32_768]);
  });
});
