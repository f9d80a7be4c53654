import { EMPTY, merge, NEVER, type Observable, of, Subject, throwError } from 'rxjs';
import { invalidMessage, PeerError, peerUnavailable, webrtcError } from '../../lib/core/errors.js';
import type { RemoteSignal } from '../../lib/negotiation/vocabulary.js';
import type { ConnectionIntent } from '../../lib/pipelines/intent.js';
import type { ConnectionOutput } from '../../lib/pipelines/output.js';
import { type ConnectionDeps, runConnection } from '../../lib/pipelines/run-connection.js';
import type { Ended } from '../../lib/pipelines/until-ended.js';
import type { PeerConnection } from '../../lib/ports/peer-connection.js';
import { fakeCandidate, FakePeerConnection } from '../support/fake-peer-connection.js';
import { marbles } from '../support/marbles.js';
import { virtually } from '../support/virtual-time.js';

type Body = (peerConnection: PeerConnection) => Observable<ConnectionOutput | Ended>;

const CLOSE: ConnectionIntent = { kind: 'close', by: 'this-side' };

/** What was told, in short, and what was closed by then. */
const run = (body: Body = () => NEVER, overrides: Partial<ConnectionDeps> = {}) => {
  const peerConnection = new FakePeerConnection();
  const intent$ = new Subject<ConnectionIntent>();
  const signal$ = new Subject<RemoteSignal>();
  const told: string[] = [];
  const errors: PeerError[] = [];
  const closedBefore: number[] = [];
  const deps: ConnectionDeps = {
    role: { kind: 'offers' },
    peer: 'bob',
    connectionId: 'dc_1',
    createPeerConnection: () => peerConnection,
    ...overrides,
  };
  const subscription = runConnection<ConnectionOutput>(intent$, signal$, deps, (pc) => [body(pc)]).subscribe({
    next: (output) => {
      if ('error' in output) errors.push(output.error);
      told.push(
        'error' in output
          ? `${output.kind} ${output.error.type}`
          : 'by' in output
            ? `closed by ${output.by}`
            : output.kind,
      );
      if (output.kind === 'closed' || output.kind === 'failed') closedBefore.push(peerConnection.closes);
    },
    complete: () => told.push('complete'),
  });
  const leftovers = () => [intent$.observed, signal$.observed, peerConnection.subscriptions, peerConnection.closes > 0];
  return { peerConnection, intent$, signal$, told, errors, closedBefore, subscription, leftovers };
};

const FREE = [false, false, 0, true];
const STARTED = ['peer-connection', 'ice-state', 'described'];

describe('runConnection', () => {
  it('shows the peer connection, negotiates over it, and runs the body', () => {
    const body = jest.fn<Observable<ConnectionOutput>, [PeerConnection]>(() => of({ kind: 'opened' }));
    const { told, peerConnection } = run(body);
    expect(told).toEqual(['peer-connection', 'ice-state', 'described', 'opened']);
    expect(body).toHaveBeenCalledTimes(1);
    expect(body).toHaveBeenCalledWith(peerConnection);
    expect(peerConnection.asked).toEqual(['createOffer', 'applyLocal']);
  });

  it('hands the signals of the other side to the negotiation', () => {
    const { signal$, peerConnection } = run();
    signal$.next({ kind: 'remote-answer', description: { type: 'answer', sdp: 'a' } });
    signal$.next({ kind: 'remote-candidate', candidate: fakeCandidate(1) });
    expect(peerConnection.asked.slice(2)).toEqual(['applyRemote', 'addCandidate']);
  });

  it('uses the hook on the SDP', () => {
    const { peerConnection } = run(undefined, { sdpTransform: () => 'mine' });
    expect(peerConnection.calls[1]?.argument).toEqual({ type: 'offer', sdp: 'mine' });
  });

  it.each(['this-side', 'other-side'] as const)(
    'ends at once when it is closed by %s, freed before it says so',
    (by) => {
      const { intent$, told, closedBefore, leftovers } = run();
      intent$.next({ kind: 'close', by });
      expect(told).toEqual([...STARTED, `closed by ${by}`, 'complete']);
      expect(closedBefore[0]).toBeGreaterThan(0);
      expect(leftovers()).toEqual(FREE);
    },
  );

  it.each(['this-side', 'other-side'] as const)('ends when the body says that %s has ended it', (by) => {
    const end$ = new Subject<Ended>();
    const { told, closedBefore, leftovers } = run(() => end$);
    end$.next({ kind: 'ended', by });
    expect(told).toEqual([...STARTED, `closed by ${by}`, 'complete']);
    expect(closedBefore[0]).toBeGreaterThan(0);
    expect([...leftovers(), end$.observed]).toEqual([...FREE, false]);
  });

  it('fails, then closes, when the body fails', () => {
    const output$ = new Subject<ConnectionOutput>();
    const { told, errors, closedBefore, leftovers } = run(() => output$);
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
      ({ peerConnection }: ReturnType<typeof run>) => peerConnection.setState('failed'),
    ],
    [
      'the other peer is not there',
      'peer-unavailable',
      ({ signal$ }: ReturnType<typeof run>) =>
        signal$.next({ kind: 'remote-unavailable', error: peerUnavailable('bob') }),
    ],
  ])('fails, then closes, when %s', (_name, type, happen) => {
    const running = run();
    happen(running);
    expect(running.told).toEqual([...STARTED, `failed ${type}`, 'closed by other-side', 'complete']);
    expect([running.errors[0]?.peer, running.errors[0]?.connectionId]).toEqual(['bob', 'dc_1']);
    expect(running.leftovers()).toEqual(FREE);
  });

  it('lives on after an error, which says where it happened', () => {
    const output$ = new Subject<ConnectionOutput>();
    const { told, errors, intent$, leftovers } = run(() => output$);
    const cause = new Error('why');
    output$.next({ kind: 'error', error: new PeerError('webrtc', 'no', { cause }) });
    intent$.next({ kind: 'complain', error: invalidMessage('nonsense') });
    expect(told).toEqual([...STARTED, 'error webrtc', 'error invalid-message']);
    expect(errors.map(({ peer, connectionId }) => [peer, connectionId])).toEqual([
      ['bob', 'dc_1'],
      ['bob', 'dc_1'],
    ]);
    expect([errors[0]?.message, errors[0]?.cause]).toEqual(['no', cause]);
    intent$.next(CLOSE);
    expect(leftovers()).toEqual(FREE);
  });

  it('frees everything without a word when it is unsubscribed', () => {
    const { subscription, told, leftovers } = run();
    subscription.unsubscribe();
    expect(told).toEqual(STARTED);
    expect(leftovers()).toEqual(FREE);
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
      const { told, errors, intent$, signal$ } = run(undefined, {
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
      const { told, intent$ } = run(undefined, {
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
      const { told, errors, leftovers } = run(body);
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
    const { told, leftovers } = run(() => output$);
    output$.error(new Error('late'));
    expect(told).toEqual([...STARTED, 'failed webrtc', 'closed by other-side', 'complete']);
    expect(leftovers()).toEqual(FREE);
  });

  it('goes on where the body has nothing more to say', () => {
    const { told } = run(() => EMPTY);
    expect(told).toEqual(STARTED);
  });

  it('says that it is closed once, also where a listener closes it while it fails', () => {
    const output$ = new Subject<ConnectionOutput>();
    const intent$ = new Subject<ConnectionIntent>();
    const told: string[] = [];
    const peerConnection = new FakePeerConnection();
    runConnection<ConnectionOutput>(
      intent$,
      NEVER,
      { role: { kind: 'offers' }, peer: 'bob', connectionId: 'dc_1', createPeerConnection: () => peerConnection },
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
    const { told } = run(() => channelEnd$, { createPeerConnection: () => peerConnection });
    peerConnection.setState('failed');
    expect(told).toEqual([...STARTED, 'failed negotiation-failed', 'closed by other-side', 'complete']);
  });

  it('makes a peer connection for each subscription', () => {
    const made: FakePeerConnection[] = [];
    const output$ = runConnection<ConnectionOutput>(
      NEVER,
      NEVER,
      {
        role: { kind: 'offers' },
        peer: 'bob',
        connectionId: 'dc_1',
        createPeerConnection: () => {
          made.push(new FakePeerConnection());
          return made.at(-1) as FakePeerConnection;
        },
      },
      () => [NEVER],
    );
    expect(made).toHaveLength(0);
    merge(output$, output$).subscribe().unsubscribe();
    expect(made.map(({ closes }) => closes > 0)).toEqual([true, true]);
  });

  it(
    'listens as long as it lives, and no longer',
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const intent$ = hot<ConnectionIntent>('------c-', { c: CLOSE });
      const signal$ = hot<RemoteSignal>('    -');
      const body$ = hot<ConnectionOutput>('  ----o----o', { o: { kind: 'opened' } });
      const output$ = runConnection<ConnectionOutput>(
        intent$,
        signal$,
        {
          role: { kind: 'answers', offer: { type: 'offer', sdp: 'o' } },
          peer: 'bob',
          connectionId: 'dc_1',
          createPeerConnection: () => new FakePeerConnection({ applyRemote: () => NEVER }),
        },
        () => [body$],
      );
      expectObservable(output$).toBe('(pi)o-(c|)', {
        p: { kind: 'peer-connection', native: expect.anything() },
        i: { kind: 'ice-state', state: 'new' },
        o: { kind: 'opened' },
        c: { kind: 'closed', by: 'this-side' },
      });
      expectSubscriptions(signal$.subscriptions).toBe('^-----!');
      expectSubscriptions(body$.subscriptions).toBe('  ^-----!');
    }),
  );
});
