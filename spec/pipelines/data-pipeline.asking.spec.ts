import { of } from 'rxjs';
import { CHANNEL_SETTLING, FLUSH_GRACE } from '../../lib/core/constants.js';
import type { Codec } from '../../lib/serialization/codec.js';
import { closeEnvelope } from '../../lib/serialization/envelope.js';
import { createJson } from '../../lib/serialization/json.js';
import { raw } from '../../lib/serialization/raw.js';
import { virtually } from '../support/virtual-time.js';
import { runData } from './run-data.js';

describe('dataPipeline, asked to flush, and whether it asks the other side to close,', () => {
  it(
    'asks an RxPeer without order too: to close when as many frames are there as were handed over',
    virtually(({ pass, timers }) => {
      const { channel, send, flush, sent, told, isFree } = runData({ reliable: false, remote$: of('rxpeer') });
      channel.open();
      send('a', 'b');
      pass(CHANNEL_SETTLING);
      send('c');
      flush();
      expect(sent()).toEqual(['"a"', '"b"', '"c"', JSON.stringify(closeEnvelope(3))]);
      pass(FLUSH_GRACE - 1);
      expect([channel.readyState, told()]).toEqual(['open', ['opened']]);
      channel.closeFromAfar();
      expect(told()).toEqual(['opened', 'closed by this-side', 'complete']);
      expect(isFree()).toBe(true);
      expect(timers()).toBe(0);
    }),
  );

  it(
    'closes without order, asked to, when what that has overtaken is there',
    virtually(({ timers }) => {
      const { channel, told, isFree } = runData({ reliable: false, remote$: of('rxpeer') });
      channel.open();
      channel.receive('1');
      channel.receive(JSON.stringify(closeEnvelope(3)));
      channel.receive('2');
      expect(told()).toEqual(['opened', 'data 1 (1)', 'data 2 (1)']);
      channel.receive('3');
      expect(told().slice(3)).toEqual(['data 3 (1)', 'closed by other-side', 'complete']);
      expect(isFree()).toBe(true);
      expect(timers()).toBe(0);
    }),
  );

  it.each([
    ['a PeerJS without order, which does not count what it could overtake', { reliable: false }],
    ['in a serialization that has no word for it', { codec: raw, remote$: of('rxpeer' as const) }],
  ])('does not ask %s, and closes the channel', (_name, options) => {
    virtually(({ pass, timers }) => {
      const {
        channel,
        send,
        flush,
        channel: { sent },
        told,
        isFree,
      } = runData(options);
      channel.open();
      pass(CHANNEL_SETTLING);
      send('a');
      flush();
      pass(0);
      expect(sent).toHaveLength(1);
      expect(channel.readyState).toBe('closing');
      expect([told(), isFree()]).toEqual([['opened'], false]);
      channel.drain();
      expect(told()).toEqual(['opened', 'closed by this-side', 'complete']);
      expect(timers()).toBe(0);
    })();
  });

  it.each([
    ['over none', { codec: raw }, 'data "1" (1)'],
    ['to a PeerJS without order, which is not asked either', { reliable: false }, 'data 1 (1)'],
  ])(
    'closes no channel that has only just opened, %s, and hears what the other side says meanwhile',
    (_name, options, data) => {
      virtually(({ pass, timers }) => {
        const { channel, send, flush, told } = runData(options);
        channel.open();
        pass(100);
        send('a');
        flush();
        pass(CHANNEL_SETTLING - 101);
        expect([channel.readyState, channel.sent.length]).toEqual(['open', 1]);
        channel.receive('1');
        pass(1);
        expect([channel.readyState, channel.sent.length]).toEqual(['closing', 1]);
        channel.drain();
        expect(told()).toEqual(['opened', data, 'closed by this-side', 'complete']);
        expect(timers()).toBe(0);
      })();
    },
  );

  it(
    'tells that it cannot ask where the codec has no words for it after all',
    virtually(({ pass, timers }) => {
      const codec: Codec = {
        ...createJson(),
        encode: (value) => {
          if (typeof value !== 'string') throw new TypeError('text only');
          return value;
        },
      };
      const { channel, send, flush, sent, told, errors } = runData({ codec });
      channel.open();
      send('a');
      flush();
      expect(sent()).toEqual(['a']);
      expect(errors[0]?.message).toContain('text only');
      pass(FLUSH_GRACE);
      const last = ['failed connection-closed', 'closed by other-side', 'complete'];
      expect(told()).toEqual(['opened', 'error not-serializable', ...last]);
      expect(timers()).toBe(0);
    }),
  );
});
