import { Subject } from 'rxjs';
import { STRAY_SIGNAL_LIFETIME } from '../../lib/core/constants.js';
import { disconnectedFromServer, invalidId } from '../../lib/core/errors.js';
import { createLog } from '../../lib/core/log.js';
import type { PeerIntent, PeerState } from '../../lib/pipelines/peer-machine.js';
import { type PeerDeps, type PeerOutput, peerPipeline } from '../../lib/pipelines/peer-pipeline.js';
import { candidateMessage, echoMessage } from '../../lib/signalling/messages.js';
import { FakeEnvironment, NOTHING_HELD } from '../support/fake-environment.js';
import { answered, FakeHttp } from '../support/fake-http.js';
import { fakeCandidate } from '../support/fake-peer-connection.js';
import { serverOptions } from '../support/server-options.js';
import { virtually } from '../support/virtual-time.js';

const inShort = (output: PeerOutput): string => {
  switch (output.kind) {
    case 'opened':
    case 'disconnected':
      return `${output.kind} ${String(output.id)}`;
    case 'error':
      return `error ${output.error.type}`;
    case 'invited':
      return `invited by ${output.peer} to ${output.offer.connectionId}, ${String(output.early.length)} early`;
    case 'signal':
      return `${output.signal.kind} for ${output.signal.connectionId}`;
    case 'left':
    case 'unavailable':
      return `${output.kind} ${output.peer}`;
    default:
      return output.kind;
  }
};

const run = (overrides: Partial<PeerDeps> = {}, http = new FakeHttp(() => answered('assigned'))) => {
  const world = new FakeEnvironment({ http });
  const intent$ = new Subject<PeerIntent>();
  const told: string[] = [];
  const states: PeerState[] = [];
  const subscription = peerPipeline(intent$, {
    id: 'me',
    refused: undefined,
    options: serverOptions({ pingInterval: Infinity }),
    environment: world,
    log: createLog(0, world.print),
    isKnown: (_peer, connectionId) => connectionId === 'dc_known',
    hasOpenConnections: () => false,
    farewell: () => [],
    observe: (state) => states.push(state),
    ...overrides,
  }).subscribe({ next: (output) => told.push(inShort(output)), complete: () => told.push('complete') });
  return {
    world,
    intent$,
    told,
    states,
    subscription,
    socket: world.socket,
    /** The server accepts the socket. */
    accept: () => {
      world.socket.open();
      world.socket.say({ type: 'OPEN' });
    },
    isFree: () => JSON.stringify(world.held) === JSON.stringify(NOTHING_HELD) && !intent$.observed,
  };
};

const candidate = (n: number, connectionId = 'dc_1') => ({
  kind: 'send' as const,
  message: candidateMessage({ dst: 'bob', connection: 'data', connectionId, candidate: fakeCandidate(n) }),
});

const fromBob = (type: string, payload: object = {}): object => ({ type, src: 'bob', dst: 'me', payload });
const anOffer = (connectionId: string): object =>
  fromBob('OFFER', { sdp: { type: 'offer', sdp: 'o' }, type: 'data', connectionId });
const aCandidate = (connectionId: string): object =>
  fromBob('CANDIDATE', { candidate: fakeCandidate(1), type: 'data', connectionId });

describe('peerPipeline', () => {
  it(
    'registers under its id, and says so once',
    virtually(() => {
      const { accept, socket, told, states } = run();
      expect(socket.urls[0]).toContain('id=me&');
      expect(told).toEqual([]);
      accept();
      socket.say({ type: 'OPEN' });
      expect(told).toEqual(['opened me']);
      expect(states.map(({ status }) => status)).toEqual(['connecting', 'open']);
    }),
  );

  it(
    'asks for an id where it has none',
    virtually(() => {
      const { accept, socket, told, states } = run({ id: undefined });
      expect(socket.urls[0]).toContain('id=assigned&');
      accept();
      expect(told).toEqual(['opened assigned']);
      expect(states.at(-1)?.id).toBe('assigned');
    }),
  );

  it(
    'sends what waited once it is registered, in order, then everything at once',
    virtually(() => {
      const { socket, intent$ } = run();
      intent$.next(candidate(1));
      intent$.next(candidate(2));
      socket.open();
      expect(socket.sent).toEqual([echoMessage('me')]);
      socket.say({ type: 'OPEN' });
      intent$.next(candidate(3));
      expect(socket.sent.slice(1)).toEqual([1, 2, 3].map((n) => candidate(n).message));
    }),
  );

  it(
    'forgets what a closed connection still wanted to say',
    virtually(() => {
      const { accept, socket, intent$ } = run();
      intent$.next(candidate(1, 'dc_1'));
      intent$.next(candidate(2, 'dc_2'));
      intent$.next({ kind: 'forget', peer: 'bob', connectionId: 'dc_1' });
      accept();
      expect(socket.sent).toEqual([echoMessage('me'), candidate(2, 'dc_2').message]);
    }),
  );

  it('sorts what comes: offers with what came before them, signals, partings', () => {
    virtually(({ timers }) => {
      const { accept, socket, told, subscription } = run();
      accept();
      socket.say(aCandidate('dc_1'));
      socket.say(aCandidate('dc_1'));
      socket.say(anOffer('dc_1'));
      socket.say(aCandidate('dc_known'));
      socket.say(fromBob('ANSWER', { sdp: { type: 'answer', sdp: 'a' }, type: 'data', connectionId: 'dc_known' }));
      socket.say(fromBob('LEAVE'));
      socket.say(fromBob('EXPIRE'));
      socket.say(fromBob('NONSENSE'));
      expect(told).toEqual([
        'opened me',
        'invited by bob to dc_1, 2 early',
        'candidate for dc_known',
        'answer for dc_known',
        'left bob',
        'unavailable bob',
      ]);
      subscription.unsubscribe();
      expect(timers()).toBe(0);
    })();
  });

  it('keeps signals that belong to nothing for a while', () => {
    virtually(({ pass }) => {
      const { accept, socket, told } = run();
      accept();
      socket.say(aCandidate('dc_1'));
      pass(STRAY_SIGNAL_LIFETIME);
      socket.say(anOffer('dc_1'));
      expect(told.at(-1)).toBe('invited by bob to dc_1, 0 early');
    })();
  });

  it(
    'reports what it is told to report',
    virtually(() => {
      const { intent$, told } = run();
      intent$.next({ kind: 'complain', error: disconnectedFromServer() });
      expect(told).toEqual(['error disconnected']);
    }),
  );

  it(
    'gives the server up, and comes back with the same id',
    virtually(() => {
      const { accept, socket, intent$, told, world } = run();
      accept();
      intent$.next({ kind: 'disconnect' });
      expect(told).toEqual(['opened me', 'disconnected me']);
      expect(world.held.sockets).toBe(0);
      intent$.next(candidate(1));
      intent$.next({ kind: 'reconnect' });
      expect(socket.urls[1]).toBe(socket.urls[0]);
      expect(socket.urls).toHaveLength(2);
      accept();
      intent$.next({ kind: 'reconnect' }); // there is nothing to hurry any more
      expect(socket.urls).toHaveLength(2);
      expect(told.slice(2)).toEqual(['reconnecting', 'opened me']);
      expect(socket.sent).toContainEqual(candidate(1).message);
    }),
  );

  it(
    'is disconnected when the network is gone, and lives on',
    virtually(() => {
      const { accept, socket, intent$, told, world } = run();
      accept();
      socket.close(1_006);
      expect(told.slice(1)).toEqual(['error network', 'disconnected me']);
      expect(world.held).toEqual({ ...NOTHING_HELD, watched: 1 });
      expect(intent$.observed).toBe(true);
    }),
  );

  it(
    'is destroyed by what is worse',
    virtually(() => {
      const { socket, told, isFree } = run();
      socket.open();
      socket.say({ type: 'ID-TAKEN', payload: { msg: 'ID is taken' } });
      expect(told).toEqual(['error unavailable-id', 'disconnected me', 'closed', 'complete']);
      expect(isFree()).toBe(true);
    }),
  );

  it(
    'is not destroyed by anything while it has open connections',
    virtually(() => {
      const { socket, told, intent$ } = run({ hasOpenConnections: () => true });
      socket.open();
      socket.say({ type: 'ID-TAKEN', payload: { msg: 'ID is taken' } });
      expect(told).toEqual(['error unavailable-id', 'disconnected me']);
      intent$.next({ kind: 'destroy', farewell: [] });
      expect(told.slice(2)).toEqual(['closed', 'complete']);
    }),
  );

  it.each(['before it is open', 'when it is open'])('ends when it is destroyed, %s, with nothing left', (when) => {
    virtually(({ timers }) => {
      const { accept, intent$, told, isFree } = run();
      if (when === 'when it is open') accept();
      intent$.next({ kind: 'destroy', farewell: [] });
      expect(told.slice(-3)).toEqual(['disconnected me', 'closed', 'complete']);
      expect(isFree()).toBe(true);
      expect(timers()).toBe(0);
    })();
  });

  it(
    'gives up asking for an id when it is destroyed',
    virtually(() => {
      const { intent$, told, isFree } = run({ id: undefined }, new FakeHttp());
      intent$.next({ kind: 'destroy', farewell: [] });
      expect(told).toEqual(['disconnected undefined', 'closed', 'complete']);
      expect(isFree()).toBe(true);
    }),
  );

  it('refuses what is no good in the next turn, and opens nothing', () => {
    virtually(({ pass }) => {
      const { told, socket, isFree } = run({ id: '-', refused: invalidId('-') });
      expect(told).toEqual([]);
      pass(0);
      expect(told).toEqual(['error invalid-id', 'disconnected -', 'closed', 'complete']);
      expect(socket.urls).toEqual([]);
      expect(isFree()).toBe(true);
    })();
  });

  it('refuses it again on a way round', () => {
    virtually(({ pass }) => {
      const { told, intent$, socket } = run({ id: '-', refused: invalidId('-') });
      intent$.next({ kind: 'disconnect' });
      pass(0);
      intent$.next({ kind: 'reconnect' });
      pass(0);
      expect(told).toEqual([
        'disconnected -',
        'reconnecting',
        'error invalid-id',
        'disconnected -',
        'closed',
        'complete',
      ]);
      expect(socket.urls).toEqual([]);
    })();
  });

  it(
    'lets go of everything when nobody listens',
    virtually(() => {
      const { accept, subscription, told, isFree } = run();
      accept();
      subscription.unsubscribe();
      expect(told).toEqual(['opened me']);
      expect(isFree()).toBe(true);
    }),
  );
});
