import { disconnectedFromServer } from '../lib/core/errors.js';
import {
  dataEnd,
  invitedEnd,
  type Invited,
  isFor,
  mediaEnd,
  toCandidateMessage,
  toCloseMessage,
  toConnectionSignal,
  toDescriptionMessage,
} from '../lib/end.js';
import type { ConnectOptions } from '../lib/core/options.js';
import type { Signal } from '../lib/signalling/messages.js';
import { fakeCandidate } from './support/fake-peer-connection.js';

const offer = { type: 'offer', sdp: 'o' } as const;
const answer = { type: 'answer', sdp: 'a' } as const;
const candidate = fakeCandidate(1);
const signal: Signal = { kind: 'candidate', peer: 'bob', connectionId: 'dc_t', candidate };

const invited = (overrides: Partial<Invited['offer']> = {}): Invited => ({
  kind: 'invited',
  peer: 'bob',
  early: [signal],
  offer: {
    connection: 'data',
    connectionId: 'dc_t',
    description: offer,
    metadata: 1,
    reliable: true,
    extensions: { version: 1 },
    ...overrides,
  },
});

describe('The end of a connection', () => {
  it('is ours to offer, with defaults for what was not given', () => {
    const end = dataEnd('bob', 't', {}, undefined);
    expect(end).toMatchObject({
      kind: 'data',
      peer: 'bob',
      connectionId: 'dc_t',
      label: 'dc_t',
      reliable: false,
      serialization: 'binary',
      role: { kind: 'offers' },
      refusal: undefined,
    });
    expect(dataEnd('bob', 't', { label: '' }, undefined).label).toBe('dc_t'); // as in PeerJS
    expect(dataEnd('bob', 't', { label: 'chat', reliable: true, serialization: 'raw' }, undefined)).toMatchObject({
      label: 'chat',
      reliable: true,
      serialization: 'none',
    });
    const odd = { label: 7, reliable: 1 } as unknown as ConnectOptions;
    expect(dataEnd('bob', 't', odd, undefined)).toMatchObject({ label: '7', reliable: true }); // what PeerJS makes of it
  });

  it('is ours to call with', () => {
    const sdpTransform = (sdp: string): string => sdp;
    expect(mediaEnd('bob', 't', { metadata: 1, sdpTransform }, undefined)).toMatchObject({
      kind: 'media',
      connectionId: 'mc_t',
      metadata: 1,
      sdpTransform,
      role: { kind: 'offers' },
    });
  });

  it('is refused for the reason given, else for its metadata', () => {
    const reason = disconnectedFromServer();
    expect(dataEnd('bob', 't', { metadata: 1n }, reason).refusal).toBe(reason);
    const refusal = dataEnd('bob', 't', { metadata: 1n }, undefined).refusal;
    expect([refusal?.type, refusal?.cause]).toEqual(['not-serializable', expect.any(Error)]);
    const throwing = {
      toJSON: () => {
        throw 'just a text';
      },
    };
    expect(mediaEnd('bob', 't', { metadata: throwing }, undefined).refusal?.message).toContain('just a text');
    expect(dataEnd('bob', 't', { metadata: { fine: true } }, undefined).refusal).toBeUndefined();
  });

  it('answers what the other side offers', () => {
    expect(invitedEnd(invited())).toMatchObject({
      kind: 'data',
      peer: 'bob',
      connectionId: 'dc_t',
      label: 'dc_t',
      metadata: 1,
      serialization: 'binary',
      reliable: true,
      role: { kind: 'answers', offer },
      early: [signal],
      extensions: { version: 1 },
    });
    expect(invitedEnd(invited({ label: 'chat', serialization: 'raw' }))).toMatchObject({
      label: 'chat',
      serialization: 'none',
    });
  });

  it('says OFFER or ANSWER, whichever is its part', () => {
    const end = dataEnd('bob', 't', { label: 'chat', serialization: 'none', metadata: 1 }, undefined);
    expect(toDescriptionMessage(end, offer)).toEqual({
      type: 'OFFER',
      dst: 'bob',
      payload: {
        sdp: offer,
        type: 'data',
        connectionId: 'dc_t',
        metadata: 1,
        label: 'chat',
        reliable: false,
        serialization: 'raw',
        rxpeer: { version: 1 },
      },
    });
    expect(toDescriptionMessage(invitedEnd(invited()), answer)).toEqual({
      type: 'ANSWER',
      dst: 'bob',
      payload: { sdp: answer, type: 'data', connectionId: 'dc_t', rxpeer: { version: 1 } },
    });
    expect(toCandidateMessage(end, candidate)).toEqual({
      type: 'CANDIDATE',
      dst: 'bob',
      payload: { candidate, type: 'data', connectionId: 'dc_t' },
    });
  });

  it('knows the signals that are for it, and what they mean to negotiation', () => {
    const end = dataEnd('bob', 't', {}, undefined);
    expect(isFor(end, signal)).toBe(true);
    expect(isFor(end, { ...signal, peer: 'eve' })).toBe(false);
    expect(isFor(end, { ...signal, connectionId: 'dc_x' })).toBe(false);
    expect(toConnectionSignal(signal)).toEqual({ kind: 'remote-candidate', candidate });
    expect(
      toConnectionSignal({ kind: 'answer', peer: 'bob', connectionId: 'dc_t', description: answer, extensions: {} }),
    ).toEqual({ kind: 'remote-answer', description: answer });
    expect(toConnectionSignal({ kind: 'close', peer: 'bob', connectionId: 'dc_t', reason: 'busy' })).toEqual({
      kind: 'remote-closed',
      reason: 'busy',
    });
    expect(toConnectionSignal({ kind: 'close', peer: 'bob', connectionId: 'dc_t' })).toEqual({
      kind: 'remote-closed',
      reason: undefined,
    });
  });

  it.each([
    ['a data connection', dataEnd('bob', 't', {}, undefined), 'dc_t'],
    ['a call', mediaEnd('bob', 't', {}, undefined), 'mc_t'],
    ['one that an RxPeer has offered', invitedEnd(invited()), 'dc_t'],
  ])('says that it closes, and why, before it is open: %s', (_name, end, close) => {
    expect(toCloseMessage(end, 'busy')).toEqual({
      type: 'CANDIDATE',
      dst: 'bob',
      payload: { rxpeer: { version: 1, close, reason: 'busy' } },
    });
    expect(toCloseMessage(end, undefined)).toEqual({
      type: 'CANDIDATE',
      dst: 'bob',
      payload: { rxpeer: { version: 1, close } },
    });
  });

  it('says nothing of its end to a PeerJS that has offered it', () => {
    const end = invitedEnd(invited({ extensions: {} }));
    expect([toCloseMessage(end, 'busy'), toCloseMessage(end, undefined)]).toEqual([undefined, undefined]);
  });
});
