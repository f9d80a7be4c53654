import { webrtcError } from '../lib/core/errors.js';
import { type ConnectionState, reduceConnection } from '../lib/connection.js';
import type { ConnectionOutput } from '../lib/pipelines/output.js';
import { fakeCandidate } from './support/fake-peer-connection.js';

const native = {} as RTCPeerConnection;
const channel = {} as RTCDataChannel;
const error = webrtcError(new Error('x'));
const START: ConnectionState = { phase: 'opening' };

const after = (...outputs: readonly ConnectionOutput[]): ConnectionState => outputs.reduce(reduceConnection, START);

describe('reduceConnection', () => {
  it('knows what is underneath, and how it is', () => {
    expect(
      after(
        { kind: 'peer-connection', native },
        { kind: 'channel', native: channel },
        { kind: 'ice-state', state: 'checking' },
        { kind: 'opened' },
      ),
    ).toEqual({ phase: 'open', peerConnection: native, channel, iceState: 'checking' });
  });

  it('knows whether the other side has been told of it, until it is open', () => {
    const described: ConnectionOutput = { kind: 'described', description: { type: 'offer', sdp: 'o' } };
    expect(after(described).phase).toBe('described');
    expect(after({ kind: 'opened' }, described).phase).toBe('open');
  });

  it('is changed by nothing that is only told', () => {
    const outputs: readonly ConnectionOutput[] = [
      { kind: 'candidate', candidate: fakeCandidate(1) },
      { kind: 'error', error },
    ];
    for (const output of outputs) expect(reduceConnection(START, output)).toBe(START);
  });

  it.each(['this-side', 'other-side'] as const)('lets go of everything when it is closed by %s', (by) => {
    expect(after({ kind: 'peer-connection', native }, { kind: 'opened' }, { kind: 'closed', by })).toEqual({
      phase: 'closed',
      endedBy: by,
      closedWhile: 'open',
    });
  });

  it('remembers how far it had come when it was closed', () => {
    const described: ConnectionOutput = { kind: 'described', description: { type: 'offer', sdp: 'o' } };
    const closed: ConnectionOutput = { kind: 'closed', by: 'other-side' };
    const ways = [[], [described], [described, { kind: 'opened' }]] as const;
    expect(ways.map((way) => after(...way, closed).closedWhile)).toEqual(['opening', 'described', 'open']);
  });

  it.each(['busy', ''])('remembers the reason for which it was closed: %p', (reason) => {
    expect(after({ kind: 'closed', by: 'other-side', reason })).toEqual({
      phase: 'closed',
      endedBy: 'other-side',
      closedWhile: 'opening',
      closeReason: reason,
    });
    expect(after({ kind: 'closed', by: 'other-side', reason: undefined })).not.toHaveProperty('closeReason');
  });

  it('remembers what it failed with, but no error that it has outlived', () => {
    expect(after({ kind: 'error', error }, { kind: 'closed', by: 'other-side' })).not.toHaveProperty('failure');
    expect(after({ kind: 'failed', error }, { kind: 'closed', by: 'other-side' })).toEqual({
      phase: 'closed',
      endedBy: 'other-side',
      closedWhile: 'opening',
      failure: error,
    });
  });
});
