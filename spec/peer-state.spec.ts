import { pageLeft, serverError } from '../lib/core/errors.js';
import { clockOf, type PublishedState, reducePeer, refusalOf, unreachable } from '../lib/peer-state.js';
import type { PeerState, PeerStatus } from '../lib/pipelines/peer-machine.js';
import { FakeEnvironment } from './support/fake-environment.js';
import { serverOptions } from './support/server-options.js';

const ERROR = serverError('x');

const OPEN: PublishedState = { status: 'open', id: 'me' };

describe('reducePeer', () => {
  it.each([
    [{ kind: 'opened', id: 'you' } as const, { status: 'open', id: 'you' }],
    [{ kind: 'reconnecting' } as const, { status: 'reconnecting', id: 'me' }],
    [{ kind: 'disconnected', id: 'me' } as const, { status: 'disconnected', id: 'me' }],
    [{ kind: 'closed' } as const, { status: 'destroyed', id: 'me' }],
    [{ kind: 'closed', error: ERROR } as const, { status: 'destroyed', id: 'me', failure: ERROR }],
  ])('is what was told last: %j', (output, state) => {
    expect(reducePeer(OPEN, output)).toEqual(state);
  });

  it('is changed by nothing else', () => {
    for (const output of [
      { kind: 'error', error: serverError('x') },
      { kind: 'left', peer: 'bob' },
      { kind: 'unavailable', peer: 'bob' },
      { kind: 'parted', error: pageLeft() },
    ] as const)
      expect(reducePeer(OPEN, output)).toBe(OPEN);
  });
});

describe('clockOf', () => {
  it.each([
    ['connecting', 'stands'],
    ['open', 'runs'],
    ['reconnecting', 'stands'],
    ['disconnected', 'runs'], // nobody looks for the server
    ['destroyed', 'runs'],
  ] as const)('says of the time of those who wait for an answer, of a Peer that is %s: it %s', (status, clock) => {
    expect(clockOf(status)).toBe(clock);
  });
});

describe('refusalOf', () => {
  const able = new FakeEnvironment();
  const unable = new FakeEnvironment({ capabilities: { data: false, audioVideo: false } });

  it.each([
    ['me', 'peerjs', able, undefined],
    [undefined, 'peerjs', able, undefined],
    ['-me', 'peerjs', able, 'invalid-id'],
    ['me', 'a/b', able, 'invalid-key'],
    ['-me', 'a/b', able, 'invalid-id'],
    ['-me', 'a/b', unable, 'browser-incompatible'],
  ])('names the first thing that is wrong: id %s, key %s', (id, key, environment, type) => {
    expect(refusalOf(id, serverOptions({ key }), environment)?.type).toBe(type);
  });
});

describe('unreachable', () => {
  const state = (status: PeerStatus): PeerState => ({
    status,
    id: 'me',
    pending: [],
    failures: 0,
  });

  it.each(['connecting', 'open', 'reconnecting'] as const)(
    'is nobody but oneself, and who is no peer: %s',
    (status) => {
      expect(['bob', 'me', '', '__proto__'].map((peer) => unreachable(peer, state(status))?.type)).toEqual([
        undefined,
        'peer-unavailable',
        'peer-unavailable',
        'peer-unavailable',
      ]);
    },
  );

  it.each(['disconnected', 'destroyed'] as const)('is everybody without a server: %s', (status) => {
    expect(['bob', 'me'].map((peer) => unreachable(peer, state(status))?.type)).toEqual([
      'disconnected',
      'disconnected',
    ]);
  });
});
