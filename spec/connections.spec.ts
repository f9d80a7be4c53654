import { SPARE_DELAY } from '../lib/core/constants.js';
import type { MediaConnection } from '../lib/media-connection.js';
import type { ClientMessage } from '../lib/signalling/messages.js';
import { FakeDataChannel } from './support/fake-data-channel.js';
import { NOTHING_HELD } from './support/fake-environment.js';
import { fakeCandidate, fakeStream } from './support/fake-peer-connection.js';
import { answerFrom, invitation, loneConnections } from './support/lone-connections.js';
import { recordEvents } from './support/record.js';
import { virtually } from './support/virtual-time.js';

const typesOf = (messages: readonly ClientMessage[]): string[] => messages.map(({ type }) => type);

describe('Connections', () => {
  it('sends what a connection has to say, and forgets it when it is closed', () => {
    const { connections, environment, sent, forgotten } = loneConnections();
    const connection = connections.connect('bob', {}, undefined);
    environment.peerConnection.gather(fakeCandidate(1));
    expect(typesOf(sent)).toEqual(['OFFER', 'CANDIDATE']);
    connection.close();
    expect(forgotten).toEqual([`${connection.peer} ${connection.connectionId}`]);
    expect(connections.get('bob', connection.connectionId)).toBeUndefined();
    expect(environment.held).toEqual(NOTHING_HELD);
  });

  it('answers an offer with what came before it', () => {
    const { connections, environment, sent } = loneConnections();
    const candidate = fakeCandidate(1);
    connections.accept(invitation({}, [{ kind: 'candidate', peer: 'bob', connectionId: 'dc_1', candidate }]));
    expect(environment.peerConnection.asked).toEqual(['applyRemote', 'createAnswer', 'applyLocal', 'addCandidate']);
    expect(typesOf(sent)).toEqual(['ANSWER']);
    connections.endAll(undefined);
  });

  it('hands signals to the connection that they are for, and to no other', () => {
    const { connections, environment, news$ } = loneConnections();
    const [one, two] = [connections.connect('bob', {}, undefined), connections.connect('bob', {}, undefined)];
    news$.next(answerFrom('bob', two.connectionId));
    news$.next(answerFrom('eve', one.connectionId));
    const applied = environment.peerConnections.map(({ asked }) => asked.includes('applyRemote'));
    expect(applied).toEqual([false, true]);
    connections.endAll(undefined);
  });

  it('tells those who wait for a peer that it is not there', () => {
    const { connections, news$, complaints } = loneConnections();
    const [waiting, answered] = [
      connections.connect('bob', {}, undefined),
      connections.call('bob', undefined, {}, undefined),
    ];
    const other = connections.connect('carol', {}, undefined);
    const heard = [waiting, other].map((connection) => recordEvents(connection, 'error', 'close'));
    news$.next(answerFrom('bob', answered.connectionId));
    news$.next({ kind: 'unavailable', peer: 'bob' });
    expect(heard).toEqual([['error peer-unavailable', 'close'], []]);
    expect(answered._state.endedBy).toBeUndefined();
    expect(complaints).toEqual([]); // the Peer has told it already
    connections.endAll(undefined);
  });

  it('lets the Peer complain of WebRTC, and of nothing else', () => {
    virtually(({ pass }) => {
      const { connections, complaints } = loneConnections({
        createPeerConnection: () => {
          throw new TypeError('bad config');
        },
      });
      const connection = connections.connect('bob', {}, undefined);
      connections.connect('bob', { serialization: 'nonsense' }, undefined);
      pass(0);
      expect(complaints).toEqual([
        expect.objectContaining({ type: 'webrtc', message: 'bad config', connectionId: connection.connectionId }),
      ]);
    })();
  });

  it('knows the other side for RxPeer by what it says, in either part', () => {
    for (const [extensions, sent] of [
      [{ version: 1 }, 1],
      [{}, 0],
    ] as const) {
      const { connections, environment, news$ } = loneConnections();
      const connection = connections.connect('bob', { serialization: 'json' }, undefined);
      news$.next(answerFrom('bob', connection.connectionId, extensions));
      const [ours] = environment.peerConnection.channels;
      ours?.open();
      connection.send({ __peerData: 1 });
      expect(ours?.sent).toHaveLength(sent);
      const theirs = new FakeDataChannel({ readyState: 'open' });
      const invited = connections.accept(invitation({ extensions, serialization: 'json' }));
      environment.peerConnection.receiveChannel(theirs);
      if (invited?.type === 'data') invited.send({ __peerData: 1 });
      expect(theirs.sent).toHaveLength(sent);
      connections.endAll(undefined);
    }
  });

  it(
    'makes the peer connection of a call when it is placed or answered: what the user has allowed by then counts for it',
    virtually(({ pass }) => {
      const { connections, environment } = loneConnections();
      const offer = { connection: 'media', connectionId: 'mc_1' } as const;
      const takers = [
        () => connections.call('bob', fakeStream('mine', 'audio'), {}, undefined),
        () => {
          const call = connections.accept(invitation(offer)) as MediaConnection;
          call.answer(fakeStream('mine', 'audio'));
        },
      ];
      takers.forEach((take, index) => {
        connections.prepare();
        pass(SPARE_DELAY);
        expect(environment.held.spares).toBe(1);
        take();
        expect(environment.configurations).toHaveLength(2 * (index + 1));
        expect(environment.held.spares).toBe(0);
      });
      connections.endAll(undefined);
    }),
  );

  it('knows whether any is open', () => {
    const { connections, environment } = loneConnections();
    expect(connections.hasOpen()).toBe(false);
    connections.connect('bob', {}, undefined);
    expect(connections.hasOpen()).toBe(false);
    environment.peerConnection.channels[0]?.open();
    expect(connections.hasOpen()).toBe(true);
    connections.endAll(undefined);
    expect(connections.hasOpen()).toBe(false);
  });

  it('knows who is waited for: those who have not answered, and let nobody in', () => {
    const { connections, environment } = loneConnections();
    expect(connections.isAwaited('bob')).toBe(false);
    const [one, two] = [connections.connect('bob', {}, undefined), connections.call('bob', undefined, {}, undefined)];
    environment.peerConnections[0]?.channels[0]?.open();
    expect([connections.isAwaited('bob'), connections.isAwaited('eve')]).toEqual([true, false]);
    two.close();
    expect([one.open, connections.isAwaited('bob')]).toEqual([true, false]);
    connections.accept(invitation()); // for which bob waits
    expect(connections.isAwaited('bob')).toBe(false);
    connections.endAll(undefined);
  });

  it('ends all with one peer, or closes all', () => {
    const { connections, environment } = loneConnections();
    const gone = [1, 2, 3, 4, 5].map(() => connections.connect('bob', {}, undefined));
    const stays = connections.connect('carol', {}, undefined);
    connections.endAllWith('bob');
    connections.endAllWith('nobody');
    expect(gone.map(({ _state: { endedBy } }) => endedBy)).toEqual(gone.map(() => 'other-side'));
    expect(Object.keys(connections.toObject())).toEqual(['carol']);
    connections.endAll(undefined);
    expect(stays._state.endedBy).toBe('this-side');
    expect(environment.held).toEqual(NOTHING_HELD);
  });

  it('refuses what nobody can read, and replaces what is offered anew, but not what is offered twice', () => {
    const { connections, environment } = loneConnections();
    expect(connections.accept(invitation({ serialization: 'nonsense' }))).toBeUndefined();
    expect(environment.printed.map(([level]) => level)).toEqual([1]);
    const first = connections.accept(invitation());
    expect(connections.accept(invitation())).toBeUndefined();
    expect(first?._state.endedBy).toBeUndefined();
    const second = connections.accept(invitation({ connection: 'media', description: { type: 'offer', sdp: 'o2' } }));
    expect([first?._state.endedBy, second?.type]).toEqual(['other-side', 'media']);
    expect(connections.toObject()['bob']).toEqual([second]);
    connections.endAll(undefined);
  });

  it('has ids that nobody else has', () => {
    const { connections } = loneConnections();
    const ids = [1, 2, 3].map(() => connections.connect('bob', {}, undefined).connectionId);
    const calls = [1, 2, 3].map(() => connections.call('bob', undefined, {}, undefined).connectionId);
    expect(new Set([...ids, ...calls]).size).toBe(6);
    expect(ids.every((id) => id.startsWith('dc_'))).toBe(true);
    expect(calls.every((id) => id.startsWith('mc_'))).toBe(true);
    connections.endAll(undefined);
  });
});

describe('Connections, offered the same twice', () => {
  it.each(['data', 'media'] as const)('go on with the first, as they were: %s', (connection) => {
    const { connections, environment, sent, forgotten } = loneConnections();
    const first = connections.accept(invitation({ connection }));
    if (first?.type === 'media') first.answer();
    const before = sent.length;
    expect(connections.accept(invitation({ connection }))).toBeUndefined();
    expect(connections.get('bob', 'dc_1')).toBe(first);
    expect(environment.printed.filter(([level]) => level === 2)).toEqual([
      [2, expect.stringMatching(/OFFER of bob for dc_1 is dropped/)],
    ]);
    expect([sent.length, forgotten, environment.peerConnections.length]).toEqual([before, [], 1]);
    connections.endAll(undefined);
  });

  it('take another that only looks the same: by another peer, or for one of their own', () => {
    const { connections } = loneConnections();
    const own = connections.connect('bob', {}, undefined);
    connections.accept(invitation());
    expect(connections.accept({ ...invitation(), peer: 'eve' })?.peer).toBe('eve');
    expect(connections.accept(invitation({ connectionId: own.connectionId }))?.peer).toBe('bob');
    expect(own._state.endedBy).toBe('other-side');
    connections.endAll(undefined);
  });

  it('are not offered it again when it is over, by the same peer', () => {
    const { connections, sent } = loneConnections();
    connections.accept(invitation())?.close();
    const before = sent.length;
    expect(connections.accept(invitation())).toBeUndefined();
    expect(connections.accept(invitation({ description: { type: 'offer', sdp: 'o2' } }))).toBeUndefined();
    expect(sent).toHaveLength(before);
    expect(connections.accept({ ...invitation(), peer: 'eve' })?.peer).toBe('eve');
    connections.endAll(undefined);
  });

  it('replace it as often as it is offered anew', () => {
    const { connections } = loneConnections();
    const taken = ['o1', 'o2', 'o3'].map((sdp) =>
      connections.accept(invitation({ description: { type: 'offer', sdp } })),
    );
    expect(taken.map((connection) => connection?._state.endedBy)).toEqual(['other-side', 'other-side', undefined]);
    expect(connections.get('bob', 'dc_1')).toBe(taken[2]);
    connections.endAll(undefined);
  });
});
