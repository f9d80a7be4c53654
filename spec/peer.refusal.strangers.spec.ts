import { EARLY_CONNECTIONS, NEGOTIATION_PATIENCE } from '../lib/core/constants.js';
import { Peer } from '../lib/peer.js';
import { FakeEnvironment, NOTHING_HELD } from './support/fake-environment.js';
import { recordEvents } from './support/record.js';
import { virtually } from './support/virtual-time.js';
import { A_MOMENT, called, incoming, world, type World } from './support/world.js';

/** As the server hands an OFFER over. */
const offerFrom = (src: string, type: 'data' | 'media', rxpeer?: object) => ({
  type: 'OFFER',
  src,
  payload: { sdp: { type: 'offer', sdp: 's=fake offer 1' }, type, connectionId: 'c_1', rxpeer },
});

/** What one peer has said about connections. */
const saidBy = (peer: string, { server }: World): unknown[] =>
  server.received.filter(({ src, type }) => src === peer && type !== 'HEARTBEAT');

describe('A call to one who is not there', () => {
  it(
    'is an error when the server gives up, once, though its end is said to them too',
    virtually((time) => {
      const stage = world();
      const alice = stage.peer('alice');
      const heard = [recordEvents(alice, 'error'), recordEvents(alice.call('nobody'), 'error', 'close')];
      time.pass(5_000 + A_MOMENT);
      expect(heard).toEqual([['error peer-unavailable'], ['error peer-unavailable', 'close']]);
      time.pass(10_000);
      const closing = {
        type: 'CANDIDATE',
        payload: { rxpeer: expect.objectContaining({ close: expect.any(String) }) },
      };
      expect(saidBy('alice', stage)).toMatchObject([{ type: 'OFFER' }, { type: 'CANDIDATE' }, closing]);
      expect(heard[0]).toHaveLength(1);
      stage.end(time);
    }),
  );

  it(
    'is taken back, and does not ring when they come',
    virtually((time) => {
      const stage = world();
      const alice = stage.peer('alice');
      const heard = recordEvents(alice, 'error');
      const call = alice.call('bob');
      time.pass(A_MOMENT);
      call.close({ reason: 'never mind' });
      time.pass(1_000);
      const ring = called(stage.peer('bob'));
      time.pass(A_MOMENT);
      expect([ring.call._state.phase, ring.call.closeReason]).toEqual(['closed', 'never mind']);
      time.pass(10_000);
      expect(heard).toEqual([]); // the server has delivered it
      stage.end(time);
    }),
  );
});

describe('A call that fails on a late word of an earlier message', () => {
  it(
    'rings no longer',
    virtually((time) => {
      const stage = world();
      const alice = stage.peer('alice');
      const ring = called(stage.peer('bob'));
      time.pass(A_MOMENT);
      const heard = recordEvents(alice.call('bob'), 'error', 'close');
      time.pass(A_MOMENT);
      expect(ring.call._state.phase).toBe('opening');
      stage.server.say('alice', { type: 'EXPIRE', src: 'bob' });
      time.pass(A_MOMENT);
      expect(heard).toEqual(['error peer-unavailable', 'close']);
      expect(ring.call._state.phase).toBe('closed');
      stage.end(time);
    }),
  );
});

describe('A connection that nobody answers', () => {
  it(
    'fails in time at the end that offers it, a call does not',
    virtually((time) => {
      const stage = world();
      const alice = stage.peer('alice');
      const eve = stage.peer('eve');
      time.pass(A_MOMENT);
      stage.server.cut('eve', 'still-holds-the-socket'); // the server takes what is for eve, and she hears nothing
      const connection = alice.connect('eve');
      const messages: string[] = [];
      connection.error$.subscribe(({ message }) => messages.push(message));
      const heard = recordEvents(connection, 'error', 'close');
      const ofCall = recordEvents(alice.call('eve'), 'error', 'close');
      time.pass(NEGOTIATION_PATIENCE - 1);
      expect(heard).toEqual([]);
      time.pass(A_MOMENT);
      expect(heard).toEqual(['error negotiation-failed', 'close']);
      expect(messages[0]).toContain(`within ${String(NEGOTIATION_PATIENCE)} ms`);
      time.pass(10 * NEGOTIATION_PATIENCE);
      expect(ofCall).toEqual([]);
      expect(eve.disconnected).toBe(true);
      stage.end(time);
    }),
  );

  it.each([
    ['an RxPeer, which is told', { version: 1 }, true],
    ['a PeerJS, which is not', undefined, false],
  ])('fails in time at the end that was invited by %s', (_name, rxpeer, told) => {
    virtually((time) => {
      const stage = world();
      const bob = stage.peer('bob');
      const taken = incoming(bob);
      time.pass(A_MOMENT);
      stage.server.say('bob', offerFrom('eve', 'data', rxpeer));
      time.pass(1);
      const heard = recordEvents(taken.connection, 'error', 'close');
      time.pass(NEGOTIATION_PATIENCE - 1);
      expect(heard).toEqual([]);
      time.pass(A_MOMENT);
      expect(heard).toEqual(['error negotiation-failed', 'close']);
      const [answer, , ...farewells] = saidBy('bob', stage); // and a candidate
      expect(answer).toMatchObject({ type: 'ANSWER', dst: 'eve' });
      expect(farewells).toEqual(
        told
          ? [expect.objectContaining({ dst: 'eve', payload: { rxpeer: expect.objectContaining({ close: 'c_1' }) } })]
          : [],
      );
      stage.end(time);
    })();
  });
});

describe('A connection with a PeerJS', () => {
  it.each(['data', 'media'] as const)('is refused without a word that it has not asked for: %s', (type) => {
    virtually((time) => {
      const stage = world();
      const bob = stage.peer('bob');
      const [taken, ring] = [incoming(bob), called(bob)];
      time.pass(A_MOMENT);
      stage.server.say('bob', offerFrom('eve', type));
      time.pass(1);
      const heard = [];
      if (type === 'data') heard.push(recordEvents(taken.connection, 'error', 'close'));
      else heard.push(recordEvents(ring.call, 'error', 'close'));
      (type === 'data' ? taken.connection : ring.call).close({ reason: 'busy' });
      time.pass(A_MOMENT);
      expect(heard).toEqual([['close']]);
      expect(saidBy('bob', stage)).toEqual(
        type === 'data' ? [expect.objectContaining({ type: 'ANSWER', dst: 'eve' })] : [],
      );
      stage.end(time);
    })();
  });

  it(
    'is taken back by what it leaves alone: a candidate that belongs to no connection',
    virtually(({ pass, timers }) => {
      const environment = new FakeEnvironment();
      const alice = new Peer('alice', { environment });
      environment.socket.open();
      environment.socket.say({ type: 'OPEN' });
      const call = alice.call('eve');
      pass(1);
      const before = environment.socket.sent.length;
      call.close({ reason: 'never mind' });
      expect(environment.socket.sent.slice(before)).toEqual([
        {
          type: 'CANDIDATE',
          dst: 'eve',
          payload: { rxpeer: { version: 1, close: call.connectionId, reason: 'never mind' } },
        },
      ]);
      alice.destroy();
      pass(20);
      expect([environment.held, timers()]).toEqual([NOTHING_HELD, 0]);
    }),
  );
});

describe('Calls that come before anybody listens', () => {
  it(
    'are refused where too many wait already, and the last of them are told so',
    virtually((time) => {
      const stage = world();
      const bob = stage.peer('bob');
      const alice = stage.peer('alice');
      const heard = recordEvents(bob, 'error');
      time.pass(A_MOMENT);
      const calls = Array.from({ length: EARLY_CONNECTIONS + 1 }, () => alice.call('bob'));
      time.pass(A_MOMENT);
      expect(heard).toEqual(['error early-buffer-full']);
      expect(calls.filter(({ _state: { endedBy } }) => endedBy !== undefined)).toEqual([calls.at(-1)]);
      expect(calls.at(-1)?.closeReason).toBe('Too many wait already.');
      expect(calls.at(-1)?._state.failure?.type).toBe('connection-closed');
      stage.end(time);
    }),
  );
});
