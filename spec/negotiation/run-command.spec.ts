import { NEVER, type Observable, of, throwError } from 'rxjs';
import { ALTERNATIVE_HOLD, CANDIDATE_HOLD } from '../../lib/core/constants.js';
import { type PeerError, webrtcError } from '../../lib/core/errors.js';
import { runCommand } from '../../lib/negotiation/run-command.js';
import type { SdpTransform } from '../../lib/negotiation/transform-sdp.js';
import type { NegotiationCommand, Result } from '../../lib/negotiation/vocabulary.js';
import type { Description } from '../../lib/ports/peer-connection.js';
import { type Answers, fakeCandidate, FakePeerConnection } from '../support/fake-peer-connection.js';
import { marbles } from '../support/marbles.js';

const offer: Description = { type: 'offer', sdp: 'o' };
const answer: Description = { type: 'answer', sdp: 'a' };
const candidate = fakeCandidate(1);
const cause = new Error('broken');

/** Runs a command to its end at once. */
const results = (command: NegotiationCommand, answers: Partial<Answers> = {}, transform?: SdpTransform) => {
  const peerConnection = new FakePeerConnection(answers);
  const told: (Result | 'complete')[] = [];
  runCommand(
    peerConnection,
    transform,
  )(command).subscribe({
    next: (result) => told.push(result),
    complete: () => told.push('complete'),
  });
  return { told, peerConnection };
};

const broken = (): Partial<Answers> => {
  const thrown = (): never => throwError(() => cause) as never;
  return {
    createOffer: thrown,
    createAnswer: thrown,
    applyLocal: thrown,
    applyRemote: thrown,
    addCandidate: thrown,
  };
};

describe('runCommand', () => {
  it.each([
    [{ kind: 'create-offer' } as const, { createOffer: () => of(offer) }, offer],
    [{ kind: 'create-answer' } as const, { createAnswer: () => of(answer) }, answer],
  ])('describes, applies the description, and only then tells it: %j', (command, answers, description) => {
    const { told, peerConnection } = results(command, answers);
    expect(told).toEqual([{ kind: 'described', description }, 'complete']);
    expect(peerConnection.calls.slice(1)).toEqual([{ name: 'applyLocal', argument: description }]);
  });

  it(
    'tells an offer that was prepared at once, and fails where it cannot be applied',
    marbles(({ cold, expectObservable, flush }) => {
      const prepared = (applied$: Observable<void>): FakePeerConnection => {
        const peerConnection = new FakePeerConnection({ createOffer: () => of(offer), applyLocal: () => applied$ });
        peerConnection.prepareOffer();
        return peerConnection;
      };
      const run = (peerConnection: FakePeerConnection, transform?: SdpTransform) =>
        runCommand(peerConnection, transform)({ kind: 'create-offer' });
      const values = {
        d: { kind: 'described', description: offer },
        t: { kind: 'described', description: { type: 'offer', sdp: 'o!' } },
        F: { kind: 'step-failed', step: 'essential', error: webrtcError(cause) },
      };
      const well = prepared(cold('--(x|)', { x: undefined }));
      expectObservable(run(well)).toBe('d-|', values);
      expectObservable(run(prepared(cold('--#', undefined, cause)))).toBe('d-(F|)', values);
      expectObservable(run(prepared(cold('--(x|)', { x: undefined })), (sdp) => `${sdp}!`)).toBe('--(t|)', values);
      flush();
      expect(well.calls).toEqual([{ name: 'applyLocal', argument: offer }]);
    }),
  );

  it.each(['x', {}, null])('takes a hook that is no function for none: %j', (hook) => {
    const { told } = results({ kind: 'create-offer' }, {}, hook as unknown as SdpTransform);
    expect(told[0]).toEqual({ kind: 'described', description: { type: 'offer', sdp: 'offer' } });
  });

  it('applies and tells what the hook made of the SDP', () => {
    const { told, peerConnection } = results({ kind: 'create-offer' }, {}, (sdp) => `${sdp}!`);
    expect(peerConnection.calls[1]).toEqual({ name: 'applyLocal', argument: { type: 'offer', sdp: 'offer!' } });
    expect(told[0]).toEqual({ kind: 'described', description: { type: 'offer', sdp: 'offer!' } });
  });

  it('does nothing by itself', () => {
    const peerConnection = new FakePeerConnection();
    runCommand(peerConnection, undefined)({ kind: 'create-offer' });
    expect(peerConnection.calls).toEqual([]);
  });

  it('applies what the other side described', () => {
    const { told, peerConnection } = results({ kind: 'apply-remote', description: answer });
    expect(told).toEqual([{ kind: 'remote-applied' }, 'complete']);
    expect(peerConnection.calls).toEqual([{ name: 'applyRemote', argument: answer }]);
  });

  it('adds a candidate without a word', () => {
    const { told, peerConnection } = results({ kind: 'add-candidate', candidate });
    expect(told).toEqual(['complete']);
    expect(peerConnection.calls).toEqual([{ name: 'addCandidate', argument: candidate }]);
  });

  it(
    'waits: a moment, or a while',
    marbles(({ expectObservable }) => {
      for (const [hold, time] of [
        ['a-moment', CANDIDATE_HOLD],
        ['a-while', ALTERNATIVE_HOLD],
      ] as const) {
        const run = () => runCommand(new FakePeerConnection(), undefined)({ kind: 'wait', hold });
        const waited: Result = { kind: 'waited', hold };
        expectObservable(run()).toBe(`${String(time)}ms (w|)`, { w: waited });
        expectObservable(run(), '^--!').toBe('');
      }
    }),
  );

  it('leaves telling to others', () => {
    const { told, peerConnection } = results({ kind: 'tell', output: { kind: 'candidate', candidate } });
    expect(told).toEqual(['complete']);
    expect(peerConnection.calls).toEqual([]);
  });

  it.each([
    ['essential', { kind: 'create-offer' }],
    ['essential', { kind: 'create-answer' }],
    ['essential', { kind: 'apply-remote', description: answer }],
    ['candidate', { kind: 'add-candidate', candidate }],
  ] as const)('tells a failure as %s, and keeps its cause: %j', (step, command) => {
    const { told } = results(command, broken());
    expect(told).toEqual([{ kind: 'step-failed', step, error: expect.anything() }, 'complete']);
    const { error } = told[0] as { readonly error: PeerError };
    expect([error.type, error.message, error.cause]).toEqual(['webrtc', 'broken', cause]);
  });

  it('tells where a description cannot be applied', () => {
    const { told } = results({ kind: 'create-offer' }, { ...broken(), createOffer: () => of(offer) });
    expect(told).toEqual([expect.objectContaining({ kind: 'step-failed', step: 'essential' }), 'complete']);
  });

  it('tells what a hook throws, and applies nothing', () => {
    const { told, peerConnection } = results({ kind: 'create-offer' }, {}, () => {
      throw cause;
    });
    expect(told).toEqual([expect.objectContaining({ kind: 'step-failed', step: 'essential' }), 'complete']);
    expect(peerConnection.asked).toEqual(['createOffer']);
  });

  it(
    'takes the time that the steps take, and gives them up when unsubscribed',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const described$ = cold('--(o|)', { o: offer });
      const applied$ = cold('---(x|)', { x: undefined });
      const peerConnection = new FakePeerConnection({ createOffer: () => described$, applyLocal: () => applied$ });
      const run = () => runCommand(peerConnection, undefined)({ kind: 'create-offer' });
      expectObservable(run()).toBe('-----(d|)', { d: { kind: 'described', description: offer } });
      expectObservable(run(), '^---!').toBe('');
      expectObservable(run(), '^!').toBe('');
      expectSubscriptions(described$.subscriptions).toBe(['^-!', '^-!', '^!']);
      expectSubscriptions(applied$.subscriptions).toBe(['--^--!', '--^-!']);
    }),
  );

  it.each<readonly [string, NegotiationCommand, keyof Answers]>([
    ['what the other side described', { kind: 'apply-remote', description: answer }, 'applyRemote'],
    ['a candidate', { kind: 'add-candidate', candidate }, 'addCandidate'],
  ])('takes in %s once, for as long as that takes or somebody waits', (_name, command, step) => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      for (const [applied, left, result, until] of [
        ['-----', '^--!', '---- ', '^--!'],
        ['--|  ', '    ', '--|  ', '^-!'],
        ['--#  ', '    ', '--(F|)', '^-!'],
        ['--(x|)', '   ', command.kind === 'apply-remote' ? '--(a|)' : '--|', '^-!'],
      ] as const) {
        const applied$ = cold<undefined>(applied.trim(), { x: undefined }, cause);
        const peerConnection = new FakePeerConnection({ [step]: () => applied$ });
        expectObservable(runCommand(peerConnection, undefined)(command), left.trim() || null).toBe(result, {
          a: { kind: 'remote-applied' },
          F: expect.objectContaining({ kind: 'step-failed', error: webrtcError(cause) }),
        });
        expectSubscriptions(applied$.subscriptions).toBe(until);
      }
    })();
  });

  it('waits as long as it takes', () => {
    const { told, peerConnection } = results(
      { kind: 'apply-remote', description: offer },
      { applyRemote: () => NEVER },
    );
    expect(told).toEqual([]);
    expect(peerConnection.subscriptions).toBe(1);
  });
});
