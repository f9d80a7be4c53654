import { throwError } from 'rxjs';
import { DataConnection, MediaConnection, Peer } from 'rxpeer';
import { FakeEnvironment } from '../support/fake-environment.js';
import { FakePeerConnection, fakeStream } from '../support/fake-peer-connection.js';
import { virtually } from '../support/virtual-time.js';
import { called, record, stage } from './stage.js';

describe('The events of a Peer', () => {
  it(
    'open: when the server has accepted it, with its id',
    virtually(({ pass }) => {
      const { peer } = stage();
      const heard = [record(peer('alice'), 'open'), record(peer(), 'open')];
      pass(1);
      expect(heard.flat()).toEqual([]);
      pass(10);
      expect(heard.flat()).toEqual([
        ['open', 'alice'],
        ['open', 'assigned-1'],
      ]);
    }),
  );

  it(
    'open: what is meant for the server before it is queued, in order',
    virtually(({ pass }) => {
      const { peer, server } = stage({ latency: 150 });
      peer('bob');
      const alice = peer('alice');
      const connections = ['first', 'second'].map((label) => alice.connect('bob', { label }));
      expect(alice.open).toBe(false);
      pass(5_000);
      expect(connections.map(({ open }) => open)).toEqual([true, true]);
      const offers = server.received.filter(({ type }) => type === 'OFFER');
      expect(offers.map(({ payload }) => (payload as { label: string }).label)).toEqual(['first', 'second']);
    }),
  );

  it(
    'connection: another peer has opened a data connection',
    virtually(({ pass }) => {
      const { peer } = stage();
      const heard = record(peer('bob'), 'connection', 'call');
      const { connectionId } = peer('alice').connect('bob');
      pass(20);
      expect(heard).toEqual([['connection', expect.any(DataConnection)]]);
      expect(heard[0]?.[1]).toMatchObject({ peer: 'alice', connectionId });
    }),
  );

  it(
    'call: another peer calls; nothing is active before it is answered',
    virtually(({ pass }) => {
      const { peer, machine } = stage();
      const [alice, bob] = [peer('alice'), peer('bob')];
      const heard = record(bob, 'connection', 'call');
      const theirs = called(bob);
      const ours = alice.call('bob', fakeStream('alice', 'video'));
      pass(5_000);
      expect(heard).toEqual([['call', expect.any(MediaConnection)]]);
      expect([theirs.call.peer, theirs.call.open, ours.open]).toEqual(['alice', false, false]);
      expect(machine(bob).peerConnections).toHaveLength(0);
      const streams = record(theirs.call, 'stream');
      theirs.call.answer(fakeStream('bob', 'video'));
      pass(20);
      expect([theirs.call.open, ours.open]).toEqual([true, true]);
      expect(streams).toEqual([['stream', expect.objectContaining({ id: 'alice' })]]);
    }),
  );

  it(
    'close: when it is destroyed, once, with all its connections closed, and no new ones after it',
    virtually(({ pass }) => {
      const { peer, server } = stage();
      const [alice, bob] = [peer('alice'), peer('bob')];
      const ends = [alice.connect('bob'), alice.connect('bob'), alice.call('bob')];
      const heard: unknown[] = [];
      pass(20);
      alice.on('close', () =>
        heard.push(
          ends.map(({ open }) => open),
          alice.connections,
        ),
      );
      alice.destroy();
      alice.destroy();
      expect(heard).toEqual([[false, false, false], {}]);
      const errors = record(alice, 'error');
      const late = record(alice.connect('bob'), 'error', 'close');
      bob.connect('alice');
      pass(20);
      expect(errors).toEqual([]); // a destroyed Peer tells nothing any more
      expect(late).toEqual([['error', 'disconnected'], ['close']]);
      expect(alice.connections).toEqual({});
      expect(server.ids).toEqual(['bob']);
    }),
  );

  it.each(['disconnect()', 'a lost server'])(
    'disconnected: at %s; connections live, new ones need a reconnection',
    (how) => {
      virtually(({ pass }) => {
        const { peer, server } = stage();
        const [alice, bob] = [peer('alice'), peer('bob')];
        const connection = alice.connect('bob');
        const data: unknown[] = [];
        bob.on('connection', (theirs) => theirs.on('data', (value) => data.push(value)));
        const heard = record(alice, 'disconnected', 'connection');
        pass(20);
        if (how === 'disconnect()') alice.disconnect();
        else server.cut('alice');
        pass(20);
        expect(heard).toEqual([['disconnected', 'alice']]);
        connection.send('still there');
        const refused = record(alice.connect('bob'), 'error');
        bob.connect('alice');
        pass(20);
        expect(data).toEqual(['still there']);
        expect(refused).toEqual([['error', 'disconnected']]);
        expect(heard).toHaveLength(1);
        alice.reconnect();
        pass(20);
        expect(alice.open).toBe(true);
        expect(heard).toEqual([
          ['disconnected', 'alice'],
          ['connection', expect.any(DataConnection)], // the server had kept the offer
        ]);
      })();
    },
  );

  it(
    'error: what the socket and the peer connections report comes here, too',
    virtually(({ pass }) => {
      const cause = new Error('no such codec');
      const environment = new FakeEnvironment({
        createPeerConnection: () => new FakePeerConnection({ createOffer: () => throwError(() => cause) }),
      });
      const peer = new Peer('alice', { environment });
      const errors: unknown[] = [];
      peer.on('error', ({ type, message, cause }) => errors.push([type, message, cause]));
      peer.connect('bob');
      environment.socket.open();
      pass(10);
      environment.socket.fail(new Error('broken pipe'));
      pass(10);
      expect(errors).toEqual([
        ['webrtc', 'no such codec', cause],
        ['socket-error', expect.stringContaining('broken pipe'), new Error('broken pipe')],
      ]);
    }),
  );
});
