import { NEVER, of, Subject, throwError } from 'rxjs';
import { HIGH_WATER_MARK } from '../../lib/core/constants.js';
import { invalidMessage, peerUnavailable } from '../../lib/core/errors.js';
import type { Codec } from '../../lib/serialization/codec.js';
import { raw } from '../../lib/serialization/raw.js';
import { FakeDataChannel } from '../support/fake-data-channel.js';
import { virtually } from '../support/virtual-time.js';
import { CLOSE_REQUEST, OFFER, runData } from './run-data.js';

const bytesOf = (value: unknown): ArrayBuffer => new TextEncoder().encode(JSON.stringify(value)).buffer;

describe('dataPipeline', () => {
  describe('opening', () => {
    it('offers with a channel of the label and the order asked for', () => {
      const { all, peerConnection } = runData({ reliable: true });
      expect(peerConnection.calls.slice(0, 2)).toEqual([
        { name: 'createChannel', argument: { label: 'chat', ordered: true } },
        { name: 'createOffer' },
      ]);
      expect(all).toEqual(['peer-connection', 'ice-state', 'described', 'channel']);
      expect(runData({ reliable: false }).peerConnection.calls[0]?.argument).toEqual({ label: 'chat', ordered: false });
    });

    it('answers, and waits for the channel of the other side, the first one', () => {
      const { all, told, peerConnection, channel, outputs } = runData({ side: 'answers' });
      expect(peerConnection.calls[0]).toEqual({ name: 'applyRemote', argument: OFFER });
      expect(all).toEqual(['peer-connection', 'ice-state', 'described']);
      peerConnection.receiveChannel(channel);
      expect(all.at(-1)).toBe('channel');
      expect(outputs.at(-1)).toEqual({ kind: 'channel', native: channel.native });
      channel.open();
      peerConnection.receiveChannel(new FakeDataChannel({ readyState: 'open' }));
      expect(told()).toEqual(['opened']);
    });

    it('opens once when the channel does, also where it is open when it is handed over', () => {
      const offered = runData();
      offered.channel.open();
      expect(offered.told()).toEqual(['opened']);
      const answered = runData({ side: 'answers', channel: { readyState: 'open' } });
      answered.peerConnection.receiveChannel(answered.channel);
      expect(answered.told()).toEqual(['opened']);
    });

    it('hears what comes with the channel, before it is open and in the same breath', () => {
      const { channel, peerConnection, told } = runData({ side: 'answers' });
      peerConnection.receiveChannel(channel);
      channel.receive(bytesOf('early'));
      channel.open();
      channel.receive(bytesOf('now'));
      expect(told()).toEqual(['data "early" (7)', 'opened', 'data "now" (5)']);
    });

    it('frees the peer connection where no channel can be made', () => {
      virtually(({ pass }) => {
        const { told, errors, isFree } = runData({
          answers: {
            createChannel: () => {
              throw new TypeError('The label is too long.');
            },
          },
        });
        pass(0);
        expect(told()).toEqual(['failed webrtc', 'closed by other-side', 'complete']);
        expect(errors[0]?.message).toBe('The label is too long.');
        expect(isFree()).toBe(true);
      })();
    });

    it('waits as long as nothing happens', () => {
      virtually(({ pass, timers }) => {
        const { told } = runData();
        pass(1_000_000);
        expect(told()).toEqual([]);
        expect(timers()).toBe(0);
      })();
    });
  });

  describe('what is sent', () => {
    it('goes to the channel in order, from the moment at which it is open', () => {
      const { channel, send, sent, told } = runData();
      channel.open();
      send('a', { b: 1 }, null);
      expect(sent()).toEqual(['"a"', '{"b":1}', 'null']);
      expect(told()).toEqual(['opened']);
    });

    it('can be sent in the very listener that hears it open', () => {
      const running = runData();
      running.channel.opened$.subscribe(() => {
        running.send('at once');
      });
      running.channel.open();
      expect(running.sent()).toEqual(['"at once"']);
    });

    it('is refused before, and nothing is kept', () => {
      const { channel, send, sent, told, errors } = runData();
      send('too early', 'again');
      channel.open();
      expect(told()).toEqual(['error not-open-yet', 'error not-open-yet', 'opened']);
      expect([errors[0]?.peer, errors[0]?.connectionId]).toEqual(['bob', 'dc_1']);
      expect(sent()).toEqual([]);
    });

    it('fails alone where it cannot be said, with the name of the serialization', () => {
      const { channel, send, sent, told, errors } = runData({ deps: { serialization: 'mine' } });
      channel.open();
      send(1, 10n, 2);
      expect(sent()).toEqual(['1', '2']);
      expect(told()).toEqual(['opened', 'error not-serializable']);
      expect(errors[0]?.message).toContain('as "mine"');
    });

    it('fails alone where the other side cannot take it', () => {
      const { channel, send, sent, told } = runData({ answers: { maxMessageSize: () => 5 } });
      channel.open();
      send('abc', 'abcd');
      expect(sent()).toEqual(['"abc"']);
      expect(told()).toEqual(['opened', 'error message-too-big']);
    });

    it('waits while the channel is full, and says how much', () => {
      const { channel, send, sent, told } = runData();
      channel.open();
      channel.fill(HIGH_WATER_MARK + 1);
      send('a', 'b');
      expect(sent()).toEqual([]);
      channel.drain();
      expect(sent()).toEqual(['"a"', '"b"']);
      expect(told()).toEqual(['opened', 'waiting 1', 'waiting 2', 'waiting 0']);
    });

    it('is told of with its ticket, whatever becomes of it', () => {
      const { channel, value$, outputs, told } = runData();
      value$.next({ kind: 'value', value: 'early', ticket: 1 });
      channel.open();
      value$.next({ kind: 'value', value: 'a', ticket: 2 });
      value$.next({ kind: 'value', value: 10n, ticket: 3 });
      expect(told()).toEqual(['error not-open-yet', 'opened', 'sent 2 (3)', 'error not-serializable']);
      const errors = outputs.filter(({ kind }) => kind === 'error');
      expect(errors.map((output) => (output as { readonly ticket?: unknown }).ticket)).toEqual([1, 3]);
    });

    it('goes on where something else is asked for than to flush', () => {
      const { channel, intent$, send, sent, told } = runData();
      channel.open();
      intent$.next({ kind: 'complain', error: invalidMessage('nonsense') });
      send('a');
      expect(sent()).toEqual(['"a"']);
      expect(told()).toEqual(['opened', 'error invalid-message']);
    });

    it('is guarded where it looks like an envelope, once the other side is known to be RxPeer', () => {
      const remote$ = new Subject<'rxpeer' | 'peerjs'>();
      const { channel, send, sent, told } = runData({ remote$ });
      channel.open();
      send({ __peerData: 1 });
      remote$.next('rxpeer');
      send({ __peerData: 1 });
      expect(sent()).toEqual(['{"__peerData":{"type":"value"},"value":{"__peerData":1}}']);
      expect(told()).toEqual(['opened', 'error not-serializable']);
    });
  });

  describe('what arrives', () => {
    it('ends the connection where nobody knows how to go on', () => {
      const codec: Codec = {
        framing: 'stream',
        encode: (value) => String(value),
        decode: (frame) => frame,
        split: () => () => {
          throw new Error('it makes no sense');
        },
      };
      const { channel, told, errors, isFree } = runData({ codec });
      channel.open();
      channel.receive(new ArrayBuffer(1));
      channel.receive(new ArrayBuffer(1));
      expect(told()).toEqual(['opened', 'failed invalid-message', 'closed by other-side', 'complete']);
      expect(errors[0]?.message).toContain('it makes no sense');
      expect(isFree()).toBe(true);
    });

    it('is told in order, with its size', () => {
      const { channel, told } = runData({ remote$: of('rxpeer') });
      channel.open();
      for (const value of [1, 'two', [3]]) channel.receive(bytesOf(value));
      expect(told()).toEqual(['opened', 'data 1 (1)', 'data "two" (5)', 'data [3] (3)']);
    });

    it('gives the channel the frames of what came in pieces, when it is whole', () => {
      const there = runData({ remote$: of('rxpeer'), answers: { maxMessageSize: () => 20_000 } });
      there.channel.open();
      there.send('x'.repeat(50_000));
      const frames = there.channel.sent as ArrayBuffer[];
      expect(frames.length).toBeGreaterThan(1);
      const { channel } = runData();
      channel.open();
      for (const frame of frames) channel.receive(frame);
      expect(channel.freed).toEqual(frames);
    });

    it('fails alone where it cannot be read, or is too big', () => {
      const { channel, told, errors } = runData({ messageLimit: 5 });
      channel.open();
      channel.receive('{');
      channel.receive(bytesOf('abcdef'));
      channel.receive('1');
      expect(told()).toEqual(['opened', 'error invalid-message', 'error message-too-big', 'data 1 (1)']);
      expect(errors.map(({ connectionId }) => connectionId)).toEqual(['dc_1', 'dc_1']);
    });
  });

  describe('the end', () => {
    it('comes at once when this side closes, whatever waits', () => {
      const { channel, send, close, told, sent, isFree } = runData();
      channel.open();
      channel.fill(HIGH_WATER_MARK + 1);
      send('lost');
      close();
      channel.drain();
      expect(told()).toEqual(['opened', 'waiting 1', 'closed by this-side', 'complete']);
      expect(sent()).toEqual([]);
      expect(isFree()).toBe(true);
    });

    it.each(['offers', 'answers'] as const)('comes when this side closes before it is open, which %s', (side) => {
      const { close, told, isFree } = runData({ side });
      close();
      expect(told()).toEqual(['closed by this-side', 'complete']);
      expect(isFree()).toBe(true);
    });

    it('comes when the other side closes the channel, open or not', () => {
      const open = runData();
      open.channel.open();
      open.channel.closeFromAfar();
      expect(open.told()).toEqual(['opened', 'closed by other-side', 'complete']);
      expect(open.isFree()).toBe(true);
      const opening = runData();
      opening.channel.closeFromAfar();
      expect(opening.told()).toEqual(['closed by other-side', 'complete']);
      expect(opening.isFree()).toBe(true);
    });

    it('comes when the other side asks for it, after everything before', () => {
      const { channel, told, isFree } = runData();
      channel.open();
      channel.receive('1');
      channel.receive(CLOSE_REQUEST);
      channel.receive('2');
      expect(told()).toEqual(['opened', 'data 1 (1)', 'closed by other-side', 'complete']);
      expect(isFree()).toBe(true);
    });

    it('comes when negotiation fails', () => {
      virtually(({ pass }) => {
        const broken = runData({ answers: { createOffer: () => throwError(() => new Error('no')) } });
        pass(0);
        expect(broken.told()).toEqual(['failed webrtc', 'closed by other-side', 'complete']);
        expect(broken.isFree()).toBe(true);
        const unavailable = runData({ answers: { createOffer: () => NEVER } });
        unavailable.signal$.next({ kind: 'remote-unavailable', error: peerUnavailable('bob') });
        expect(unavailable.told()).toEqual(['failed peer-unavailable', 'closed by other-side', 'complete']);
        expect(unavailable.isFree()).toBe(true);
      })();
    });

    it('comes when all paths are dead, whether it is open or not', () => {
      const { channel, peerConnection, told, isFree } = runData();
      channel.open();
      peerConnection.setIceState('failed');
      expect(told()).toEqual(['opened', 'failed negotiation-failed', 'closed by other-side', 'complete']);
      expect(isFree()).toBe(true);
    });

    it('is silent when nobody listens any more', () => {
      const { channel, send, subscription, told, isFree } = runData({ codec: raw });
      channel.open();
      subscription.unsubscribe();
      send('x');
      channel.receive('y');
      channel.closeFromAfar();
      expect(told()).toEqual(['opened']);
      expect(isFree()).toBe(true);
    });
  });
});
