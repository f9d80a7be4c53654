import { defer, EMPTY, NEVER, type Observable, of, throwError, timer } from 'rxjs';
import { LOOKS, UNASKED_LIVENESS } from '../../lib/core/constants.js';
import { fellSilent } from '../../lib/core/errors.js';
import type { Remote } from '../../lib/pipelines/remote.js';
import { watchLiveness } from '../../lib/pipelines/watch-liveness.js';
import { FakePeerConnection } from '../support/fake-peer-connection.js';
import { marbles } from '../support/marbles.js';
import { virtually } from '../support/virtual-time.js';

const LIVENESS = 800;
const EVERY = LIVENESS / LOOKS;

const failed = (milliseconds: number) => ({ f: { kind: 'failed', error: fellSilent('bob', milliseconds) } });

/** What the looks find, one after the other; the last of it for ever. */
const finding = (...found: readonly Observable<number>[]): (() => Observable<number>) => {
  const looks = { made: 0 };
  return () =>
    defer(() => {
      looks.made += 1;
      return found[Math.min(looks.made, found.length) - 1] ?? EMPTY;
    });
};

const numbers = (...found: readonly number[]): (() => Observable<number>) => finding(...found.map((n) => of(n)));

const watch = (peerConnection: FakePeerConnection, remote: Remote = 'rxpeer', liveness = LIVENESS) =>
  watchLiveness(peerConnection, { liveness, peer: 'bob', remote: () => remote });

const looksAt = ({ asked }: FakePeerConnection): number => asked.filter((name) => name === 'heard').length;

describe('watchLiveness', () => {
  it('says who has fallen silent, and for how long', () => {
    expect(failed(LIVENESS).f.error).toMatchObject({ type: 'connection-closed', peer: 'bob' });
    expect(failed(LIVENESS).f.error.message).toContain('bob for 800 ms');
  });

  // What the looks find, every 100 ms, and after how many milliseconds in all it is over. The first look has nothing to compare.
  it.each<readonly [string, () => Observable<number>, string]>([
    ['there is always more', numbers(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12), '2s (f|)'],
    ['there is never anything', numbers(0), '900ms (f|)'],
    ['there is no more', numbers(1, 2, 2), '1s (f|)'],
    ['there is more at the last moment', numbers(1, 1, 1, 1, 1, 1, 1, 1, 2), '1700ms (f|)'],
    ['there is less, which is no sign', numbers(9, 8, 7, 6, 5, 4, 3, 2, 1), '900ms (f|)'],
    ['there is less, and then more than that', numbers(9, 1, 2, 2), '1100ms (f|)'],
    ['it cannot be told', finding(throwError(() => new Error('no statistics'))), ''],
    [
      'it cannot be told once',
      finding(
        of(1),
        throwError(() => new Error('no')),
        of(1),
      ),
      '1s (f|)',
    ],
    ['there is no answer', finding(EMPTY), ''],
    ['there is no answer once', finding(of(1), EMPTY, of(1)), '1s (f|)'],
    ['the answer does not come', finding(NEVER), ''],
    ['each answer takes longer than the wait', finding(timer(150)), '1850ms (f|)'],
  ])('fails after so many looks in a row that find nothing new, where %s', (_name, heard, expected) => {
    marbles(({ expectObservable }) => {
      const peerConnection = new FakePeerConnection({ heard });
      expectObservable(watch(peerConnection), '^ 5s !').toBe(expected, failed(LIVENESS));
    })();
  });

  it(
    'asks an RxPeer after each look that finds nothing new, and only then',
    virtually(({ pass, now }) => {
      const asked: number[] = [];
      const peerConnection = new FakePeerConnection({
        heard: numbers(1, 2, 2, 2, 3, 4, 4, 5, 6, 7, 8, 9),
        ask: () => asked.push(now()),
      });
      const subscription = watch(peerConnection).subscribe();
      pass(12 * EVERY);
      expect(looksAt(peerConnection)).toBe(12);
      expect(asked).toEqual([3 * EVERY, 4 * EVERY, 7 * EVERY]);
      subscription.unsubscribe();
    }),
  );

  it(
    'keeps a connection that is silent by itself and answers when it is asked',
    virtually(({ pass }) => {
      const signs = { heard: 0 };
      const told: unknown[] = [];
      const subscription = watch(
        new FakePeerConnection({ heard: () => of(signs.heard), ask: () => (signs.heard += 1) }),
      ).subscribe((output) => told.push(output));
      pass(100_000);
      expect(told).toEqual([]);
      subscription.unsubscribe();
    }),
  );

  it(
    'asks no PeerJS, which knows no lifeline',
    virtually(({ pass }) => {
      const ask = jest.fn();
      const peerConnection = new FakePeerConnection({ heard: numbers(1), ask });
      const told: unknown[] = [];
      watch(peerConnection, 'peerjs', 40_000).subscribe((output) => told.push(output));
      pass(100_000);
      expect(told).toHaveLength(1);
      expect(ask).not.toHaveBeenCalled();
      expect(peerConnection.asked).not.toContain('openLifeline');
    }),
  );

  it.each<readonly [Remote, number, number, string]>([
    ['rxpeer', 80, 80, '90ms'],
    ['rxpeer', UNASKED_LIVENESS, 10_000, '11250ms'],
    ['rxpeer', 40_000, 40_000, '45s'],
    ['peerjs', 80, 10_000, '11250ms'],
    ['peerjs', UNASKED_LIVENESS, 10_000, '11250ms'],
    ['peerjs', 40_000, 40_000, '45s'],
  ])('gives a silent %s with a liveness of %d ms in all %d ms, and a look', (remote, liveness, patience, end) => {
    marbles(({ expectObservable }) => {
      const peerConnection = new FakePeerConnection({ heard: numbers(1) });
      expectObservable(watch(peerConnection, remote, liveness)).toBe(`${end} (f|)`, failed(patience));
    })();
  });

  it.each([0, Infinity, NaN, -1])(
    'does not look where the liveness is %d, but opens its end of the lifeline',
    (off) => {
      virtually(({ pass, timers }) => {
        const ask = jest.fn();
        const [rxpeer, peerjs] = [new FakePeerConnection({ ask }), new FakePeerConnection({ ask })];
        const ends: string[] = [];
        watch(rxpeer, 'rxpeer', off).subscribe({ complete: () => ends.push('rxpeer') });
        watch(peerjs, 'peerjs', off).subscribe({ complete: () => ends.push('peerjs') });
        pass(100_000);
        expect([rxpeer.asked, peerjs.asked]).toEqual([['openLifeline'], []]);
        expect(ask).not.toHaveBeenCalled();
        expect(ends).toEqual(['rxpeer', 'peerjs']);
        expect(timers()).toBe(0);
      })();
    },
  );

  it('counts looks, not milliseconds: a page that slept has not listened', () => {
    jest.useFakeTimers();
    const told: unknown[] = [];
    const subscription = watch(new FakePeerConnection({ heard: numbers(1) })).subscribe((output) => told.push(output));
    jest.advanceTimersByTime(2 * EVERY);
    jest.setSystemTime(Date.now() + 60_000); // the clock goes on, timers do not
    jest.advanceTimersByTime(6 * EVERY);
    expect(told).toEqual([]);
    jest.advanceTimersByTime(EVERY);
    expect(told).toHaveLength(1);
    expect(jest.getTimerCount()).toBe(0);
    subscription.unsubscribe();
    jest.useRealTimers();
  });

  it(
    'leaves no timer, and listens to nothing, when nobody listens to it',
    virtually(({ pass, timers }) => {
      const peerConnection = new FakePeerConnection({ heard: () => NEVER });
      const subscription = watch(peerConnection).subscribe();
      pass(EVERY);
      expect([peerConnection.subscriptions, timers()]).toEqual([1, 1]);
      subscription.unsubscribe();
      expect([peerConnection.subscriptions, timers()]).toEqual([0, 0]);
    }),
  );
});
