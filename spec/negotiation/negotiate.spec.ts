import { EMPTY, NEVER, type Observable, Subject } from 'rxjs';
import { ALTERNATIVE_HOLD, CANDIDATE_HOLD, EARLY_CANDIDATES } from '../../lib/core/constants.js';
import { negotiationFailed, peerUnavailable } from '../../lib/core/errors.js';
import { negotiate } from '../../lib/negotiation/negotiate.js';
import type { NegotiationOutput, RemoteSignal, Role } from '../../lib/negotiation/vocabulary.js';
import type { Description } from '../../lib/ports/peer-connection.js';
import { type Answers, fakeCandidate, FakePeerConnection } from '../support/fake-peer-connection.js';
import { marbles } from '../support/marbles.js';
import { virtually } from '../support/virtual-time.js';

const OFFERS: Role = { kind: 'offers' };
const offer: Description = { type: 'offer', sdp: 'offer' };
const answer: Description = { type: 'answer', sdp: 'answer' };
const ANSWERS: Role = { kind: 'answers', offer };

const S: Record<string, RemoteSignal> = {
  a: { kind: 'remote-answer', description: answer },
  c: { kind: 'remote-candidate', candidate: fakeCandidate(1) },
  d: { kind: 'remote-candidate', candidate: fakeCandidate(2) },
  u: { kind: 'remote-unavailable', error: peerUnavailable('bob') },
};

const O: Record<string, NegotiationOutput> = {
  n: { kind: 'ice-state', state: 'new' },
  o: { kind: 'described', description: offer },
  a: { kind: 'described', description: answer },
  c: { kind: 'candidate', candidate: fakeCandidate(1) },
  d: { kind: 'candidate', candidate: fakeCandidate(2) },
  k: { kind: 'ice-state', state: 'checking' },
  f: { kind: 'ice-state', state: 'failed' },
  X: { kind: 'failed', error: negotiationFailed('bob') },
  U: { kind: 'failed', error: peerUnavailable('bob') },
};

const start = (signal$: Observable<RemoteSignal>, role: Role, answers: Partial<Answers> = {}) => {
  const peerConnection = new FakePeerConnection(answers);
  return { peerConnection, output$: negotiate(signal$, { role, peer: 'bob', peerConnection }) };
};

describe('negotiate', () => {
  it(
    'offers, keeps candidates of both sides until their time has come, and goes on',
    marbles(({ cold, hot, expectObservable, expectSubscriptions, flush }) => {
      const signal$ = hot('  c---a-----d---', S);
      const described$ = cold('--(o|)', { o: offer });
      const applied$ = cold('   ---(x|)', { x: undefined });
      const { peerConnection, output$ } = start(signal$, OFFERS, {
        createOffer: () => described$,
        applyRemote: () => applied$,
      });
      hot('-c----d', S).subscribe((signal) => {
        if (signal.kind === 'remote-candidate') peerConnection.gather(signal.candidate);
      });
      const end = `^ ${String(CANDIDATE_HOLD + 6)}ms !`;
      expectObservable(output$, end).toBe(`n-(oc) ${String(CANDIDATE_HOLD)}ms d`, O);
      expectSubscriptions(signal$.subscriptions).toBe(end);
      expectSubscriptions(applied$.subscriptions).toBe('----^--!');
      flush();
      expect(peerConnection.calls).toEqual([
        { name: 'createOffer' },
        { name: 'applyLocal', argument: offer },
        { name: 'applyRemote', argument: answer },
        { name: 'addCandidate', argument: fakeCandidate(1) },
        { name: 'addCandidate', argument: fakeCandidate(2) },
      ]);
      expect(peerConnection.subscriptions).toBe(0);
    }),
  );

  it(
    'answers, adds candidates when the offer is in place, and sends its own after the answer',
    marbles(({ cold, hot, expectObservable, flush }) => {
      const signal$ = hot('  -c-----d', S);
      const applied$ = cold('--(x|)', { x: undefined });
      const described$ = cold(' ----(a|)', { a: answer });
      const { peerConnection, output$ } = start(signal$, ANSWERS, {
        applyRemote: () => applied$,
        createAnswer: () => described$,
      });
      hot('---c------d', S).subscribe((signal) => {
        if (signal.kind === 'remote-candidate') peerConnection.gather(signal.candidate);
      });
      const end = `^ ${String(CANDIDATE_HOLD + 10)}ms !`;
      expectObservable(output$, end).toBe(`n-----a ${String(CANDIDATE_HOLD - 1)}ms (cd)`, O);
      flush();
      expect(peerConnection.asked).toEqual([
        'applyRemote',
        'createAnswer',
        'applyLocal',
        'addCandidate',
        'addCandidate',
      ]);
      expect(peerConnection.subscriptions).toBe(0);
    }),
  );

  it(
    'tells candidates of its own a moment after the first of them, in order',
    marbles(({ hot, expectObservable }) => {
      const { peerConnection, output$ } = start(NEVER, ANSWERS);
      hot('----cd', S).subscribe((signal) => {
        if (signal.kind === 'remote-candidate') peerConnection.gather(signal.candidate);
      });
      expectObservable(output$, `^ ${String(CANDIDATE_HOLD + 7)}ms !`).toBe(`(na) ${String(CANDIDATE_HOLD)}ms (cd)`, O);
    }),
  );

  it(
    'tells them much later where there is a path by then',
    marbles(({ hot, expectObservable }) => {
      const { peerConnection, output$ } = start(NEVER, ANSWERS);
      hot('----c').subscribe(() => {
        peerConnection.gather(fakeCandidate(1));
      });
      hot('-------p').subscribe(() => {
        peerConnection.setIceState('connected');
      });
      expectObservable(output$, '^ 300ms !').toBe(`(na)---p ${String(CANDIDATE_HOLD + ALTERNATIVE_HOLD - 4)}ms c`, {
        ...O,
        p: { kind: 'ice-state', state: 'connected' },
      });
    }),
  );

  it(
    'offers, tells the first candidate at once and the next one a moment later, but not where a server has found it',
    marbles(({ hot, expectObservable }) => {
      const reflexive = { ...fakeCandidate(3), candidate: 'candidate:3 1 udp 1686052607 203.0.113.1 50002 typ srflx' };
      const found = { ...S, r: { kind: 'remote-candidate', candidate: reflexive } as const };
      const { peerConnection, output$ } = start(NEVER, OFFERS);
      hot('----cdr', found).subscribe((signal) => {
        if (signal.kind === 'remote-candidate') peerConnection.gather(signal.candidate);
      });
      expectObservable(output$, '^ 20ms !').toBe(`(no)c-r ${String(CANDIDATE_HOLD - 2)}ms d`, {
        ...O,
        r: { kind: 'candidate', candidate: reflexive },
      });
    }),
  );

  it(
    'takes an answer that comes while it is still offering for nothing',
    marbles(({ cold, hot, expectObservable, flush }) => {
      const { peerConnection, output$ } = start(hot('-a-', S), OFFERS, {
        createOffer: () => cold('--(o|)', { o: offer }),
      });
      expectObservable(output$, '^---!').toBe('n-o', O);
      flush();
      expect(peerConnection.asked).toEqual(['createOffer', 'applyLocal']);
    }),
  );

  it(
    'goes on where signalling has ended, and where there is none',
    virtually(({ pass }) => {
      for (const signal$ of [EMPTY, NEVER]) {
        const { peerConnection, output$ } = start(signal$, OFFERS);
        const told: unknown[] = [];
        const subscription = output$.subscribe({
          next: ({ kind }) => told.push(kind),
          complete: () => told.push('complete'),
        });
        pass(100_000);
        peerConnection.gather(fakeCandidate(1));
        expect(told).toEqual(['ice-state', 'described', 'candidate']);
        subscription.unsubscribe();
        expect(peerConnection.subscriptions).toBe(0);
      }
    }),
  );

  it(
    'fails for good where the other peer is not there',
    marbles(({ hot, expectObservable, expectSubscriptions, flush }) => {
      const signal$ = hot('----u-c-a-', S);
      const { peerConnection, output$ } = start(signal$, OFFERS);
      expectObservable(output$).toBe('(no)(U|)', O);
      expectSubscriptions(signal$.subscriptions).toBe('^---!');
      flush();
      expect(peerConnection.subscriptions).toBe(0);
    }),
  );

  it(
    'lives on where a late candidate could not be delivered',
    marbles(({ hot, expectObservable }) => {
      const { output$ } = start(hot('-au-', S), OFFERS);
      expectObservable(output$, '^----!').toBe('(no)', O);
    }),
  );

  it(
    'fails once where all paths are dead, whichever state says so first',
    virtually(({ pass }) => {
      const fates = [
        (dead: FakePeerConnection) => {
          dead.setIceState('checking');
          dead.setIceState('failed');
          dead.setState('failed');
        },
        (dead: FakePeerConnection) => {
          dead.setState('failed');
          dead.setIceState('failed');
        },
      ];
      const told = fates.map((fate) => {
        const { peerConnection, output$ } = start(NEVER, OFFERS);
        const outputs: unknown[] = [];
        output$.subscribe({ next: (output) => outputs.push(output), complete: () => outputs.push('complete') });
        pass(1);
        fate(peerConnection);
        expect(peerConnection.subscriptions).toBe(0);
        return outputs;
      });
      expect(told).toEqual([
        [O['n'], O['o'], O['k'], O['f'], O['X'], 'complete'],
        [O['n'], O['o'], O['X'], 'complete'],
      ]);
    }),
  );

  it(
    'fails where an essential step does, and lives on where a candidate is refused',
    marbles(({ cold, hot, expectObservable, flush }) => {
      const broken = new Error('broken');
      const failing = start(NEVER, OFFERS, { createOffer: () => cold('--#', {}, broken) });
      expectObservable(failing.output$).toBe('n-(x|)', {
        n: O['n'],
        x: expect.objectContaining({
          kind: 'failed',
          error: expect.objectContaining({ type: 'webrtc', cause: broken }),
        }),
      });
      const refusing = start(hot('---ac-d', S), OFFERS, { addCandidate: () => cold('-#', {}, broken) });
      expectObservable(refusing.output$, '^--------!').toBe('(no)-e-e', {
        ...O,
        e: expect.objectContaining({ kind: 'error', error: expect.objectContaining({ type: 'webrtc' }) }),
      });
      flush();
      expect(failing.peerConnection.subscriptions).toBe(0);
    }),
  );

  it(
    'errors with what brings its signals',
    marbles(({ hot, expectObservable, expectSubscriptions, flush }) => {
      const signal$ = hot<RemoteSignal>('----#');
      const { peerConnection, output$ } = start(signal$, OFFERS);
      expectObservable(output$).toBe('(no)#', O);
      expectSubscriptions(signal$.subscriptions).toBe('^---!');
      flush();
      expect(peerConnection.subscriptions).toBe(0);
    }),
  );

  it(
    'gives up the steps under way when nobody listens any more',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const never$ = cold<Description>('-');
      const { peerConnection, output$ } = start(NEVER, OFFERS, { createOffer: () => never$ });
      expectObservable(output$, '^--!').toBe('n', O);
      expectSubscriptions(never$.subscriptions).toBe('^--!');
      flush();
      expect(peerConnection.subscriptions).toBe(0);
    }),
  );

  it(
    'keeps no more candidates than it should, and sends them in order',
    virtually(({ pass }) => {
      const many = Array.from({ length: EARLY_CANDIDATES + 5 }, (_, n) => fakeCandidate(n));
      const offer$ = new Subject<Description>();
      const { peerConnection, output$ } = start(NEVER, OFFERS, { createOffer: () => offer$ });
      const sent: unknown[] = [];
      const subscription = output$.subscribe((output) => {
        if (output.kind === 'candidate') sent.push(output.candidate);
      });
      for (const candidate of many) peerConnection.gather(candidate);
      pass(CANDIDATE_HOLD);
      expect(sent).toEqual([]);
      offer$.next(offer);
      expect(sent).toEqual(many.slice(0, 1));
      pass(CANDIDATE_HOLD);
      expect(sent).toEqual(many.slice(0, EARLY_CANDIDATES));
      subscription.unsubscribe();
    }),
  );
});
