import { NEVER, Subject, throwError } from 'rxjs';
import { invalidMessage, peerUnavailable, refusedBy, webrtcError } from '../../lib/core/errors.js';
import type { ConnectionSignal } from '../../lib/pipelines/connection-signal.js';
import type { ConnectionIntent } from '../../lib/pipelines/intent.js';
import type { ConnectionOutput } from '../../lib/pipelines/output.js';
import { endFromAfar, runConnection } from '../../lib/pipelines/run-connection.js';
import type { Ended } from '../../lib/pipelines/until-ended.js';
import { connectionDeps } from '../support/connection-deps.js';
import { FakePeerConnection } from '../support/fake-peer-connection.js';
import { marbles } from '../support/marbles.js';
import { virtually } from '../support/virtual-time.js';
import { type Body, CLOSE, FREE, OFFER, runBare, STARTED } from './run-bare.js';

const closedFrom = (reason: string | undefined): ConnectionSignal => ({ kind: 'remote-closed', reason });

const ROLES = { offers: { kind: 'offers' }, answers: { kind: 'answers', offer: OFFER } } as const;

describe('runConnection, the end', () => {
  it.each(['this-side', 'other-side'] as const)(
    'ends at once when it is closed by %s, freed before it says so',
    (by) => {
      const { intent$, told, closedBefore, leftovers } = runBare();
      intent$.next({ kind: 'close', by });
      expect(told).toEqual([...STARTED, `closed by ${by}`, 'complete']);
      expect(closedBefore[0]).toBeGreaterThan(0);
      expect(leftovers()).toEqual(FREE);
    },
  );

  it.each(['this-side', 'other-side'] as const)('ends when the body says that %s has ended it', (by) => {
    const end$ = new Subject<Ended>();
    const { told, closedBefore, leftovers } = runBare(() => end$);
    end$.next({ kind: 'ended', by });
    expect(told).toEqual([...STARTED, `closed by ${by}`, 'complete']);
    expect(closedBefore[0]).toBeGreaterThan(0);
    expect([...leftovers(), end$.observed]).toEqual([...FREE, false]);
  });

  it('fails, then closes, when the body fails', () => {
    const output$ = new Subject<ConnectionOutput>();
    const { told, errors, closedBefore, leftovers } = runBare(() => output$);
    output$.next({ kind: 'failed', error: invalidMessage('nonsense') });
    expect(told).toEqual([...STARTED, 'failed invalid-message', 'closed by other-side', 'complete']);
    expect([errors[0]?.peer, errors[0]?.connectionId]).toEqual(['bob', 'dc_1']);
    expect(Math.min(...closedBefore)).toBeGreaterThan(0);
    expect(leftovers()).toEqual(FREE);
  });

  it.each([
    [
      'paths are dead',
      'negotiation-failed',
      ({ peerConnection }: ReturnType<typeof runBare>) => peerConnection.setState('failed'),
    ],
    [
      'the other peer is not there',
      'peer-unavailable',
      ({ signal$ }: ReturnType<typeof runBare>) =>
        signal$.next({ kind: 'remote-unavailable', error: peerUnavailable('bob') }),
    ],
  ])('fails, then closes, when %s', (_name, type, happen) => {
    const running = runBare();
    happen(running);
    expect(running.told).toEqual([...STARTED, `failed ${type}`, 'closed by other-side', 'complete']);
    expect([running.errors[0]?.peer, running.errors[0]?.connectionId]).toEqual(['bob', 'dc_1']);
    expect(running.leftovers()).toEqual(FREE);
  });

  it.each(['a reason', undefined, ''])('tells the reason for which it is closed, if there is one: %p', (reason) => {
    const { intent$, outputs } = runBare();
    intent$.next({ kind: 'close', by: 'this-side', reason });
    expect(outputs.at(-1)).toStrictEqual({ kind: 'closed', by: 'this-side', ...(reason !== undefined && { reason }) });
  });

  it('tells the reason that the body gives for an end, and for a failure', () => {
    const [end$, failure$] = [new Subject<Ended>(), new Subject<ConnectionOutput>()];
    const [ended, failed] = [runBare(() => end$), runBare(() => failure$)];
    end$.next({ kind: 'ended', by: 'other-side', reason: 'enough' });
    failure$.next({ kind: 'failed', error: invalidMessage('nonsense'), reason: 'too much' });
    expect(ended.outputs.at(-1)).toStrictEqual({ kind: 'closed', by: 'other-side', reason: 'enough' });
    expect(failed.told.slice(STARTED.length)).toEqual([
      'failed invalid-message',
      'closed by other-side: too much',
      'complete',
    ]);
  });

  describe('when the other side has closed it', () => {
    it.each(['busy', undefined])('is a refusal to the side that offers, for the reason %p', (reason) => {
      const { signal$, told, errors, outputs, closedBefore, leftovers } = runBare();
      signal$.next(closedFrom(reason));
      expect(told.slice(STARTED.length, -2)).toEqual(['failed connection-closed']);
      expect(outputs.at(-1)).toStrictEqual({
        kind: 'closed',
        by: 'other-side',
        ...(reason !== undefined && { reason }),
      });
      expect(errors[0]).toMatchObject({ peer: 'bob', connectionId: 'dc_1', message: refusedBy('bob', reason).message });
      expect(Math.min(...closedBefore)).toBeGreaterThan(0);
      expect(leftovers()).toEqual(FREE);
    });

    it.each(['never mind', undefined])(
      'is nothing but the end to the side that answers, for the reason %p',
      (reason) => {
        const { signal$, told, outputs, closedBefore, leftovers } = runBare(undefined, { role: ROLES.answers });
        signal$.next(closedFrom(reason));
        expect(told.slice(STARTED.length)).toEqual([
          reason === undefined ? 'closed by other-side' : `closed by other-side: ${reason}`,
          'complete',
        ]);
        expect(Object.hasOwn(outputs.at(-1) ?? {}, 'reason')).toBe(reason !== undefined);
        expect(closedBefore[0]).toBeGreaterThan(0);
        expect(leftovers()).toEqual(FREE);
      },
    );

    it('says so once, and nothing of what comes after it', () => {
      const { signal$, intent$, told } = runBare();
      signal$.next(closedFrom('busy'));
      signal$.next(closedFrom('again'));
      intent$.next(CLOSE);
      expect(told.slice(STARTED.length)).toEqual([
        'failed connection-closed',
        'closed by other-side: busy',
        'complete',
      ]);
    });

    it(
      'is told as it comes, to either side, and of other signals nothing',
      marbles(({ hot, expectObservable, expectSubscriptions }) => {
        const signal$ = hot<ConnectionSignal>('-a-c-d-|', {
          a: { kind: 'remote-answer', description: { type: 'answer', sdp: 'a' } },
          c: closedFrom('busy'),
          d: closedFrom(undefined),
        });
        expectObservable(endFromAfar(signal$, { role: ROLES.offers, peer: 'bob' })).toBe('---c-d-|', {
          c: { kind: 'failed', error: refusedBy('bob', 'busy'), reason: 'busy' },
          d: { kind: 'failed', error: refusedBy('bob', undefined), reason: undefined },
        });
        expectObservable(endFromAfar(signal$, { role: ROLES.answers, peer: 'bob' }), '^---!').toBe('---c-', {
          c: { kind: 'ended', by: 'other-side', reason: 'busy' },
        });
        expectSubscriptions(signal$.subscriptions).toBe(['^------!', '^---!']);
        expectObservable(endFromAfar(hot<ConnectionSignal>('-#'), { role: ROLES.offers, peer: 'bob' })).toBe('-#');
        expectObservable(endFromAfar(hot<ConnectionSignal>('-|'), { role: ROLES.offers, peer: 'bob' })).toBe('-|');
        expectObservable(endFromAfar(hot<ConnectionSignal>('--'), { role: ROLES.offers, peer: 'bob' }), '^-!').toBe('');
      }),
    );
  });

  it.each([
    ['an error of the platform', () => new TypeError('bad config'), 'webrtc', 'bad config'],
    ['something that is no error', () => 'no', 'webrtc', 'no'],
    [
      'an error of its own',
      () => invalidMessage('x'),
      'invalid-message',
      'A message from the other side could not be read: x',
    ],
  ])('fails in the next turn where no peer connection can be made: %s', (_name, thrown, type, message) => {
    virtually(({ pass }) => {
      const { told, errors, intent$, signal$ } = runBare(undefined, {
        createPeerConnection: () => {
          throw thrown();
        },
      });
      expect(told).toEqual([]);
      pass(0);
      expect(told).toEqual([`failed ${type}`, 'closed by other-side', 'complete']);
      expect(errors[0]?.message).toBe(message);
      expect([intent$.observed, signal$.observed]).toEqual([false, false]);
    })();
  });

  it(
    'closes without an error when it is closed before that turn',
    virtually(({ pass, timers }) => {
      const { told, intent$ } = runBare(undefined, {
        createPeerConnection: () => {
          throw new Error('no');
        },
      });
      intent$.next(CLOSE);
      pass(0);
      expect(told).toEqual(['closed by this-side', 'complete']);
      expect(timers()).toBe(0);
    }),
  );

  it.each<[string, Body, string[]]>([
    [
      'throws, which offers nothing',
      () => {
        throw new TypeError('label too long');
      },
      [],
    ],
    ['errors', () => throwError(() => new TypeError('label too long')), STARTED],
  ])('frees the peer connection where the body %s, and fails in the next turn', (_name, body, started) => {
    virtually(({ pass }) => {
      const { told, errors, leftovers } = runBare(body);
      expect(told).toEqual(started);
      expect(leftovers()).toEqual([true, false, 0, true]);
      pass(0);
      expect(told).toEqual([...started, 'failed webrtc', 'closed by other-side', 'complete']);
      expect(errors[0]?.message).toBe('label too long');
      expect(leftovers()).toEqual(FREE);
    })();
  });

  it('fails at once where the body errors later', () => {
    const output$ = new Subject<ConnectionOutput>();
    const { told, leftovers } = runBare(() => output$);
    output$.error(new Error('late'));
    expect(told).toEqual([...STARTED, 'failed webrtc', 'closed by other-side', 'complete']);
    expect(leftovers()).toEqual(FREE);
  });

  it('says that it is closed once, also where a listener closes it while it fails', () => {
    const output$ = new Subject<ConnectionOutput>();
    const intent$ = new Subject<ConnectionIntent>();
    const told: string[] = [];
    const peerConnection = new FakePeerConnection();
    runConnection<ConnectionOutput>(
      intent$,
      NEVER,
      {
        ...connectionDeps,
        role: { kind: 'offers' },
        peer: 'bob',
        connectionId: 'dc_1',
        createPeerConnection: () => peerConnection,
      },
      () => [output$],
    ).subscribe(({ kind }) => {
      told.push(kind);
      if (kind === 'failed') intent$.next(CLOSE);
    });
    output$.next({ kind: 'failed', error: webrtcError('x') });
    expect(told).toEqual([...STARTED, 'failed', 'closed']);
    expect([intent$.observed, peerConnection.subscriptions]).toEqual([false, 0]);
  });

  it('gives the reason although the platform tells of its channel while it is being closed', () => {
    const channelEnd$ = new Subject<Ended>();
    const peerConnection = new FakePeerConnection({
      close: () => {
        channelEnd$.next({ kind: 'ended', by: 'other-side' });
      },
    });
    const { told } = runBare(() => channelEnd$, { createPeerConnection: () => peerConnection });
    peerConnection.setState('failed');
    expect(told).toEqual([...STARTED, 'failed negotiation-failed', 'closed by other-side', 'complete']);
  });
});
