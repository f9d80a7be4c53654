import { NEVER, throwError } from 'rxjs';
import { NEGOTIATION_PATIENCE } from '../lib/core/constants.js';
import { unknownSerialization } from '../lib/core/errors.js';
import { closeMessage } from '../lib/signalling/messages.js';
import type { DataConnection } from '../lib/data-connection.js';
import type { MediaConnection } from '../lib/media-connection.js';
import { FakeDataChannel } from './support/fake-data-channel.js';
import { FakePeerConnection } from './support/fake-peer-connection.js';
import { answerFrom, closeFrom, invitation, loneConnections } from './support/lone-connections.js';
import { virtually, type VirtualTime } from './support/virtual-time.js';

type Stage = ReturnType<typeof loneConnections> & { readonly pass: VirtualTime['pass'] };
type AnyConnection = DataConnection | MediaConnection;

/** Whatever becomes of a connection, and what the other side is told of it: a reason, no reason (`null`), or nothing at all. */
interface Fate {
  readonly name: string;
  readonly happen: (connection: AnyConnection, stage: Stage) => void;
  readonly said: string | null | undefined;
}

const refuses = (cause: string) => () => throwError(() => new Error(cause));

const check =
  (make: (stage: Stage) => AnyConnection, parts: Parameters<typeof loneConnections>[0] = {}) =>
  ({ happen, said }: Pick<Fate, 'happen' | 'said'>): void => {
    virtually(({ pass, timers }) => {
      const stage = { ...loneConnections(parts), pass };
      const connection = make(stage);
      happen(connection, stage);
      expect(connection._state.phase).toBe('closed');
      expect(stage.forgotten).toEqual([`${connection.peer} ${connection.connectionId}`]);
      expect(stage.farewells).toEqual([
        said === undefined ? undefined : closeMessage('bob', connection.connectionId, said ?? undefined),
      ]);
      pass(20);
      stage.environment.peerConnections.forEach(({ subscriptions }) => {
        expect(subscriptions).toBe(0);
      });
      expect(timers()).toBe(0);
    })();
  };

const connect = ({ connections }: Stage): DataConnection => connections.connect('bob', {}, undefined);
const call = ({ connections }: Stage): MediaConnection => connections.call('bob', undefined, {}, undefined);

const LATE = `Connection to bob did not open within ${String(NEGOTIATION_PATIENCE)} ms.`;
const NO_PATH =
  'Negotiation of connection to bob failed: no network path was found. Strict networks need a TURN server in `config`.';

/** What may become of one that was offered and is not answered. */
const FATES_OF_OFFERED: readonly Fate[] = [
  { name: 'this side closes it', happen: (connection) => connection.close(), said: null },
  {
    name: 'this side closes it for a reason',
    happen: (one) => one.close({ reason: 'never mind' }),
    said: 'never mind',
  },
  { name: 'all are closed', happen: (_one, { connections }) => connections.endAll(undefined), said: null },
  {
    name: 'the other side refuses it',
    happen: ({ connectionId }, { news$ }) => news$.next(closeFrom('bob', connectionId, 'busy')),
    said: undefined,
  },
  {
    // That may be a late word of an earlier message.
    name: 'the other side is not there',
    happen: (_one, { news$ }) => news$.next({ kind: 'unavailable', peer: 'bob' }),
    said: 'Could not connect to peer bob',
  },
  {
    // It may be back before the server has given the offer up.
    name: 'the other side leaves',
    happen: (_one, { connections }) => connections.endAllWith('bob'),
    said: null,
  },
  {
    name: 'there is no path',
    happen: (_one, { environment }) => environment.peerConnection.setIceState('failed'),
    said: NO_PATH,
  },
];

describe('what the other side is told of the end of a connection', () => {
  describe.each([
    ['a connection', connect],
    ['a call', call],
  ] as const)('that this side offers, of %s', (_kind, make) => {
    it.each(FATES_OF_OFFERED)('where $name', check(make));

    it('where it is not described yet: nothing, since nobody has heard of it', () => {
      const parts = { createPeerConnection: () => new FakePeerConnection({ createOffer: () => NEVER }) };
      check(make, parts)({ happen: (connection) => connection.close({ reason: 'never mind' }), said: undefined });
      check(make, parts)({ happen: (_one, { connections }) => connections.endAllWith('bob'), said: undefined });
      check(
        make,
        parts,
      )({ happen: (_one, { environment }) => environment.peerConnection.setState('failed'), said: undefined });
    });

    it('where it cannot be offered: nothing', () => {
      const parts = { createPeerConnection: () => new FakePeerConnection({ createOffer: refuses('no offer') }) };
      check(make, parts)({ happen: (_one, { pass }) => pass(0), said: undefined });
    });

    it('where the answer cannot be used: why', () => {
      const parts = { createPeerConnection: () => new FakePeerConnection({ applyRemote: refuses('bad answer') }) };
      check(
        make,
        parts,
      )({
        happen: ({ connectionId }, { news$ }) => news$.next(answerFrom('bob', connectionId)),
        said: 'bad answer',
      });
    });

    it.each(['PeerJS', 'RxPeer'])('where it is answered by a %s, and does not open in time: why', (remote) => {
      check(make)({
        happen: ({ connectionId }, { news$, pass }) => {
          news$.next(answerFrom('bob', connectionId, remote === 'RxPeer' ? { version: 1 } : {}));
          pass(NEGOTIATION_PATIENCE);
        },
        said: LATE,
      });
    });
  });

  it('is nothing of a connection that this side has open', () => {
    const open = (stage: Stage): DataConnection => {
      const connection = connect(stage);
      stage.environment.peerConnection.channels[0]?.open();
      return connection;
    };
    check(open)({ happen: (connection) => connection.close({ reason: 'bye' }), said: undefined });
    check(open)({ happen: (_one, { connections }) => connections.endAllWith('bob'), said: undefined });
    check(open)({
      happen: (_one, { environment }) => environment.peerConnection.setIceState('failed'),
      said: undefined,
    });
  });

  it('is nothing of a call that this side has open, as soon as its auxiliary channel says it', () => {
    const open = (stage: Stage): MediaConnection => {
      const made = call(stage);
      stage.environment.peerConnection.setState('connected');
      expect(made.open).toBe(true);
      return made;
    };
    const link = (stage: Stage): MediaConnection => {
      const made = open(stage);
      stage.environment.peerConnection.channels[0]?.open();
      return made;
    };
    check(link)({ happen: (made) => made.close({ reason: 'bye' }), said: undefined });
    check(open)({ happen: (made) => made.close({ reason: 'bye' }), said: 'bye' });
  });

  it('is nothing where this side has refused to offer it', () => {
    check(({ connections }) => connections.connect('bob', { serialization: 'nonsense' }, undefined))({
      happen: (_one, { pass }) => pass(0),
      said: undefined,
    });
    check(({ connections }) => connections.call('bob', undefined, { metadata: 1n }, undefined))({
      happen: (_one, { pass }) => pass(0),
      said: undefined,
    });
  });

  describe.each([
    ['RxPeer', { version: 1 }],
    ['PeerJS', {}],
  ] as const)('of a connection that a %s offers', (remote, extensions) => {
    /** Nothing at all, where the other side is PeerJS. */
    const to = (said: string | null | undefined): string | null | undefined => (remote === 'RxPeer' ? said : undefined);

    const takeData = ({ connections }: Stage): AnyConnection =>
      connections.accept(invitation({ extensions })) as DataConnection;
    const takeCall = ({ connections }: Stage): AnyConnection =>
      connections.accept(invitation({ extensions, connection: 'media', connectionId: 'mc_1' })) as MediaConnection;
    const answerCall = (stage: Stage): AnyConnection => {
      const taken = takeCall(stage) as MediaConnection;
      taken.answer();
      return taken;
    };

    describe.each([
      ['a connection that opens', takeData],
      ['a call that rings', takeCall],
      ['a call that is answered', answerCall],
    ] as const)('%s', (_kind, take) => {
      it.each<Fate>([
        { name: 'this side closes it', happen: (connection) => connection.close(), said: to(null) },
        { name: 'this side says why', happen: (connection) => connection.close({ reason: 'busy' }), said: to('busy') },
        { name: 'all are closed', happen: (_one, { connections }) => connections.endAll(undefined), said: to(null) },
        {
          name: 'the other side takes its offer back',
          happen: ({ connectionId }, { news$ }) => news$.next(closeFrom('bob', connectionId)),
          said: undefined,
        },
        {
          name: 'the other side leaves',
          happen: (_one, { connections }) => connections.endAllWith('bob'),
          said: undefined,
        },
      ])('where $name', check(take));
    });

    it.each([
      ['a connection', takeData],
      ['a call', answerCall],
    ] as const)('%s that comes to nothing: why', (_kind, take) => {
      check(take)({
        happen: (_one, { environment }) => environment.peerConnection.setIceState('failed'),
        said: to(NO_PATH),
      });
      check(take)({ happen: (_one, { pass }) => pass(NEGOTIATION_PATIENCE), said: to(LATE) });
      check(take, { createPeerConnection: () => new FakePeerConnection({ applyRemote: refuses('bad offer') }) })({
        happen: (_one, { pass }) => pass(0),
        said: to('bad offer'),
      });
    });

    it('one that is open: nothing', () => {
      check((stage) => {
        const taken = takeData(stage);
        stage.environment.peerConnection.receiveChannel(new FakeDataChannel({ readyState: 'open' }));
        return taken;
      })({ happen: (connection) => connection.close({ reason: 'bye' }), said: undefined });
    });

    it('one that is offered anew: nothing', () => {
      const { connections, farewells } = loneConnections();
      connections.accept(invitation({ extensions }));
      connections.accept(invitation({ extensions, description: { type: 'offer', sdp: 'o2' } }));
      expect(farewells).toEqual([undefined]);
      connections.endAll(undefined);
    });

    it('one that nobody here can read: why, and it is logged', () => {
      const { connections, environment, sent, forgotten } = loneConnections();
      expect(connections.accept(invitation({ extensions, serialization: 'nonsense' }))).toBeUndefined();
      expect(sent).toEqual(
        remote === 'RxPeer' ? [closeMessage('bob', 'dc_1', unknownSerialization('nonsense').message)] : [],
      );
      expect(environment.printed).toEqual([[1, expect.stringContaining('dc_1'), expect.any(Error)]]);
      expect([forgotten, connections.get('bob', 'dc_1'), environment.peerConnections]).toEqual([[], undefined, []]);
    });
  });
});

describe('Connections, when the Peer leaves', () => {
  it('have a word for each other peer, once', () => {
    const { connections } = loneConnections();
    const left = (): readonly unknown[] => connections.farewell().filter(({ type }) => type === 'LEAVE');
    expect(connections.farewell()).toEqual([]);
    connections.connect('bob', {}, undefined);
    connections.call('bob', undefined, {}, undefined);
    const carol = connections.connect('carol', {}, undefined);
    connections.accept({ ...invitation(), peer: 'dave' });
    expect(left()).toEqual(['bob', 'carol', 'dave'].map((dst) => ({ type: 'LEAVE', dst })));
    carol.close();
    expect(left()).toEqual(['bob', 'dave'].map((dst) => ({ type: 'LEAVE', dst })));
    connections.endAll(undefined);
    expect(connections.farewell()).toEqual([]);
  });

  it('take back first what is offered and not open: the server keeps that for who is not there, and no LEAVE', () => {
    const { connections, environment } = loneConnections();
    const [open, offered] = ['bob', 'carol'].map((peer) => connections.connect(peer, {}, undefined));
    const call = connections.call('carol', undefined, {}, undefined);
    connections.accept({ ...invitation(), peer: 'dave' });
    environment.peerConnections[0]?.channels[0]?.open();
    expect([open, offered, call].map((one) => one?._state.phase)).toEqual(['open', 'described', 'described']);
    expect(connections.farewell()).toEqual([
      closeMessage('carol', offered?.connectionId ?? '', undefined),
      closeMessage('carol', call.connectionId, undefined),
      ...['bob', 'carol', 'dave'].map((dst) => ({ type: 'LEAVE', dst })),
    ]);
    connections.endAll(undefined);
  });
});
