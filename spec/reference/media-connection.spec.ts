import { throwError } from 'rxjs';
import { type AnswerOptions, type CallOptions, MediaConnection, Peer, type PeerError } from 'rxpeer';
import { FakeEnvironment } from '../support/fake-environment.js';
import { FakePeerConnection, fakeStream } from '../support/fake-peer-connection.js';
import { type VirtualTime, virtually } from '../support/virtual-time.js';
import { called, record, stage } from './stage.js';

const CAMERA = fakeStream('alice', 'audio', 'video');
const OTHER_CAMERA = fakeStream('bob', 'audio', 'video');

interface Talk {
  readonly options?: CallOptions;
  readonly answer?: MediaStream;
  readonly answerOptions?: AnswerOptions;
}

/** Alice has called Bob, who has answered. */
const talking = ({ pass }: VirtualTime, { options, answer, answerOptions }: Talk = {}) => {
  const { peer, machine, server } = stage();
  const [alice, bob] = [peer('alice'), peer('bob')];
  const theirs = called(bob);
  const here = alice.call('bob', CAMERA, options);
  pass(20);
  const heard = [record(here, 'stream', 'close', 'error'), record(theirs.call, 'stream', 'close', 'error')];
  theirs.call.answer(answer, answerOptions);
  pass(20);
  return { alice, bob, here, there: theirs.call, heard, machine, server };
};

const sdpOf = (server: { readonly received: readonly { type: string; payload?: unknown }[] }, type: string): string =>
  (server.received.find((message) => message.type === type)?.payload as { sdp: { sdp: string } }).sdp.sdp;

describe('peer.call', () => {
  it(
    'returns a media connection, always; what goes wrong is told by its error',
    virtually(({ pass }) => {
      const alice = stage().peer('alice');
      pass(10);
      const failing = [
        alice.call('nobody', CAMERA),
        alice.call('alice', CAMERA),
        alice.call('bob', CAMERA, { metadata: 1n }),
      ];
      const heard = failing.map((call) => record(call, 'error', 'close'));
      expect(failing.every((call) => call instanceof MediaConnection)).toBe(true);
      pass(6_000);
      expect(heard).toEqual(
        ['peer-unavailable', 'peer-unavailable', 'not-serializable'].map((type) => [['error', type], ['close']]),
      );
    }),
  );

  it(
    'stream: the other side gets it',
    virtually((time) => {
      const { heard } = talking(time);
      expect(heard).toEqual([[], [['stream', CAMERA]]]);
    }),
  );

  it.each([['text'], [7], [{ room: 7, guests: ['bob'] }], [null]])('metadata: %j', (metadata) => {
    virtually((time) => {
      const { here, there } = talking(time, { options: { metadata } });
      expect([here.metadata, there.metadata]).toEqual([metadata, metadata]);
    })();
  });

  it(
    'sdpTransform: changes the offer before it is used',
    virtually((time) => {
      const { server, here, machine, alice } = talking(time, {
        options: { sdpTransform: (sdp) => `${sdp}a=mine\r\n` },
      });
      const sdp = expect.stringMatching(/a=mine\r\n$/) as unknown;
      const applied = { name: 'applyLocal', argument: { type: 'offer', sdp } };
      expect(sdpOf(server, 'OFFER')).toContain('a=mine\r\n');
      expect(sdpOf(server, 'ANSWER')).not.toContain('a=mine');
      expect(machine(alice).peerConnection.calls).toContainEqual(applied);
      expect(here.open).toBe(true);
    }),
  );
});

describe('A media connection', () => {
  it(
    'answer: with a stream, which the caller gets',
    virtually((time) => {
      const { here, there, heard } = talking(time, { answer: OTHER_CAMERA });
      expect([here.open, there.open]).toEqual([true, true]);
      expect(heard).toEqual([[['stream', OTHER_CAMERA]], [['stream', CAMERA]]]);
    }),
  );

  it(
    'answer: without a stream, to only listen',
    virtually((time) => {
      const { here, there, heard } = talking(time);
      expect([here.open, there.open]).toEqual([true, true]);
      expect(heard[0]).toEqual([]);
    }),
  );

  it(
    'answer: sdpTransform changes the answer before it is used',
    virtually((time) => {
      const sdpTransform = (sdp: string): string => `${sdp}a=mine\r\n`;
      const { server, machine, bob } = talking(time, { answerOptions: { sdpTransform } });
      expect(sdpOf(server, 'OFFER')).not.toContain('a=mine');
      const sdp = sdpOf(server, 'ANSWER');
      expect(sdp).toMatch(/a=mine\r\n$/);
      const applied = { name: 'applyLocal', argument: { type: 'answer', sdp } };
      expect(machine(bob).peerConnection.calls).toContainEqual(applied);
    }),
  );

  it.each(['here', 'there'] as const)('close: ends it at both ends, once, when the one %s does it', (side) => {
    virtually((time) => {
      const talk = talking(time, { answer: OTHER_CAMERA });
      const { here, there, heard, machine, alice, bob } = talk;
      talk[side].close();
      talk[side].close();
      time.pass(20);
      expect(heard).toEqual([
        [['stream', OTHER_CAMERA], ['close']],
        [['stream', CAMERA], ['close']],
      ]);
      expect([here.open, there.open]).toEqual([false, false]);
      for (const peer of [alice, bob])
        expect(machine(peer).held).toMatchObject({ peerConnections: 0, subscriptions: 0 });
    })();
  });

  it(
    'stream: once for each stream, whatever its tracks',
    virtually((time) => {
      const { machine, alice, heard } = talking(time, { answer: OTHER_CAMERA });
      const second = fakeStream('screen', 'video');
      machine(alice).peerConnection.receiveStream(second);
      expect(heard[0]).toEqual([
        ['stream', OTHER_CAMERA],
        ['stream', second],
      ]);
    }),
  );

  it(
    'error: what goes wrong on it, with the place, and it closes where it cannot go on',
    virtually(({ pass }) => {
      const environment = new FakeEnvironment({
        createPeerConnection: () => new FakePeerConnection({ createOffer: () => throwError(() => new Error('no')) }),
      });
      const call = new Peer('alice', { environment }).call('bob', CAMERA);
      const errors: PeerError[] = [];
      const heard = record(call, 'close');
      call.on('error', (error) => errors.push(error));
      pass(10);
      const { connectionId } = call;
      expect(errors).toEqual([expect.objectContaining({ type: 'webrtc', message: 'no', peer: 'bob', connectionId })]);
      expect(heard).toEqual([['close']]);
    }),
  );

  it(
    'open: false until the call is answered and media can flow, and after its end',
    virtually(({ pass }) => {
      const { peer } = stage();
      const theirs = called(peer('bob'));
      const here = peer('alice').call('bob', CAMERA);
      const seen: boolean[] = [];
      const look = (): void => {
        seen.push(here.open);
      };
      look();
      pass(3_000);
      look();
      theirs.call.answer();
      look();
      pass(20);
      look();
      here.close();
      look();
      expect(seen).toEqual([false, false, false, true, false]);
    }),
  );

  it(
    'peer and type: the id of the other side, and media',
    virtually((time) => {
      const { here, there } = talking(time);
      expect([here.peer, there.peer]).toEqual(['bob', 'alice']);
      expect([here.type, there.type]).toEqual(['media', 'media']);
    }),
  );
});
