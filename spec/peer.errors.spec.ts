import { type Observable, throwError } from 'rxjs';
import { PeerError, type PeerErrorType } from '../lib/core/errors.js';
import { Peer } from '../lib/peer.js';
import type { PeerOptions } from '../lib/peer-options.js';
import { FakeEnvironment, type FakeEnvironmentParts, NOTHING_HELD } from './support/fake-environment.js';
import { answered, FakeHttp, unreachable } from './support/fake-http.js';
import { recordEvents } from './support/record.js';
import { virtually } from './support/virtual-time.js';
import { A_MOMENT, incoming, world } from './support/world.js';

interface Case {
  readonly type: PeerErrorType;
  readonly when: string;
  readonly id?: string | undefined;
  readonly options?: PeerOptions;
  readonly parts?: Partial<FakeEnvironmentParts>;
  readonly happen?: (environment: FakeEnvironment, peer: Peer) => void;
  readonly then: 'destroyed' | 'disconnected' | 'connecting' | 'open';
}

const accept = ({ socket }: FakeEnvironment): void => {
  socket.open();
  socket.say({ type: 'OPEN' });
};

const refuse =
  (message: object) =>
  ({ socket }: FakeEnvironment): void => {
    socket.open();
    socket.say(message);
    socket.close();
  };

const onlyPlain = new FakeHttp(({ url }) => (url.startsWith('http:') ? answered('') : unreachable()));

// Every type of the reference, when it comes, and what becomes of a Peer that has no open connections.
const CASES: readonly Case[] = [
  {
    type: 'browser-incompatible',
    when: 'there is no WebRTC',
    parts: { capabilities: { data: false, audioVideo: false } },
    then: 'destroyed',
  },
  { type: 'invalid-id', when: 'the id has illegal characters', id: '-alice', then: 'destroyed' },
  { type: 'invalid-key', when: 'the key has illegal characters', options: { key: 'a/b' }, then: 'destroyed' },
  {
    type: 'invalid-key',
    when: 'the server does not know the key',
    happen: refuse({ type: 'ERROR', payload: { msg: 'Invalid key provided' } }),
    then: 'destroyed',
  },
  { type: 'invalid-key', when: 'an older server says so', happen: refuse({ type: 'INVALID-KEY' }), then: 'destroyed' },
  {
    type: 'unavailable-id',
    when: 'the id is taken',
    happen: refuse({ type: 'ID-TAKEN', payload: { msg: 'ID is taken' } }),
    then: 'destroyed',
  },
  {
    type: 'server-error',
    when: 'the server says so',
    happen: refuse({ type: 'ERROR', payload: { msg: 'Server has reached its concurrent user limit' } }),
    then: 'destroyed',
  },
  {
    type: 'server-error',
    when: 'there is nobody to ask for an id',
    id: undefined,
    parts: { http: new FakeHttp(unreachable) },
    then: 'destroyed',
  },
  {
    type: 'ssl-unavailable',
    when: 'the server answers without SSL only',
    options: { secure: true },
    parts: { http: onlyPlain },
    happen: ({ socket }) => {
      socket.close(1_006);
    },
    then: 'destroyed',
  },
  {
    type: 'socket-error',
    when: 'the socket itself fails',
    parts: { openSocket: () => throwError(() => new SyntaxError('bad URL')) },
    then: 'destroyed',
  },
  {
    type: 'socket-closed',
    when: 'the socket closes before the server has accepted the peer',
    happen: ({ socket }) => {
      socket.open();
      socket.close();
    },
    then: 'destroyed',
  },
  {
    type: 'network',
    when: 'the server cannot be reached',
    happen: ({ socket }) => {
      socket.close(1_006);
    },
    then: 'disconnected',
  },
  {
    type: 'network',
    when: 'the connection to the server breaks before it has accepted the peer',
    happen: ({ socket }) => {
      socket.open();
      socket.close(1_006);
    },
    then: 'disconnected',
  },
  {
    type: 'network',
    when: 'the connection to the server is lost',
    happen: (environment) => {
      accept(environment);
      environment.socket.close(1_006);
    },
    then: 'disconnected',
  },
  {
    type: 'disconnected',
    when: 'it connects after it has disconnected',
    happen: (environment, peer) => {
      accept(environment);
      peer.disconnect();
      peer.connect('bob');
    },
    then: 'disconnected',
  },
  {
    type: 'peer-unavailable',
    when: 'the other peer does not exist',
    happen: (environment, peer) => {
      accept(environment);
      peer.connect('bob');
      environment.socket.say({ type: 'EXPIRE', src: 'bob', dst: 'alice' });
    },
    then: 'open',
  },
  {
    type: 'webrtc',
    when: 'WebRTC fails',
    parts: {
      createPeerConnection: () => {
        throw new TypeError('bad config');
      },
    },
    happen: (environment, peer) => {
      accept(environment);
      peer.connect('bob');
    },
    then: 'open',
  },
];

const start = (test: Case) => {
  const environment = new FakeEnvironment(test.parts);
  const id = 'id' in test ? test.id : 'alice';
  const options = { host: 'localhost', port: 9_000, pingInterval: Infinity, environment, ...test.options };
  return { environment, peer: new Peer(id, options) };
};

describe('Peer, errors', () => {
  it.each(CASES)('$type: $when', (test) => {
    virtually(({ pass, timers }) => {
      const { environment, peer } = start(test);
      const errors: PeerError[] = [];
      peer.error$.subscribe((error) => errors.push(error));
      const heard = recordEvents(peer, 'error', 'disconnected', 'close');
      test.happen?.(environment, peer);
      pass(0);
      expect(errors.map(({ type }) => type)).toEqual([test.type]);
      expect(errors[0]).toBeInstanceOf(PeerError);
      expect(errors[0]?.message.length).toBeGreaterThan(0);
      const isFatal = test.then === 'destroyed';
      expect(peer.destroyed).toBe(isFatal);
      expect(peer.disconnected).toBe(isFatal || test.then === 'disconnected');
      expect(peer.open).toBe(test.then === 'open');
      if (isFatal) expect(heard.map((line) => line.split(' ')[0])).toEqual(['error', 'disconnected', 'close']);
      else expect(heard).not.toContain('close');
      peer.destroy();
      expect(heard.filter((line) => line === 'close')).toHaveLength(1);
      expect(environment.held).toEqual(NOTHING_HELD);
      expect(timers()).toBe(0);
    })();
  });

  it('covers every type of the reference', () => {
    const types: Record<PeerErrorType, true> = {
      'browser-incompatible': true,
      disconnected: true,
      'invalid-id': true,
      'invalid-key': true,
      network: true,
      'peer-unavailable': true,
      'ssl-unavailable': true,
      'server-error': true,
      'socket-error': true,
      'socket-closed': true,
      'unavailable-id': true,
      webrtc: true,
    };
    expect([...new Set(CASES.map(({ type }) => type))].sort()).toEqual(Object.keys(types).sort());
  });

  it(
    'keeps the cause',
    virtually(({ pass }) => {
      const cause = new SyntaxError('bad URL');
      const environment = new FakeEnvironment({ openSocket: () => throwError(() => cause) });
      const errors: PeerError[] = [];
      new Peer('alice', { environment }).error$.subscribe((error) => errors.push(error));
      pass(0);
      expect(errors[0]?.cause).toBe(cause);
      expect(errors[0]?.message).toContain('bad URL');
    }),
  );

  it(
    'is not destroyed by anything while it has open connections',
    virtually((time) => {
      const { peer, server, end } = world();
      const bob = incoming(peer('bob'));
      const alice = peer('alice');
      const connection = alice.connect('bob');
      time.pass(A_MOMENT);
      const heard = recordEvents(alice, 'error', 'disconnected', 'close');
      server.say('alice', { type: 'ERROR', payload: { msg: 'no more' } });
      time.pass(A_MOMENT);
      expect(heard).toEqual(['error server-error', 'disconnected alice']);
      expect([alice.destroyed, connection.open]).toEqual([false, true]);
      const said = recordEvents(bob.connection, 'data');
      connection.send('still here');
      time.pass(A_MOMENT);
      expect(said).toEqual(['data still here']);
      end(time);
    }),
  );

  it(
    'is destroyed by a fatal one while its connections are not open yet, and they close',
    virtually((time) => {
      const { peer, server, end } = world();
      const alice = peer('alice');
      const connection = alice.connect('nobody');
      const heard = recordEvents(connection, 'error', 'close');
      time.pass(A_MOMENT);
      server.say('alice', { type: 'ERROR', payload: { msg: 'no more' } });
      time.pass(A_MOMENT);
      expect(alice.destroyed).toBe(true);
      expect(heard).toEqual(['error server-error', 'close']);
      end(time);
    }),
  );

  it(
    'never come as errors of a stream',
    virtually(({ pass }) => {
      const { peer, environment } = start(CASES[0] as Case);
      const ends: string[] = [];
      for (const name of ['open$', 'connection$', 'call$', 'disconnected$', 'close$', 'error$', 'status$'] as const) {
        (peer[name] as Observable<unknown>).subscribe({
          error: () => ends.push(`${name} errored`),
          complete: () => ends.push(name),
        });
      }
      pass(0);
      expect(ends.sort()).toEqual(['call$', 'close$', 'connection$', 'disconnected$', 'error$', 'open$', 'status$']);
      expect(environment.held).toEqual(NOTHING_HELD);
    }),
  );
});
