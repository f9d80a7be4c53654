import { NEVER, throwError } from 'rxjs';
import { type ConnectOptions, DataConnection, Peer, type PeerError } from 'rxpeer';
import type { FakeDataChannel } from '../support/fake-data-channel.js';
import { FakeEnvironment } from '../support/fake-environment.js';
import { FakePeerConnection } from '../support/fake-peer-connection.js';
import { legible } from '../support/legible.js';
import { type VirtualTime, virtually } from '../support/virtual-time.js';
import { incoming, record, stage } from './stage.js';

/** Alice has connected to Bob; both ends are open. */
const connected = ({ pass }: VirtualTime, options?: ConnectOptions) => {
  const { peer, machine, server } = stage();
  const [alice, bob] = [peer('alice'), peer('bob')];
  const theirs = incoming(bob);
  const here = alice.connect('bob', options);
  pass(20);
  return { alice, bob, here, there: theirs.connection, machine, server };
};

describe('peer.connect', () => {
  it(
    'returns a data connection, always; what goes wrong is told by its error',
    virtually(({ pass }) => {
      const { peer } = stage();
      const alice = peer('alice');
      pass(10);
      const failing = [
        alice.connect('nobody'),
        alice.connect('alice'),
        alice.connect(''),
        alice.connect('bob', { serialization: 'nonsense' }),
        alice.connect('bob', { metadata: 1n }),
      ];
      const heard = failing.map((connection) => record(connection, 'error', 'close'));
      expect(failing.every((connection) => connection instanceof DataConnection)).toBe(true);
      pass(6_000);
      expect(heard).toEqual(
        ['peer-unavailable', 'peer-unavailable', 'peer-unavailable', 'not-serializable', 'not-serializable'].map(
          (type) => [['error', type], ['close']],
        ),
      );
      expect(alice.connections).toEqual({});
    }),
  );

  it(
    'label: is the same at both ends',
    virtually((time) => {
      const { here, there, machine, alice } = connected(time, { label: 'chat' });
      expect([here.label, there.label]).toEqual(['chat', 'chat']);
      expect(machine(alice).peerConnection.calls).toContainEqual({
        name: 'createChannel',
        argument: { label: 'chat', ordered: false },
      });
    }),
  );

  it(
    'label: is made up where there is none, another one for each connection',
    virtually((time) => {
      const { alice, here, there } = connected(time);
      expect(here.label).toMatch(/\w{8,}/);
      expect(there.label).toBe(here.label);
      expect(alice.connect('bob').label).not.toBe(here.label);
    }),
  );

  it.each([['text'], [7], [true], [[1, 'two']], [{ deep: { list: [1, null] } }], [null]])(
    'metadata: %j',
    (metadata) => {
      virtually((time) => {
        const { here, there } = connected(time, { metadata });
        expect([here.metadata, there.metadata]).toEqual([metadata, metadata]);
      })();
    },
  );

  it.each([undefined, 'binary', 'binary-utf8', 'json', 'none'])('serialization: %s', (serialization) => {
    virtually((time) => {
      const { here, there, server } = connected(time, serialization === undefined ? {} : { serialization });
      const name = serialization ?? 'binary';
      expect([here.serialization, there.serialization]).toEqual([name, name]);
      const offer = server.received.find(({ type }) => type === 'OFFER');
      expect(offer?.payload).toMatchObject({ serialization: name === 'none' ? 'raw' : name });
      const data = [record(here, 'data'), record(there, 'data')];
      here.send('Grüße, 你好');
      there.send('Tschüss, 再见');
      time.pass(10);
      expect(data).toEqual([[['data', 'Tschüss, 再见']], [['data', 'Grüße, 你好']]]);
    })();
  });

  it.each([
    [undefined, false],
    [false, false],
    [true, true],
  ])('reliable: %j is %j', (given, reliable) => {
    virtually((time) => {
      const { here, there, machine, alice } = connected(time, given === undefined ? {} : { reliable: given });
      expect([here.reliable, there.reliable]).toEqual([reliable, reliable]);
      const { calls } = machine(alice).peerConnection;
      expect(calls).toContainEqual({ name: 'createChannel', argument: { label: here.label, ordered: reliable } });
    })();
  });
});

describe('A data connection', () => {
  const bytes = (): Uint8Array => new Uint8Array([1, 2, 3]);

  it.each<readonly [what: string, value: unknown, received?: unknown]>([
    ['a text', 'hello'],
    ['a number', 1.5],
    ['a boolean', false],
    ['null', null],
    ['an array', [1, 'two', [3]]],
    ['an object', { list: [1, { deep: 'yes' }] }],
    ['an object with bytes', { bytes: bytes() }, { bytes: bytes().buffer }],
    ['a buffer', bytes().buffer],
    ['100 kB', new Uint8Array(100_000).fill(7), new Uint8Array(100_000).fill(7).buffer],
  ])('send: %s, packed by default', (_what, value, received = value) => {
    virtually((time) => {
      const { here, there } = connected(time);
      const data: unknown[] = [];
      there.on('data', (item) => data.push(item));
      here.send(value);
      time.pass(100);
      expect(data.map(legible)).toEqual([legible(received)]);
    })();
  });

  it(
    'send: what is sent before it is open is an error, and goes nowhere',
    virtually(({ pass }) => {
      const { peer } = stage();
      const theirs = incoming(peer('bob'));
      const here = peer('alice').connect('bob');
      const heard = record(here, 'error', 'open');
      here.send('too early');
      pass(20);
      const data = record(theirs.connection, 'data');
      here.send('in time');
      pass(20);
      expect(heard).toEqual([['error', 'not-open-yet'], ['open']]);
      expect(data).toEqual([['data', 'in time']]);
    }),
  );

  it.each(['here', 'there'] as const)('close: ends it at both ends, once, when the one %s does it', (side) => {
    virtually((time) => {
      const ends = connected(time);
      const { here, there, machine, alice, bob } = ends;
      const heard = [record(here, 'close', 'error'), record(there, 'close', 'error')];
      ends[side].close();
      ends[side].close();
      time.pass(20);
      expect(heard).toEqual([[['close']], [['close']]]);
      expect([here.open, there.open]).toEqual([false, false]);
      expect([here.dataChannel, here.peerConnection]).toEqual([undefined, undefined]);
      for (const peer of [alice, bob])
        expect(machine(peer).held).toMatchObject({ peerConnections: 0, subscriptions: 0 });
    })();
  });

  it(
    'data: whatever the other side sends, in order',
    virtually((time) => {
      const { here, there } = connected(time, { reliable: true });
      const data = record(there, 'data');
      for (const value of [1, 'two', { three: 3 }]) here.send(value);
      time.pass(20);
      expect(data).toEqual([
        ['data', 1],
        ['data', 'two'],
        ['data', { three: 3 }],
      ]);
    }),
  );

  it(
    'open: when it can be used, at both ends',
    virtually(({ pass }) => {
      const { peer } = stage();
      const heard: unknown[] = [];
      const bob = peer('bob');
      bob.on('connection', (there) => {
        heard.push(['there', there.open]);
        there.on('open', () => heard.push(['there', there.open]));
      });
      const here = peer('alice').connect('bob');
      here.on('open', () => heard.push(['here', here.open]));
      expect(here.open).toBe(false);
      pass(20);
      expect(heard).toEqual([
        ['there', false],
        ['there', true],
        ['here', true],
      ]);
    }),
  );

  it(
    'error: what goes wrong on it, with the place, and it closes where it cannot go on',
    virtually(({ pass }) => {
      const environment = new FakeEnvironment({
        createPeerConnection: () => new FakePeerConnection({ createOffer: () => throwError(() => new Error('no')) }),
      });
      const connection = new Peer('alice', { environment }).connect('bob');
      const errors: PeerError[] = [];
      connection.on('error', (error) => errors.push(error));
      pass(10);
      const { connectionId } = connection;
      expect(errors).toEqual([expect.objectContaining({ type: 'webrtc', message: 'no', peer: 'bob', connectionId })]);
      expect(environment.held.peerConnections).toBe(0);
    }),
  );

  it(
    'dataChannel and peerConnection: those of the platform, while it lives',
    virtually((time) => {
      const { here, machine, alice } = connected(time);
      const { peerConnection } = machine(alice);
      expect(here.peerConnection).toBe(peerConnection.native);
      expect(here.dataChannel).toBe((peerConnection.channels[0] as FakeDataChannel).native);
    }),
  );

  it(
    'peer and type: the id of the other side, and data',
    virtually((time) => {
      const { here, there } = connected(time);
      expect([here.peer, there.peer]).toEqual(['bob', 'alice']);
      expect([here.type, there.type]).toEqual(['data', 'data']);
    }),
  );

  it(
    'bufferSize: how many messages wait while the buffer of the browser is full',
    virtually(({ pass }) => {
      const peerConnection = new FakePeerConnection({ createOffer: () => NEVER });
      const environment = new FakeEnvironment({ createPeerConnection: () => peerConnection });
      const connection = new Peer('alice', { environment }).connect('bob', { serialization: 'none' });
      const channel = peerConnection.channels[0] as FakeDataChannel;
      channel.open();
      channel.fill(300_000);
      expect(connection.bufferSize).toBe(0);
      for (const text of ['one', 'two', 'three']) connection.send(text);
      expect([connection.bufferSize, channel.sent]).toEqual([3, []]);
      channel.drain();
      pass(10);
      expect([connection.bufferSize, channel.sent]).toEqual([0, ['one', 'two', 'three']]);
    }),
  );
});
