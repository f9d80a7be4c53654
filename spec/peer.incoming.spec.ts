import type { Codec } from '../lib/serialization/codec.js';
import { fakeStream } from './support/fake-peer-connection.js';
import { anOffer } from './support/an-offer.js';
import { recordEvents, recordStreams } from './support/record.js';
import { virtually } from './support/virtual-time.js';
import { A_MOMENT, called, incoming, world } from './support/world.js';

describe('Peer, incoming connections', () => {
  it(
    'are what the other side said: peer, id, label, metadata, serialization, order',
    virtually((time) => {
      const { peer, end } = world();
      const bob = incoming(peer('bob'));
      const options = { label: 'chat', metadata: { deep: [1, null] }, serialization: 'json', reliable: true };
      const connection = peer('alice').connect('bob', options);
      time.pass(A_MOMENT);
      const { peer: id, connectionId, label, metadata, serialization, reliable, type, open } = bob.connection;
      expect({ label, metadata, serialization, reliable }).toEqual(options);
      expect([id, type, open]).toEqual(['alice', 'data', true]);
      expect(connectionId).toBe(connection.connectionId);
      expect(connectionId).toMatch(/^dc_/);
      end(time);
    }),
  );

  it(
    'have the same random label at both ends where none was given',
    virtually((time) => {
      const { peer, end } = world();
      const bob = incoming(peer('bob'));
      const connection = peer('alice').connect('bob');
      time.pass(A_MOMENT);
      expect(connection.label.length).toBeGreaterThan(10);
      expect(bob.connection.label).toBe(connection.label);
      expect([connection.serialization, connection.reliable, connection.metadata]).toEqual([
        'binary',
        false,
        undefined,
      ]);
      end(time);
    }),
  );

  it.each(['nonsense', 'constructor', '__proto__', 'toString'])(
    'with the unknown serialization "%s" are refused and logged, and harm nobody',
    (serialization) => {
      virtually((time) => {
        const { peer, server, machine, end } = world();
        const bob = peer('bob', { debug: 1 });
        const alice = peer('alice');
        const open = alice.connect('bob');
        const heard = recordEvents(bob, 'connection', 'error', 'close');
        time.pass(A_MOMENT);
        server.say('bob', anOffer('dc_bad', { serialization }));
        time.pass(1);
        expect(heard).toEqual([`connection ${open.connectionId}`]);
        expect(bob.connections['eve']).toBeUndefined();
        expect(machine(bob).peerConnections).toHaveLength(1);
        expect(machine(bob).printed).toEqual([
          [1, expect.stringContaining('dc_bad'), expect.objectContaining({ type: 'not-serializable' })],
        ]);
        expect(open.open).toBe(true);
        end(time);
      })();
    },
  );

  it(
    'speak the serialization of the application, where both have it',
    virtually((time) => {
      const { peer, end } = world();
      const shout: Codec = {
        framing: 'bare',
        encode: (value) => String(value).toUpperCase(),
        decode: (frame) => `${String(frame)}!`,
      };
      const bob = incoming(peer('bob', { serializers: { shout } }));
      const connection = peer('alice', { serializers: { shout } }).connect('bob', { serialization: 'shout' });
      time.pass(A_MOMENT);
      const heard = recordEvents(bob.connection, 'data');
      connection.send('hello');
      time.pass(A_MOMENT);
      expect(heard).toEqual(['data HELLO!']);
      end(time);
    }),
  );

  it(
    'replace the one that has the same id, which closes',
    virtually((time) => {
      const { peer, server, machine, end } = world();
      const bob = peer('bob');
      const heard = recordEvents(bob, 'connection');
      time.pass(A_MOMENT);
      server.say('bob', anOffer('dc_1'));
      time.pass(1);
      const [first] = bob.connections['eve'] ?? [];
      const ends = recordStreams({ close: first?.close$ ?? bob.close$ });
      server.say('bob', anOffer('dc_1'));
      time.pass(1);
      expect(ends).toEqual([]); // the same once more: a server, or a network, may say things twice
      server.say('bob', anOffer('dc_1', { sdp: { type: 'offer', sdp: 's=fake offer 1\r\na=again' } }));
      time.pass(1);
      expect(ends).toEqual(['close', 'close |']);
      expect(heard).toEqual(['connection dc_1', 'connection dc_1']);
      expect(bob.connections['eve']).toHaveLength(1);
      expect(bob.getConnection('eve', 'dc_1')).not.toBe(first);
      expect(machine(bob).peerConnections.map(({ closes }) => closes > 0)).toEqual([true, false]);
      end(time);
    }),
  );

  it(
    'get the candidates that came before their offer',
    virtually((time) => {
      const { peer, server, machine, end } = world();
      const bob = peer('bob');
      const alice = peer('alice');
      time.pass(A_MOMENT);
      const candidate = { candidate: 'candidate:early', sdpMid: '0', sdpMLineIndex: 0 };
      const connection = alice.connect('bob');
      server.say('bob', {
        type: 'CANDIDATE',
        src: 'alice',
        payload: { candidate, type: 'data', connectionId: connection.connectionId },
      });
      time.pass(A_MOMENT);
      expect(machine(bob).peerConnection.calls).toContainEqual({ name: 'addCandidate', argument: candidate });
      expect(connection.open).toBe(true);
      end(time);
    }),
  );

  it(
    'may come from oneself no more than one may connect to oneself',
    virtually((time) => {
      const { peer, end } = world();
      const alice = peer('alice');
      time.pass(A_MOMENT);
      const connection = alice.connect('alice');
      const heard = [recordEvents(alice, 'connection', 'error'), recordEvents(connection, 'error', 'close')];
      time.pass(A_MOMENT);
      expect(heard[0]).toEqual([]);
      expect(heard[1]?.at(-1)).toBe('close');
      expect(heard[1]).toHaveLength(2);
      end(time);
    }),
  );
});

describe('Peer, incoming calls', () => {
  it(
    'ring until they are answered, then carry a stream each way, once',
    virtually((time) => {
      const { peer, end } = world();
      const bob = called(peer('bob'));
      const [mine, yours] = [fakeStream('mine', 'audio', 'video'), fakeStream('yours', 'audio', 'video')];
      const call = peer('alice').call('bob', mine, { metadata: { video: true } });
      time.pass(A_MOMENT);
      expect([bob.call.peer, bob.call.type, bob.call.open, bob.call.metadata]).toEqual([
        'alice',
        'media',
        false,
        { video: true },
      ]);
      const heard = [
        recordEvents(call, 'stream', 'close'),
        recordEvents(bob.call, 'stream', 'close', 'willCloseOnRemote'),
      ];
      time.pass(100_000);
      bob.call.answer(yours);
      expect(bob.call.open).toBe(false);
      time.pass(A_MOMENT);
      expect(heard.map((lines) => lines.length)).toEqual([1, 2]);
      expect([call.remoteStream, call.localStream, call.open]).toEqual([yours, mine, true]);
      expect([bob.call.remoteStream, bob.call.localStream, bob.call.open]).toEqual([mine, yours, true]);
      bob.call.close();
      time.pass(A_MOMENT);
      expect(heard.map((lines) => lines.at(-1))).toEqual(['close', 'close']);
      expect([call.remoteStream, call.localStream, call.open]).toEqual([undefined, undefined, false]);
      end(time);
    }),
  );

  it(
    'may be hung up before they are answered, and answered no more',
    virtually((time) => {
      const { peer, machine, end } = world();
      const bob = peer('bob');
      const ring = called(bob);
      peer('alice').call('bob');
      time.pass(A_MOMENT);
      const heard = recordStreams({ close: ring.call.close$, stream: ring.call.stream$ });
      ring.call.close();
      ring.call.answer();
      time.pass(A_MOMENT);
      expect(heard).toEqual(['close', 'close |', 'stream |']);
      expect(ring.call.open).toBe(false);
      expect(machine(bob).peerConnections).toEqual([]);
      end(time);
    }),
  );
});
