import { of } from 'rxjs';
import type { Codec } from '../../lib/serialization/codec.js';
import type { OutgoingFrame } from '../../lib/ports/data-channel.js';
import { runData } from './run-data.js';

const tick = () => new Promise((resolve) => setTimeout(resolve, 20));

describe('dataPipeline, a Blob that a codec of the application hands on', () => {
  it.each<readonly [string, Codec['encode']]>([
    ['at once', (value) => value as OutgoingFrame],
    ['later', (value) => of(value as OutgoingFrame)],
  ])('is read before it is sent, so that nothing overtakes it: %s', async (_, encode) => {
    const codec: Codec = { framing: 'bare', encode, decode: (frame) => frame };
    const { channel, send, close } = runData({ codec });
    channel.open();
    send(new Blob(['ab']), 'c');
    await tick();
    expect(channel.sent).toEqual([new TextEncoder().encode('ab').buffer, 'c']);
    close();
  });
});
