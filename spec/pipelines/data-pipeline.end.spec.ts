import { BehaviorSubject, of } from 'rxjs';
import { LOOKS, NEGOTIATION_PATIENCE, UNASKED_LIVENESS } from '../../lib/core/constants.js';
import type { NegotiationClock } from '../../lib/pipelines/open-in-time.js';
import { FakeDataChannel } from '../support/fake-data-channel.js';
import { virtually } from '../support/virtual-time.js';
import { runData, type RunOptions } from './run-data.js';

type Side = NonNullable<RunOptions['side']>;

const SIDES: readonly Side[] = ['offers', 'answers'];
const LIVENESS = 8_000;
const A_LOOK = LIVENESS / LOOKS;

/** The channel opens, whoever has made it. */
const open = ({ channel, peerConnection }: ReturnType<typeof runData>, side: Side): void => {
  if (side === 'answers') peerConnection.receiveChannel(channel);
  channel.open();
};

describe.each(SIDES)('dataPipeline, the end, for the side that %s', (side) => {
  describe('before it is open', () => {
    it('comes where it does not open in time', () => {
      virtually(({ pass, timers }) => {
        const { told, errors, isFree } = runData({ side, deps: { clock$: of('runs') } });
        pass(NEGOTIATION_PATIENCE - 1);
        expect(told()).toEqual([]);
        pass(1);
        expect(told()).toEqual(['failed negotiation-failed', 'closed by other-side', 'complete']);
        expect(errors[0]).toMatchObject({ peer: 'bob', connectionId: 'dc_1' });
        expect(errors[0]?.message).toContain(String(NEGOTIATION_PATIENCE));
        expect(isFree()).toBe(true);
        expect(timers()).toBe(0);
      })();
    });

    it('does not come for that while the server is looked for, and the time begins anew after it', () => {
      virtually(({ pass }) => {
        const clock$ = new BehaviorSubject<NegotiationClock>('stands');
        const { told } = runData({ side, deps: { clock$ } });
        pass(10 * NEGOTIATION_PATIENCE);
        clock$.next('runs');
        pass(NEGOTIATION_PATIENCE - 1);
        clock$.next('stands');
        pass(10 * NEGOTIATION_PATIENCE);
        clock$.next('runs');
        pass(NEGOTIATION_PATIENCE - 1);
        expect(told()).toEqual([]);
        pass(1);
        expect(told().at(-1)).toBe('complete');
        expect(clock$.observed).toBe(false);
      })();
    });

    it('does not come for that once it is open', () => {
      virtually(({ pass, timers }) => {
        const running = runData({ side, deps: { clock$: of('runs') } });
        pass(NEGOTIATION_PATIENCE - 1);
        open(running, side);
        pass(NEGOTIATION_PATIENCE);
        expect(running.told()).toEqual(['opened']);
        expect(timers()).toBe(0);
        running.close();
      })();
    });

    it('leaves no timer where it is closed', () => {
      virtually(({ pass, timers }) => {
        const { close } = runData({ side, deps: { clock$: of('runs') } });
        pass(1);
        expect(timers()).toBe(1);
        close();
        expect(timers()).toBe(0);
      })();
    });

    it.each(['busy', undefined])('comes when the other side has closed it, for the reason %p', (reason) => {
      const { signal$, told, errors, isFree } = runData({ side });
      signal$.next({ kind: 'remote-closed', reason });
      expect(told()).toEqual([
        ...(side === 'offers' ? ['failed connection-closed'] : []),
        reason === undefined ? 'closed by other-side' : `closed by other-side: ${reason}`,
        'complete',
      ]);
      expect(errors.map(({ message }) => message)).toEqual(
        side === 'offers' ? [expect.stringContaining(reason ?? 'refused the connection.')] : [],
      );
      expect(isFree()).toBe(true);
    });

    it('comes with the reason that this side gives', () => {
      const { intent$, told } = runData({ side });
      intent$.next({ kind: 'close', by: 'this-side', reason: 'enough' });
      expect(told()).toEqual(['closed by this-side: enough', 'complete']);
    });

    it('is not looked for: nobody can be silent yet', () => {
      virtually(({ pass }) => {
        const running = runData({ side, remote$: of('rxpeer'), deps: { liveness: LIVENESS } });
        if (side === 'answers') running.peerConnection.receiveChannel(new FakeDataChannel());
        pass(10 * LIVENESS);
        expect(running.peerConnection.asked).not.toContain('heard');
        expect(running.peerConnection.asked).not.toContain('openLifeline');
        running.close();
      })();
    });
  });

  describe('once it is open', () => {
    const opened = (options: RunOptions, ask: () => void = () => undefined) => {
      const heard = { bytes: 1 };
      const running = runData({ side, answers: { heard: () => of(heard.bytes), ask }, ...options });
      open(running, side);
      return { ...running, heard };
    };

    it('comes when an RxPeer gives no sign of life, although it is asked', () => {
      virtually(({ pass, timers }) => {
        const ask = jest.fn();
        const { told, errors, isFree } = opened({ remote$: of('rxpeer'), deps: { liveness: LIVENESS } }, ask);
        pass(LIVENESS + A_LOOK - 1);
        expect(told()).toEqual(['opened']);
        expect(ask).toHaveBeenCalledTimes(LOOKS - 1);
        pass(1);
        expect(told()).toEqual(['opened', 'failed connection-closed', 'closed by other-side', 'complete']);
        expect(errors[0]).toMatchObject({ peer: 'bob', connectionId: 'dc_1' });
        expect(errors[0]?.message).toContain(`for ${String(LIVENESS)} ms`);
        expect(isFree()).toBe(true);
        expect(timers()).toBe(0);
      })();
    });

    it('comes later where it is a PeerJS, which is not asked', () => {
      virtually(({ pass }) => {
        const ask = jest.fn();
        const { told, peerConnection } = opened({ remote$: of('peerjs'), deps: { liveness: LIVENESS } }, ask);
        pass(UNASKED_LIVENESS + UNASKED_LIVENESS / LOOKS - 1);
        expect(told()).toEqual(['opened']);
        pass(1);
        expect(told()).toEqual(['opened', 'failed connection-closed', 'closed by other-side', 'complete']);
        expect(ask).not.toHaveBeenCalled();
        expect(peerConnection.asked).not.toContain('openLifeline');
      })();
    });

    it('does not come as long as there are signs of life', () => {
      virtually(({ pass }) => {
        const running = opened({ remote$: of('rxpeer'), deps: { liveness: LIVENESS } }, () => {
          running.heard.bytes += 1;
        });
        pass(20 * LIVENESS);
        expect(running.told()).toEqual(['opened']);
        running.close();
        expect(running.isFree()).toBe(true);
      })();
    });

    it.each([0, Infinity, NaN])(
      'is not looked for where liveness is %d, but the other one is given its lifeline',
      (liveness) => {
        virtually(({ pass, timers }) => {
          const { told, peerConnection, close } = opened({ remote$: of('rxpeer'), deps: { liveness } });
          pass(100 * UNASKED_LIVENESS);
          expect(told()).toEqual(['opened']);
          expect(peerConnection.asked.filter((name) => name === 'openLifeline')).toHaveLength(1);
          expect(peerConnection.asked).not.toContain('heard');
          expect(timers()).toBe(0);
          close();
        })();
      },
    );
  });
});
