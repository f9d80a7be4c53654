import { HIGH_WATER_MARK } from '../../lib/core/constants.js';
import { createBinaryPack } from '../../lib/serialization/binary-pack/binary-pack.js';
import { createJson } from '../../lib/serialization/json.js';
import { raw } from '../../lib/serialization/raw.js';
import type { FakeDataChannel } from '../support/fake-data-channel.js';
import { CLOSE_REQUEST, runData } from './run-data.js';

describe('dataPipeline, what cannot be delivered', () => {
  it.each([
    ['json', createJson()],
    ['binary', createBinaryPack()],
  ])('fails alone where it throws when it is looked at: %s', (_, codec) => {
    const { channel, send, told, isFree } = runData({ codec });
    const refuse = (): never => {
      throw new Error('no');
    };
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    channel.open();
    send(Object.defineProperty({}, '__peerData', { get: refuse, enumerable: true }), proxy);
    send(new Proxy({}, { getOwnPropertyDescriptor: refuse }), 'last');
    expect(told()).toEqual(['opened', ...Array<string>(3).fill('error not-serializable')]);
    expect(channel.sent).toHaveLength(1);
    expect(isFree()).toBe(false);
  });

  it.each<readonly [string, (channel: FakeDataChannel) => void]>([
    [
      'the channel closes',
      (channel) => {
        channel.closeFromAfar();
      },
    ],
    [
      'the other side asks for the end',
      (channel) => {
        channel.receive(CLOSE_REQUEST);
      },
    ],
  ])('says what is lost when %s with messages waiting', (_, end) => {
    const { channel, send, told, errors, isFree } = runData();
    channel.open();
    channel.fill(HIGH_WATER_MARK + 1);
    send('a', 'b');
    end(channel);
    expect(told().slice(3)).toEqual(['error connection-closed', 'waiting 0', 'closed by other-side', 'complete']);
    expect(errors[0]?.message).toContain('2 messages');
    expect(isFree()).toBe(true);
  });

  it.each([
    ['binary', createBinaryPack()],
    ['none', raw],
  ])('says what is lost behind a Blob that is being read: %s', (_, codec) => {
    const { channel, send, flush, told, errors, isFree } = runData({ codec });
    channel.open();
    send(new Blob(['a Blob']), 'b', 'c');
    flush();
    channel.closeFromAfar();
    expect(told()).toEqual([
      'opened',
      ...['waiting 1', 'waiting 2', 'waiting 3'],
      ...['error connection-closed', 'waiting 0', 'closed by this-side', 'complete'],
    ]);
    expect(errors[0]?.message).toContain('3 messages'); // the request to close is none
    expect(isFree()).toBe(true);
  });
});
