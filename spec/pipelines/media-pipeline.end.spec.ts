import { BehaviorSubject, NEVER, of } from 'rxjs';
import { LOOKS, NEGOTIATION_PATIENCE, UNASKED_LIVENESS } from '../../lib/core/constants.js';
import type { MediaDeps } from '../../lib/pipelines/media-pipeline.js';
import type { NegotiationClock } from '../../lib/pipelines/open-in-time.js';
import { type Answers, fakeCandidate } from '../support/fake-peer-connection.js';
import { virtually } from '../support/virtual-time.js';
import { CALLING, mine, runMedia } from './run-media.js';

type Side = Parameters<typeof runMedia>[0];

const ANSWERED = ['peer-connection', 'ice-state', 'described', 'local mine'];
const LIVENESS = 8_000;
const A_LOOK = LIVENESS / LOOKS;

/** A call that has its answer, from either side, and what it had told by then. */
const answered = (side: Side, answers: Partial<Answers> = {}, overrides: Partial<MediaDeps> = {}) => {
  const running = runMedia(side, answers, overrides);
  if (side === 'calls') running.signal$.next({ kind: 'remote-answer', description: { type: 'answer', sdp: 'a' } });
  else running.answer(mine);
  return { ...running, begun: side === 'calls' ? CALLING : ANSWERED };
};

describe('mediaPipeline, the end', () => {
  it.each<Side>(['calls', 'is called'])(
    'of a call that has just connected comes through the server too, without a failure: %s',
    (side) => {
      const { signal$, peerConnection, told, errors, isFree } = answered(side);
      peerConnection().setState('connected');
      signal$.next({ kind: 'remote-closed', reason: 'enough' });
      expect(told.slice(-2)).toEqual(['closed by other-side: enough', 'complete']);
      expect(errors).toEqual([]);
      expect(isFree()).toBe(true);
    },
  );

  describe('of a call that nobody has answered', () => {
    it.each(['busy', undefined])('is a refusal to the caller, for the reason %p', (reason) => {
      const { signal$, told, errors, isFree } = runMedia('calls');
      signal$.next({ kind: 'remote-closed', reason });
      expect(told.slice(CALLING.length)).toEqual([
        'failed connection-closed',
        reason === undefined ? 'closed by other-side' : `closed by other-side: ${reason}`,
        'complete',
      ]);
      expect(errors[0]?.message).toContain(reason ?? 'bob refused the connection.');
      expect(isFree()).toBe(true);
    });

    it.each(['wrong number', undefined])('is no more than that to who is called, for the reason %p', (reason) => {
      const { signal$, answer, told, made, isFree } = runMedia('is called');
      signal$.next({ kind: 'remote-candidate', candidate: fakeCandidate(1) });
      signal$.next({ kind: 'remote-closed', reason });
      answer(mine);
      expect(told).toEqual([
        reason === undefined ? 'closed by other-side' : `closed by other-side: ${reason}`,
        'complete',
      ]);
      expect(made).toEqual([]);
      expect(isFree()).toBe(true);
    });

    it('is told with the reason that this side gives, on either side', () => {
      const [caller, callee] = [runMedia('calls'), runMedia('is called')];
      for (const { intent$ } of [caller, callee]) intent$.next({ kind: 'close', by: 'this-side', reason: 'enough' });
      expect(caller.told.slice(CALLING.length)).toEqual(['closed by this-side: enough', 'complete']);
      expect(callee.told).toEqual(['closed by this-side: enough', 'complete']);
      expect([caller.isFree(), callee.isFree()]).toEqual([true, true]);
    });

    it.each<Side>(['calls', 'is called'])(
      'does not come by itself: a person may take their time; one who %s',
      (side) => {
        virtually(({ pass, timers }) => {
          const { told, subscription } = runMedia(side, {}, { clock$: of('runs') });
          const before = [...told];
          pass(100 * NEGOTIATION_PATIENCE);
          expect(told).toEqual(before);
          expect(timers()).toBe(0);
          subscription.unsubscribe();
        })();
      },
    );
  });

  describe.each<Side>(['calls', 'is called'])('of a call that is answered, for one who %s', (side) => {
    it('comes where it is not open in time from then on', () => {
      virtually(({ pass, timers }) => {
        const { told, errors, begun, isFree } = answered(side, {}, { clock$: of('runs') });
        pass(NEGOTIATION_PATIENCE - 1);
        expect(told).toEqual(begun);
        pass(1);
        expect(told.slice(begun.length)).toEqual(['failed negotiation-failed', 'closed by other-side', 'complete']);
        expect(errors[0]?.message).toContain(String(NEGOTIATION_PATIENCE));
        expect(isFree()).toBe(true);
        expect(timers()).toBe(0);
      })();
    });

    it('does not come for that while the server is looked for', () => {
      virtually(({ pass }) => {
        const clock$ = new BehaviorSubject<NegotiationClock>('runs');
        const { told, begun } = answered(side, {}, { clock$ });
        pass(NEGOTIATION_PATIENCE - 1);
        clock$.next('stands');
        pass(10 * NEGOTIATION_PATIENCE);
        clock$.next('runs');
        pass(NEGOTIATION_PATIENCE - 1);
        expect(told).toEqual(begun);
        pass(1);
        expect(told.at(-1)).toBe('complete');
        expect(clock$.observed).toBe(false);
      })();
    });

    it('does not come for that once it is open', () => {
      virtually(({ pass, timers }) => {
        const { told, begun, peerConnection, subscription } = answered(side, {}, { clock$: of('runs') });
        pass(NEGOTIATION_PATIENCE - 1);
        peerConnection().setState('connected');
        pass(NEGOTIATION_PATIENCE);
        expect(told).toEqual([...begun, 'opened']);
        expect(timers()).toBe(0);
        subscription.unsubscribe();
      })();
    });

    it('comes when the other side has closed it, and the reason goes with it', () => {
      const { signal$, told, begun, isFree } = answered(side);
      signal$.next({ kind: 'remote-closed', reason: 'enough' });
      expect(told.slice(begun.length)).toEqual([
        ...(side === 'calls' ? ['failed connection-closed'] : []),
        'closed by other-side: enough',
        'complete',
      ]);
      expect(isFree()).toBe(true);
    });
  });

  describe.each<Side>(['calls', 'is called'])('of a call that is open, for one who %s', (side) => {
    const open = (overrides: Partial<MediaDeps>, ask: () => void = () => undefined) => {
      const heard = { bytes: 1 };
      const running = answered(side, { heard: () => of(heard.bytes), ask }, overrides);
      running.peerConnection().setState('connected');
      return { ...running, heard, begun: [...running.begun, 'opened'] };
    };

    it('comes when an RxPeer gives no sign of life, although it is asked', () => {
      virtually(({ pass, timers }) => {
        const ask = jest.fn();
        const { told, errors, begun, isFree } = open({ liveness: LIVENESS, remote$: of('rxpeer') }, ask);
        pass(LIVENESS + A_LOOK - 1);
        expect(told).toEqual(begun);
        expect(ask).toHaveBeenCalledTimes(LOOKS - 1);
        pass(1);
        expect(told.slice(begun.length)).toEqual(['failed connection-closed', 'closed by other-side', 'complete']);
        expect(errors[0]?.message).toContain(`for ${String(LIVENESS)} ms`);
        expect(isFree()).toBe(true);
        expect(timers()).toBe(0);
      })();
    });

    it('comes later where it is a PeerJS, which is not asked', () => {
      virtually(({ pass }) => {
        const ask = jest.fn();
        const { told, begun, peerConnection } = open({ liveness: LIVENESS, remote$: of('peerjs') }, ask);
        pass(UNASKED_LIVENESS + UNASKED_LIVENESS / LOOKS - 1);
        expect(told).toEqual(begun);
        pass(1);
        expect(told.slice(begun.length)).toEqual(['failed connection-closed', 'closed by other-side', 'complete']);
        expect(ask).not.toHaveBeenCalled();
        expect(peerConnection().asked).not.toContain('openLifeline');
      })();
    });

    it('does not come as long as there are signs of life', () => {
      virtually(({ pass }) => {
        const running = open({ liveness: LIVENESS, remote$: of('rxpeer') }, () => (running.heard.bytes += 1));
        pass(20 * LIVENESS);
        expect(running.told).toEqual(running.begun);
        running.subscription.unsubscribe();
        expect(running.isFree()).toBe(true);
      })();
    });

    it('is not looked for where liveness is off, but the other one is given its lifeline', () => {
      virtually(({ pass, timers }) => {
        const { told, begun, peerConnection, subscription } = open({ liveness: Infinity, remote$: of('rxpeer') });
        pass(100 * UNASKED_LIVENESS);
        expect(told).toEqual(begun);
        expect(peerConnection().asked.filter((name) => name === 'openLifeline')).toHaveLength(1);
        expect(peerConnection().asked).not.toContain('heard');
        expect(timers()).toBe(0);
        subscription.unsubscribe();
      })();
    });
  });

  it.each<Side>(['calls', 'is called'])('is not looked for before the call is open, for one who %s', (side) => {
    virtually(({ pass }) => {
      const { peerConnection, subscription } = answered(
        side,
        {},
        { liveness: LIVENESS, remote$: of('rxpeer'), clock$: NEVER },
      );
      pass(10 * LIVENESS);
      expect(peerConnection().asked).not.toContain('heard');
      expect(peerConnection().asked).not.toContain('openLifeline');
      subscription.unsubscribe();
    })();
  });
});
