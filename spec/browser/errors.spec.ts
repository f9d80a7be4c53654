import { NEVER } from 'rxjs';
import { type Environment, type Peer, PeerError, type PeerErrorType, type PeerOptions } from 'rxpeer';
import { browserEnvironment } from '../../lib/browser/environment.js';
import { useBench } from '../support/browser/bench.js';
import { claim, couple, ring } from '../support/browser/couple.js';
import { canvasAndTone } from '../support/browser/media.js';
import { closedPortOptions, rogueOptions, uniqueId } from '../support/browser/page.js';
import { count, record } from '../support/browser/record.js';
import { allClosed, next, nextError, open, opened } from '../support/browser/wait.js';

const world = (changes: Partial<Environment>): PeerOptions => ({ environment: { ...browserEnvironment, ...changes } });

/** What a Peer tells of its end. */
const recordPeer = ({ open$, error$, disconnected$, close$ }: Peer): string[] =>
  record({ open$, error$, disconnected$, close$ });

describe('the errors of a Peer', () => {
  const bench = useBench();

  /** An error that ends the Peer: told once, then `disconnected` and `close`, and nothing is left. */
  const expectFatal = async (peer: Peer, type: PeerErrorType): Promise<PeerError> => {
    const told = recordPeer(peer);
    const listened: unknown[] = [];
    peer.on('error', (error) => listened.push(error));
    const [error] = await Promise.all([next(peer.error$), next(peer.close$)]);
    expect(error).toBeInstanceOf(PeerError);
    expect(error.type).toBe(type);
    expect(error.message).not.toBe('');
    expect([peer.destroyed, peer.disconnected, peer.open, peer.id]).toEqual([true, true, false, undefined]);
    expect(listened).toEqual([error]);
    expect(told.filter((each) => !each.endsWith(' completes'))).toEqual(['error$', 'disconnected$', 'close$']);
    expect(count(told, 'close$ completes')).toBe(1);
    return error;
  };

  it('browser-incompatible: there is no WebRTC', async () => {
    const none = { data: false, audioVideo: false };
    await expectFatal(bench.peer(world({ capabilities: () => none })), 'browser-incompatible');
  });

  it('invalid-id: the id has illegal characters', async () => {
    for (const id of ['-begins', 'ends_', 'sl/ash', 'ümlaut', ' ']) {
      const error = await expectFatal(bench.peer({}, id), 'invalid-id');
      expect(error.message).toContain(id);
    }
  });

  it('invalid-key: the key has illegal characters', async () => {
    const error = await expectFatal(bench.peer({ key: 'a/b' }), 'invalid-key');
    expect(error.message).toContain('a/b');
  });

  it('invalid-key: the server does not know the key', async () => {
    for (const make of [
      () => bench.peer({ key: 'wrong' }),
      () => bench.peer(rogueOptions('error')),
      () => bench.peer(rogueOptions('invalid-key')),
      () => bench.namelessPeer({ key: 'wrong' }),
    ]) {
      const peer = make();
      const error = await expectFatal(peer, 'invalid-key');
      expect(error.message).toContain(peer.options.key);
    }
  });

  it('ssl-unavailable: TLS is asked for, the server has none', async () => {
    for (const make of [bench.peer, bench.namelessPeer]) {
      const peer = make({ secure: true });
      const error = await expectFatal(peer, 'ssl-unavailable');
      expect(error.message).toContain(String(peer.options.port));
    }
  });

  it('server-error: the server refuses', async () => {
    const error = await expectFatal(bench.peer(rogueOptions('limit')), 'server-error');
    expect(error.message).toContain('Server has reached its concurrent user limit');
  });

  it('server-error: nobody answers who could assign an id', async () => {
    const error = await expectFatal(bench.namelessPeer(closedPortOptions), 'server-error');
    expect(error.cause).toBeInstanceOf(TypeError);
    expect(error.message).toContain((error.cause as Error).message);
  });

  it('server-error: the path leads nowhere', async () => {
    const error = await expectFatal(bench.namelessPeer({ path: '/nowhere' }), 'server-error');
    expect(error.message).toContain('404');
  });

  it('socket-error: the socket itself fails', async () => {
    const broken = world({ openSocket: (_, outgoing$) => browserEnvironment.openSocket('nonsense://[', outgoing$) });
    const error = await expectFatal(bench.peer(broken), 'socket-error');
    expect(error.cause).toBeInstanceOf(DOMException);
    expect(error.message).toContain((error.cause as DOMException).message);
  });

  it('socket-closed: the server closes before it has taken the Peer', async () => {
    const error = await expectFatal(bench.peer(rogueOptions('close-at-once')), 'socket-closed');
    expect(error.message).toContain('1005');
  });

  it('unavailable-id: somebody else has the id', async () => {
    const id = await open(bench.peer());
    const error = await expectFatal(bench.peer({}, id), 'unavailable-id');
    expect(error.message).toContain(id);
  });

  it('unavailable-id: with open connections it is not fatal', async () => {
    const { alice, here, there } = await couple(bench);
    const id = alice.id ?? '';
    alice.disconnect();
    await claim(bench, id);
    const failed = nextError(alice, 'unavailable-id');
    alice.reconnect();
    await failed;
    expect([alice.destroyed, alice.disconnected, here.open]).toEqual([false, true, true]);
    here.send('still here');
    expect(await next(there.data$)).toBe('still here');
  });

  it('network: the server cannot be reached', async () => {
    const peer = bench.peer(closedPortOptions);
    const told = recordPeer(peer);
    const disconnected = next(peer.disconnected$);
    const error = await nextError(peer, 'network');
    expect(error.message).toContain(String(closedPortOptions.port));
    expect(error.message).not.toContain(peer.options.token);
    await disconnected;
    expect(told).toEqual(['error$', 'disconnected$']);
    expect([peer.destroyed, peer.disconnected]).toEqual([false, true]);
  });

  it('network: the connection to the server is lost, and can be had again', async () => {
    const peer = bench.peer(rogueOptions('die'));
    const told = recordPeer(peer);
    const id = await open(peer);
    const [, lost] = await Promise.all([nextError(peer, 'network'), next(peer.disconnected$)]);
    expect(lost).toBe(id);
    expect([peer.destroyed, peer.disconnected, peer.id]).toEqual([false, true, undefined]);
    const opens = next(peer.open$);
    peer.reconnect();
    expect(await opens).toBe(id);
    expect(peer.id).toBe(id);
    expect(told).toEqual(['open$', 'error$', 'disconnected$', 'open$']);
  });

  it('disconnected: there is no server to connect through', async () => {
    const [alice, bob] = [bench.peer(), bench.peer()];
    await Promise.all([open(alice), open(bob)]);
    alice.disconnect();
    for (const connect of [() => alice.connect(bob.id ?? ''), () => alice.call(bob.id ?? '')]) {
      const failed = nextError(alice, 'disconnected');
      const connection = connect();
      const told = record({ close$: connection.close$ });
      expect((await failed).message).toContain('reconnect');
      await Promise.all([nextError(connection, 'disconnected'), next(connection.close$)]);
      expect(count(told, 'close$')).toBe(1);
    }
    expect(alice.destroyed).toBe(false);
  });

  it('peer-unavailable: on the Peer, and on the connection, which closes', async () => {
    const peer = bench.peer();
    const nobody = uniqueId('nobody');
    const connections = [peer.connect(nobody), peer.call(nobody, canvasAndTone(bench))];
    const onPeer = nextError(peer, 'peer-unavailable');
    const natives = connections.map(({ peerConnection }) => peerConnection);
    const errors = await Promise.all(
      connections.map(async (connection) => {
        const [error] = await Promise.all([nextError(connection, 'peer-unavailable'), next(connection.close$)]);
        return error;
      }),
    );
    expect((await onPeer).peer).toBe(nobody);
    expect((await onPeer).message).toContain(nobody);
    expect(errors.map((error) => [error.peer, error.connectionId])).toEqual(
      connections.map(({ connectionId }) => [nobody, connectionId]),
    );
    await allClosed(...natives);
    expect([peer.destroyed, peer.open, Object.keys(peer.connections)]).toEqual([false, true, []]);
  });

  describe('webrtc', () => {
    it('the configuration is no good', async () => {
      const bob = bench.peer();
      await open(bob);
      const peer = bench.peer({ config: { iceServers: [{ urls: 'nonsense:' }] } });
      const onPeer = nextError(peer, 'webrtc');
      const connection = peer.connect(bob.id ?? '');
      const [error] = await Promise.all([nextError(connection, 'webrtc'), next(connection.close$)]);
      expect(error.cause).toBeInstanceOf(DOMException);
      expect(error.message).toBe((error.cause as DOMException).message);
      expect((await onPeer).connectionId).toBe(connection.connectionId);
      expect(peer.destroyed).toBe(false);
    });

    const transforms: Readonly<Record<string, (sdp: string) => string>> = {
      throws: () => {
        throw new Error('no SDP for you');
      },
      'writes nonsense': () => 'nonsense',
      'breaks a line': (sdp) => sdp.replace(/^m=/gm, 'm=nonsense '),
    };
    for (const [name, sdpTransform] of Object.entries(transforms)) {
      it(`an sdpTransform of a call ${name}`, async () => {
        const [alice, bob] = [bench.peer(), bench.peer()];
        await Promise.all([open(alice), open(bob)]);
        const onPeer = nextError(alice, 'webrtc');
        const call = alice.call(bob.id ?? '', canvasAndTone(bench), { sdpTransform });
        const [error] = await Promise.all([nextError(call, 'webrtc'), next(call.close$)]);
        expect(error.cause).toBeInstanceOf(Error);
        expect(error.message).toBe((error.cause as Error).message);
        expect((await onPeer).peer).toBe(bob.id ?? '');
        expect(alice.destroyed).toBe(false);
      });
    }

    it('an sdpTransform of an answer throws', async () => {
      const { bob, incoming } = await ring(bench, canvasAndTone(bench));
      const onPeer = nextError(bob, 'webrtc');
      const failed = Promise.all([nextError(incoming, 'webrtc'), next(incoming.close$)]);
      incoming.answer(undefined, {
        sdpTransform: () => {
          throw new Error('no answer');
        },
      });
      expect((await failed)[0].message).toBe('no answer');
      expect((await onPeer).peer).toBe(incoming.peer);
      expect(bob.destroyed).toBe(false);
    });
  });

  it('none of what a server says amiss does any harm', async () => {
    const peer = bench.peer(rogueOptions('garbage'));
    const told = recordPeer(peer);
    await open(peer);
    const probe = next(peer.listAllPeers()); // answered after what the socket brought before
    await expectAsync(probe).toBeRejectedWith(jasmine.objectContaining({ type: 'server-error' }));
    expect(told).toEqual(['open$']);
    expect(peer.open).toBe(true);
  });

  it('a failed listAllPeers() concerns nobody but the one who asked', async () => {
    const silent = world({ http: () => NEVER });
    const [mute, lone] = [bench.peer(silent), bench.peer({ ...rogueOptions('any') })];
    const told = [recordPeer(mute), recordPeer(lone)];
    await Promise.all([open(mute), open(lone)]);
    mute.listAllPeers();
    await expectAsync(next(lone.listAllPeers())).toBeRejected();
    expect(told).toEqual([['open$'], ['open$']]);
    const bob = bench.peer();
    expect((await opened(mute.connect(await open(bob)))).open).toBe(true);
  });
});
