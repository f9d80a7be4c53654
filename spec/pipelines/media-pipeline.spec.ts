import { NEVER, throwError } from 'rxjs';
import { EARLY_CANDIDATES } from '../../lib/core/constants.js';
import { disconnectedFromServer } from '../../lib/core/errors.js';
import { fakeCandidate, fakeStream } from '../support/fake-peer-connection.js';
import { virtually } from '../support/virtual-time.js';
import { CALLING, mine, OFFER, runMedia, theirs } from './run-media.js';

describe('mediaPipeline', () => {
  describe('of a caller', () => {
    it('sends its stream, asks for both kinds, and opens the auxiliary channel before it offers', () => {
      const { told, peerConnection } = runMedia('calls');
      expect(told).toEqual(CALLING);
      expect(peerConnection().calls.slice(0, 3)).toEqual([
        { name: 'addStream', argument: { stream: mine, receive: 'both-kinds' } },
        { name: 'createChannel', argument: { label: 'mc_1', ordered: false } },
        { name: 'createOffer' },
      ]);
    });

    it('may send nothing', () => {
      const { told, peerConnection } = runMedia('calls', {}, { stream: undefined });
      expect(told).toContain('local none');
      expect(peerConnection().calls[0]?.argument).toEqual({ stream: undefined, receive: 'both-kinds' });
    });

    it('is open once, when the peer connection is', () => {
      const { told, peerConnection } = runMedia('calls');
      for (const state of ['connecting', 'connected', 'disconnected', 'connected'] as const)
        peerConnection().setState(state);
      expect(told).toEqual([...CALLING, 'opened']);
    });

    it('tells each stream of the other side', () => {
      const { told, peerConnection } = runMedia('calls');
      peerConnection().receiveStream(theirs);
      peerConnection().receiveStream(fakeStream('screen', 'video'));
      expect(told.slice(CALLING.length)).toEqual(['stream theirs', 'stream screen']);
    });

    it('says when the other side will hear that it hangs up', () => {
      const { told, channel } = runMedia('calls');
      channel.open();
      expect(told.slice(CALLING.length)).toEqual(['auxiliary-open']);
    });

    it('has no use for an answer of its own', () => {
      const { told, answer, made } = runMedia('calls');
      answer(mine);
      expect(told).toEqual(CALLING);
      expect(made).toHaveLength(1);
    });

    it('uses the hook on the SDP', () => {
      const { peerConnection } = runMedia('calls', {}, { sdpTransform: () => 'mine' });
      expect(peerConnection().calls.at(-1)?.argument).toEqual({ type: 'offer', sdp: 'mine' });
    });

    it.each([
      ['this side hangs up', 'closed by this-side', ({ close }: ReturnType<typeof runMedia>) => close()],
      [
        'the auxiliary channel closes',
        'closed by other-side',
        ({ channel }: ReturnType<typeof runMedia>) => channel.closeFromAfar(),
      ],
      [
        'the other side leaves',
        'closed by other-side',
        ({ intent$ }: ReturnType<typeof runMedia>) => intent$.next({ kind: 'close', by: 'other-side' }),
      ],
    ])('ends when %s', (_name, end, happen) => {
      const running = runMedia('calls');
      happen(running);
      expect(running.told).toEqual([...CALLING, end, 'complete']);
      expect(running.isFree()).toBe(true);
    });

    it('fails, then ends, when the paths are dead', () => {
      const { told, peerConnection, isFree } = runMedia('calls');
      peerConnection().setState('failed');
      expect(told).toEqual([...CALLING, 'failed negotiation-failed', 'closed by other-side', 'complete']);
      expect(isFree()).toBe(true);
    });

    it('fails in the next turn where no channel can be made', () => {
      virtually(({ pass }) => {
        const { told, isFree } = runMedia('calls', {
          createChannel: () => {
            throw new TypeError('no channel');
          },
        });
        pass(0);
        expect(told).toEqual(['failed webrtc', 'closed by other-side', 'complete']);
        expect(isFree()).toBe(true);
      })();
    });

    it('reports what the shell has to report, and frees all when nobody listens', () => {
      const { told, intent$, subscription, isFree } = runMedia('calls');
      intent$.next({ kind: 'complain', error: disconnectedFromServer() });
      expect(told.at(-1)).toBe('error disconnected');
      subscription.unsubscribe();
      expect(told.at(-1)).toBe('error disconnected');
      expect(isFree()).toBe(true);
    });
  });

  describe('of one who is called', () => {
    it('opens nothing before it answers', () => {
      const { told, made, signal$ } = runMedia('is called');
      signal$.next({ kind: 'remote-candidate', candidate: fakeCandidate(1) });
      expect(told).toEqual([]);
      expect(made).toEqual([]);
    });

    it('answers with its stream, as offered, and applies what signalling has brought meanwhile', () => {
      const { told, answer, signal$, peerConnection } = runMedia('is called');
      for (const n of [1, 2]) signal$.next({ kind: 'remote-candidate', candidate: fakeCandidate(n) });
      answer(mine);
      signal$.next({ kind: 'remote-candidate', candidate: fakeCandidate(3) });
      expect(peerConnection().calls).toEqual([
        { name: 'addStream', argument: { stream: mine, receive: 'as-offered' } },
        { name: 'applyRemote', argument: OFFER },
        { name: 'createAnswer' },
        { name: 'applyLocal', argument: { type: 'answer', sdp: 'answer' } },
        { name: 'addCandidate', argument: fakeCandidate(1) },
        { name: 'addCandidate', argument: fakeCandidate(2) },
        { name: 'addCandidate', argument: fakeCandidate(3) },
      ]);
      expect(told).toEqual(['peer-connection', 'ice-state', 'described', 'local mine']);
    });

    it('keeps no more of them than it should', () => {
      const { answer, signal$, peerConnection } = runMedia('is called');
      const many = Array.from({ length: EARLY_CANDIDATES + 10 }, (_, n) => fakeCandidate(n));
      for (const candidate of many) signal$.next({ kind: 'remote-candidate', candidate });
      answer();
      expect(peerConnection().asked.filter((name) => name === 'addCandidate')).toHaveLength(EARLY_CANDIDATES);
    });

    it('keeps no answers, which nobody can use who has offered nothing', () => {
      const { answer, signal$, peerConnection } = runMedia('is called');
      signal$.next({ kind: 'remote-candidate', candidate: fakeCandidate(1) });
      for (let n = 0; n < EARLY_CANDIDATES; n += 1) {
        signal$.next({ kind: 'remote-answer', description: { type: 'answer', sdp: 'a' } });
      }
      answer();
      expect(peerConnection().calls).toContainEqual({ name: 'addCandidate', argument: fakeCandidate(1) });
    });

    it('answers once', () => {
      const { told, answer, made } = runMedia('is called');
      answer(mine);
      const before = [...told];
      answer(theirs);
      expect(told).toEqual(before);
      expect(made).toHaveLength(1);
    });

    it('uses the hook of the answer, not that of the call', () => {
      const { answer, peerConnection } = runMedia('is called', {}, { sdpTransform: () => 'not me' });
      answer(undefined, () => 'me');
      expect(peerConnection().calls.at(-1)?.argument).toEqual({ type: 'answer', sdp: 'me' });
    });

    it('ends with the auxiliary channel of the caller', () => {
      const { told, answer, channel, peerConnection, isFree } = runMedia('is called');
      answer();
      peerConnection().receiveChannel(channel);
      channel.open();
      channel.closeFromAfar();
      expect(told.slice(4)).toEqual(['channel', 'auxiliary-open', 'closed by other-side', 'complete']);
      expect(isFree()).toBe(true);
    });

    it.each(['this-side', 'other-side'] as const)('ends before it has answered when %s wants it', (by) => {
      const { told, intent$, answer, made, isFree } = runMedia('is called');
      intent$.next({ kind: 'close', by });
      answer(mine);
      expect(told).toEqual([`closed by ${by}`, 'complete']);
      expect(made).toEqual([]);
      expect(isFree()).toBe(true);
    });

    it('ends when it hangs up', () => {
      const { told, answer, close, isFree } = runMedia('is called');
      answer();
      close();
      expect(told.slice(-2)).toEqual(['closed by this-side', 'complete']);
      expect(isFree()).toBe(true);
    });

    it('fails after the turn of the answer, so that who listens then hears it', () => {
      virtually(({ pass }) => {
        const { told, answer, isFree } = runMedia('is called', {
          applyRemote: () => throwError(() => new Error('no sdp')),
        });
        answer();
        expect(told).toEqual(['peer-connection', 'ice-state']);
        pass(0);
        expect(told.slice(2)).toEqual(['failed webrtc', 'closed by other-side', 'complete']);
        expect(isFree()).toBe(true);
      })();
    });

    it('waits for ever where nobody answers, and frees all when nobody listens', () => {
      virtually(({ pass, timers }) => {
        const { told, subscription, isFree } = runMedia('is called', { applyRemote: () => NEVER });
        pass(1_000_000);
        expect(told).toEqual([]);
        expect(timers()).toBe(0);
        subscription.unsubscribe();
        expect(isFree()).toBe(true);
      })();
    });
  });
});
