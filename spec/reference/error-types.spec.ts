import { throwError } from 'rxjs';
import { Peer, PeerError, type PeerOptions } from 'rxpeer';
import { FakeEnvironment, type FakeEnvironmentParts } from '../support/fake-environment.js';
import { FakePeerConnection } from '../support/fake-peer-connection.js';
import { virtually } from '../support/virtual-time.js';
import { incoming, stage } from './stage.js';

/** Types of the errors of a Peer. */
const errorsOf = (peer: Peer): PeerError[] => {
  const errors: PeerError[] = [];
  peer.on('error', (error) => errors.push(error));
  return errors;
};

const typesOf = (errors: readonly PeerError[]): readonly string[] => errors.map(({ type }) => type);

/** A Peer whose world does nothing but what the test makes it do. */
const lonely = (parts: Partial<FakeEnvironmentParts> = {}, options: PeerOptions = {}) => {
  const environment = new FakeEnvironment(parts);
  const peer = new Peer('alice', { host: 'localhost', ...options, environment });
  return { environment, peer, errors: errorsOf(peer) };
};

describe('The errors of a Peer that are fatal', () => {
  it(
    'browser-incompatible: there is no WebRTC',
    virtually(({ pass }) => {
      const { peer, errors } = lonely({ capabilities: { data: false, audioVideo: false } });
      pass(10);
      expect(typesOf(errors)).toEqual(['browser-incompatible']);
      expect(peer.destroyed).toBe(true);
    }),
  );

  it(
    'invalid-id: the id has illegal characters',
    virtually(({ pass }) => {
      const peer = stage().peer('no/slash');
      const errors = errorsOf(peer);
      pass(10);
      expect(typesOf(errors)).toEqual(['invalid-id']);
      expect(errors[0]?.message).toContain('no/slash');
      expect(peer.destroyed).toBe(true);
    }),
  );

  it.each([
    ['has illegal characters', 'a/b'],
    ['is not known to the server', 'other'],
  ])('invalid-key: the key %s', (_what, key) => {
    virtually(({ pass }) => {
      const peer = stage().peer('alice', { key });
      const errors = errorsOf(peer);
      pass(10);
      expect(typesOf(errors)).toEqual(['invalid-key']);
      expect(peer.destroyed).toBe(true);
    })();
  });

  it.each([undefined, 'alice'])('ssl-unavailable: TLS is asked for, the server has none (id %j)', (id) => {
    virtually(({ pass }) => {
      const peer = stage({ tls: false }).peer(id, { host: 'localhost', secure: true });
      const errors = errorsOf(peer);
      pass(10);
      expect(typesOf(errors)).toEqual(['ssl-unavailable']);
      expect(peer.destroyed).toBe(true);
    })();
  });

  it(
    'server-error: the server cannot be reached for an id',
    virtually(({ pass }) => {
      const { server, peer } = stage();
      server.setReachable(false);
      const nameless = peer();
      const errors = errorsOf(nameless);
      pass(10);
      expect(typesOf(errors)).toEqual(['server-error']);
      expect(nameless.destroyed).toBe(true);
    }),
  );

  it(
    'server-error: the server reports one',
    virtually(({ pass }) => {
      const { environment, peer, errors } = lonely();
      const msg = 'Server has reached its concurrent user limit';
      environment.socket.open();
      environment.socket.say({ type: 'ERROR', payload: { msg } });
      pass(10);
      expect(errors).toEqual([new PeerError('server-error', msg)]);
      expect(peer.destroyed).toBe(true);
    }),
  );

  it(
    'socket-error: the socket itself fails',
    virtually(({ pass }) => {
      const { environment, peer, errors } = lonely();
      environment.socket.fail(new Error('no such protocol'));
      pass(10);
      expect(typesOf(errors)).toEqual(['socket-error']);
      expect(errors[0]?.message).toContain('no such protocol');
      expect(peer.destroyed).toBe(true);
    }),
  );

  it(
    'socket-closed: the server closes the socket where nobody expects it',
    virtually(({ pass }) => {
      const { environment, peer, errors } = lonely();
      environment.socket.open();
      environment.socket.close();
      pass(10);
      expect(typesOf(errors)).toEqual(['socket-closed']);
      expect(peer.destroyed).toBe(true);
    }),
  );

  it(
    'unavailable-id: somebody else has the id',
    virtually(({ pass }) => {
      const { peer } = stage();
      const [first, second] = [peer('alice'), peer('alice')];
      const errors = errorsOf(second);
      pass(10);
      expect(typesOf(errors)).toEqual(['unavailable-id']);
      expect([first.open, second.destroyed]).toEqual([true, true]);
    }),
  );
});

describe('The errors of a Peer that are not fatal', () => {
  it(
    'unavailable-id: with open connections the Peer lives on',
    virtually(({ pass }) => {
      const { peer, server } = stage();
      const [alice] = [peer('alice'), peer('bob')];
      const connection = alice.connect('bob');
      pass(20);
      server.cut('alice');
      peer('alice');
      pass(20);
      const errors = errorsOf(alice);
      alice.reconnect();
      pass(20);
      expect(typesOf(errors)).toEqual(['unavailable-id']);
      expect([alice.destroyed, connection.open]).toEqual([false, true]);
    }),
  );

  it(
    'disconnected: the Peer has left the server, and cannot make connections',
    virtually(({ pass }) => {
      const alice = stage().peer('alice');
      const errors = errorsOf(alice);
      pass(10);
      alice.disconnect();
      alice.connect('bob');
      alice.call('bob');
      pass(10);
      expect(typesOf(errors)).toEqual(['disconnected', 'disconnected']);
      expect(alice.destroyed).toBe(false);
    }),
  );

  it(
    'network: the server cannot be reached',
    virtually(({ pass }) => {
      const { peer, server } = stage();
      server.setReachable(false);
      const alice = peer('alice');
      const errors = errorsOf(alice);
      pass(10);
      expect(typesOf(errors)).toEqual(['network']);
      expect([alice.destroyed, alice.disconnected]).toEqual([false, true]);
    }),
  );

  it(
    'network: the connection to the server is lost',
    virtually(({ pass }) => {
      const { peer, server } = stage();
      const alice = peer('alice');
      const errors = errorsOf(alice);
      pass(10);
      server.cut('alice');
      pass(10);
      expect(typesOf(errors)).toEqual(['network']);
      expect([alice.destroyed, alice.disconnected]).toEqual([false, true]);
    }),
  );

  it(
    'peer-unavailable: there is no such peer',
    virtually(({ pass }) => {
      const alice = stage().peer('alice');
      const errors = errorsOf(alice);
      const connection = alice.connect('nobody');
      const onConnection: unknown[] = [];
      connection.on('error', ({ type }) => onConnection.push(type));
      connection.on('close', () => onConnection.push('close'));
      pass(6_000);
      expect(errors).toEqual([expect.objectContaining({ type: 'peer-unavailable', peer: 'nobody' })]);
      expect(onConnection).toEqual(['peer-unavailable', 'close']);
      expect(alice.open).toBe(true);
    }),
  );

  it(
    'webrtc: the platform reports an error',
    virtually(({ pass }) => {
      const cause = new Error('no');
      const createPeerConnection = (): FakePeerConnection =>
        new FakePeerConnection({ createOffer: () => throwError(() => cause) });
      const { peer, errors } = lonely({ createPeerConnection });
      const { connectionId } = peer.connect('bob');
      pass(10);
      expect(errors).toEqual([expect.objectContaining({ type: 'webrtc', message: 'no', cause, connectionId })]);
      expect([peer.destroyed, peer.connections]).toEqual([false, {}]);
    }),
  );

  it(
    'webrtc: the answer of the other side does not fit; the other connections live',
    virtually(({ pass }) => {
      const { peer, server } = stage();
      const [alice, bob] = [peer('alice'), peer('bob')];
      const living = alice.connect('bob');
      pass(20);
      const errors = errorsOf(alice);
      const theirs = incoming(bob);
      alice.connect('nobody');
      pass(1);
      const { connectionId } = alice.connections['nobody']?.[0] ?? {};
      const payload = { connectionId, type: 'data', sdp: { type: 'answer', sdp: 'nonsense' } };
      server.say('alice', { type: 'ANSWER', src: 'nobody', payload });
      pass(10);
      expect(typesOf(errors)).toEqual(['webrtc']);
      expect([alice.open, living.open, theirs.connection.open]).toEqual([true, true, true]);
    }),
  );
});
