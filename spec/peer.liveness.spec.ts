import { of, timer } from 'rxjs';
import { DEFAULT_LIVENESS, LOOKS, UNASKED_LIVENESS } from '../lib/core/constants.js';
import type { DataConnection } from '../lib/data-connection.js';
import type { MediaConnection } from '../lib/media-connection.js';
import { Peer } from '../lib/peer.js';
import type { PeerOptions } from '../lib/peer-options.js';
import { FakeDataChannel } from './support/fake-data-channel.js';
import { FakeEnvironment, NOTHING_HELD } from './support/fake-environment.js';
import { FakePeerConnection, fakeStream } from './support/fake-peer-connection.js';
import { recordEvents } from './support/record.js';
import { virtually } from './support/virtual-time.js';
import { A_MOMENT, called, incoming, world } from './support/world.js';

const LATENCY = 1;
const lookOf = (liveness: number): number => liveness / LOOKS;

const heardAt = (connection: DataConnection | MediaConnection): string[] =>
  connection.type === 'data' ? recordEvents(connection, 'error', 'close') : recordEvents(connection, 'error', 'close');

/** alice has a connection and a call open with bob, over a link that may go down; the server is always there. */
const linked = (pass: (milliseconds: number) => void, ofAlice: PeerOptions = {}, ofBob: PeerOptions = {}) => {
  const link: { state: 'up' | 'down' } = { state: 'up' };
  const stage = world({
    latency: LATENCY,
    carry: (_from, _to, _cargo, arrive) => {
      if (link.state === 'up') timer(LATENCY).subscribe(arrive);
    },
  });
  const bob = stage.peer('bob', ofBob);
  const alice = stage.peer('alice', ofAlice);
  const [taken, ring] = [incoming(bob), called(bob)];
  const [connection, call] = [alice.connect('bob'), alice.call('bob', fakeStream('mine', 'audio'))];
  pass(A_MOMENT);
  ring.call.answer();
  pass(A_MOMENT);
  const [here, there] = [
    [connection, call],
    [taken.connection, ring.call],
  ];
  const isOpen = (): boolean[] => [...here, ...there].map(({ open }) => open);
  expect(isOpen()).toEqual([true, true, true, true]);
  return { link, stage, connection, taken: taken.connection, here, there, isOpen };
};

const ALL_OPEN = [true, true, true, true];
const SILENT = ['error connection-closed', 'close'];

describe('Connections whose other side falls silent', () => {
  it.each([undefined, 4_000, 60_000])(
    'end at both ends, and say why, in that time and a look: liveness %p',
    (given) => {
      virtually((time) => {
        const options = given === undefined ? {} : { liveness: given };
        const liveness = given ?? DEFAULT_LIVENESS;
        const { link, stage, here, there, isOpen } = linked(time.pass, options, options);
        time.pass(3 * liveness);
        const heard = [...here, ...there].map(heardAt);
        const messages: string[] = [];
        for (const { error$ } of [...here, ...there]) error$.subscribe(({ message }) => messages.push(message));
        const before = stage.server.received.length;
        link.state = 'down';
        time.pass(liveness - lookOf(liveness) - 1);
        expect(isOpen()).toEqual(ALL_OPEN);
        time.pass(2 * lookOf(liveness) + 1);
        expect(heard).toEqual([SILENT, SILENT, SILENT, SILENT]);
        expect(messages.map((message) => message.includes(`for ${String(liveness)} ms`))).toEqual(ALL_OPEN);
        expect(new Set(messages.map((message) => /from (\w+)/.exec(message)?.[1]))).toEqual(new Set(['alice', 'bob']));
        const said = stage.server.received.slice(before).filter(({ type }) => type !== 'HEARTBEAT');
        expect(said).toEqual([]); // it was open: there is nobody to tell
        expect(stage.held().peerConnections).toBe(0);
        stage.end(time);
      })();
    },
  );

  it(
    'live on after short outages, however often there is one',
    virtually((time) => {
      const { link, stage, connection, taken, isOpen } = linked(time.pass);
      const heard = recordEvents(taken, 'data', 'error', 'close');
      for (let n = 0; n < 10; n += 1) {
        link.state = 'down';
        time.pass(DEFAULT_LIVENESS - 3 * lookOf(DEFAULT_LIVENESS));
        link.state = 'up';
        time.pass(2 * lookOf(DEFAULT_LIVENESS));
      }
      expect(isOpen()).toEqual(ALL_OPEN);
      connection.send('still here');
      time.pass(A_MOMENT);
      expect(heard).toEqual(['data still here']);
      stage.end(time);
    }),
  );

  it(
    'live on where nobody has anything to say',
    virtually((time) => {
      const { stage, isOpen } = linked(time.pass);
      time.pass(100 * DEFAULT_LIVENESS);
      expect(isOpen()).toEqual(ALL_OPEN);
      stage.end(time);
    }),
  );

  it(
    'end although the Peer has lost its server, and are found out before it is back',
    virtually((time) => {
      const { link, stage, here } = linked(time.pass, { reconnect: () => timer(1_000) });
      const heard = here.map(heardAt);
      link.state = 'down';
      stage.server.setReachable(false);
      stage.server.cut('alice');
      time.pass(DEFAULT_LIVENESS + 2 * lookOf(DEFAULT_LIVENESS));
      expect(heard).toEqual([SILENT, SILENT]);
      stage.end(time);
    }),
  );

  it.each([0, Infinity, NaN])('are left alone where liveness is %p, but answer the other side, which looks', (off) => {
    virtually((time) => {
      const { link, stage, here, there, isOpen } = linked(time.pass, { liveness: off });
      time.pass(10 * DEFAULT_LIVENESS);
      expect(isOpen()).toEqual(ALL_OPEN); // bob has asked, and alice has answered
      const heard = [...here, ...there].map(heardAt);
      link.state = 'down';
      time.pass(100 * DEFAULT_LIVENESS);
      expect(heard).toEqual([[], [], SILENT, SILENT]);
      stage.end(time);
    })();
  });
});

describe('Connections with a PeerJS that falls silent', () => {
  it.each(['data', 'media'] as const)('end too, never before ten seconds, and it is not asked: %s', (type) => {
    virtually(({ pass, timers }) => {
      const ask = jest.fn();
      const heard: string[] = [];
      const environment = new FakeEnvironment({
        createPeerConnection: () => new FakePeerConnection({ heard: () => of(1), ask }),
      });
      const bob = new Peer('bob', { environment, liveness: 100, pingInterval: Infinity });
      bob.connection$.subscribe((connection) => {
        connection.error$.subscribe(({ message }) => heard.push(message));
      });
      bob.call$.subscribe((call) => {
        call.answer();
        call.error$.subscribe(({ message }) => heard.push(message));
      });
      environment.socket.open();
      environment.socket.say({ type: 'OPEN' });
      environment.socket.say({
        type: 'OFFER',
        src: 'eve',
        payload: { sdp: { type: 'offer', sdp: 'o' }, type, connectionId: 'c_1' },
      });
      if (type === 'data') environment.peerConnection.receiveChannel(new FakeDataChannel({ readyState: 'open' }));
      else environment.peerConnection.setState('connected');
      const [connection] = bob.connections['eve'] ?? [];
      pass(UNASKED_LIVENESS);
      expect(connection?.open).toBe(true);
      pass(lookOf(UNASKED_LIVENESS));
      expect(connection?.open).toBe(false);
      expect(heard).toEqual([expect.stringContaining(`from eve for ${String(UNASKED_LIVENESS)} ms`)]);
      expect(ask).not.toHaveBeenCalled();
      expect(environment.peerConnection.asked).not.toContain('openLifeline');
      bob.destroy();
      pass(20);
      expect([environment.held, timers()]).toEqual([NOTHING_HELD, 0]);
    })();
  });
});
