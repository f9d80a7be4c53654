import { EMPTY, merge, NEVER, Observable, of, Subject } from 'rxjs';
import { invalidMessage, PeerError } from '../../lib/core/errors.js';
import type { ConnectionSignal } from '../../lib/pipelines/connection-signal.js';
import type { ConnectionIntent } from '../../lib/pipelines/intent.js';
import type { ConnectionOutput } from '../../lib/pipelines/output.js';
import type { Remote } from '../../lib/pipelines/remote.js';
import { runConnection } from '../../lib/pipelines/run-connection.js';
import { connectionDeps } from '../support/connection-deps.js';
import { fakeCandidate, FakePeerConnection } from '../support/fake-peer-connection.js';
import { marbles } from '../support/marbles.js';
import { type Body, CLOSE, FREE, OFFER, runBare, STARTED } from './run-bare.js';

describe('runConnection', () => {
  it('shows the peer connection, negotiates over it, and runs the body', () => {
    const body = jest.fn<Observable<ConnectionOutput>, Parameters<Body>>(() => of({ kind: 'opened' }));
    const { told, peerConnection } = runBare(body);
    expect(told).toEqual(['peer-connection', 'ice-state', 'described', 'opened']);
    expect(body).toHaveBeenCalledTimes(1);
    expect(body).toHaveBeenCalledWith(peerConnection, expect.any(Function));
    expect(peerConnection.asked).toEqual(['createOffer', 'applyLocal']);
  });

  it('hands the signals of the other side to the negotiation', () => {
    const { signal$, peerConnection } = runBare();
    signal$.next({ kind: 'remote-answer', description: { type: 'answer', sdp: 'a' } });
    signal$.next({ kind: 'remote-candidate', candidate: fakeCandidate(1) });
    expect(peerConnection.asked.slice(2)).toEqual(['applyRemote', 'addCandidate']);
  });

  it('takes the other side for a PeerJS until it is known for an RxPeer', () => {
    const remote$ = new Subject<Remote>();
    const known: (() => Remote)[] = [];
    const { told, intent$ } = runBare(
      (_peerConnection, remote) => {
        known.push(remote);
        return NEVER;
      },
      { remote$ },
    );
    const remotes = [known[0]?.()];
    remote$.next('rxpeer');
    remotes.push(known[0]?.());
    expect(remotes).toEqual(['peerjs', 'rxpeer']);
    intent$.next(CLOSE);
    expect(told).toEqual([...STARTED, 'closed by this-side', 'complete']);
    expect(remote$.observed).toBe(false);
  });

  it('knows the other side before the body runs, where it is known from the start', () => {
    const known: Remote[] = [];
    const body: Body = (_peerConnection, remote) =>
      new Observable((subscriber) => {
        known.push(remote());
        subscriber.complete();
      });
    runBare(body, { remote$: of('rxpeer') });
    expect(known).toEqual(['rxpeer']);
  });

  it('uses the hook on the SDP', () => {
    const { peerConnection } = runBare(undefined, { sdpTransform: () => 'mine' });
    expect(peerConnection.calls[1]?.argument).toEqual({ type: 'offer', sdp: 'mine' });
  });

  it('lives on after an error, which says where it happened', () => {
    const output$ = new Subject<ConnectionOutput>();
    const { told, errors, intent$, leftovers } = runBare(() => output$);
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
    const { subscription, told, leftovers } = runBare();
    subscription.unsubscribe();
    expect(told).toEqual(STARTED);
    expect(leftovers()).toEqual(FREE);
  });

  it('goes on where the body has nothing more to say', () => {
    const { told } = runBare(() => EMPTY);
    expect(told).toEqual(STARTED);
  });

  it('makes a peer connection for each subscription', () => {
    const made: FakePeerConnection[] = [];
    const output$ = runConnection<ConnectionOutput>(
      NEVER,
      NEVER,
      {
        ...connectionDeps,
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
      const signal$ = hot<ConnectionSignal>('    -');
      const body$ = hot<ConnectionOutput>('  ----o----o', { o: { kind: 'opened' } });
      const output$ = runConnection<ConnectionOutput>(
        intent$,
        signal$,
        {
          ...connectionDeps,
          role: { kind: 'answers', offer: OFFER },
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
      expectSubscriptions(signal$.subscriptions).toBe(['^-----!', '^-----!']); // for negotiation, and for the end from afar
      expectSubscriptions(body$.subscriptions).toBe('  ^-----!');
    }),
  );
});
