import { Observable } from 'rxjs';
import * as everything from '../lib/index.js';
import * as operators from '../lib/operators.js';
import { Peer } from '../lib/peer.js';
import { FakeEnvironment } from './support/fake-environment.js';

// What is public is promised. Whoever changes a list below changes what users can rely on: CHANGELOG.md says so too.

describe('The public list', () => {
  it('of the package', () => {
    expect(Object.keys(everything).sort()).toEqual([
      'BaseConnectionErrorType',
      'ConnectionType',
      'DataConnection',
      'DataConnectionErrorType',
      'MediaConnection',
      'Peer',
      'PeerError',
      'PeerErrorType',
      'SerializationType',
      'backoff',
      'default',
      'openCall',
      'openConnection',
      'openPeer',
      'sendTo',
      'upTo',
      'util',
    ]);
    expect(everything.default).toBe(Peer);
  });

  it('of the building blocks', () => {
    expect(Object.keys(operators).sort()).toEqual([
      'backoff',
      'chunk',
      'classify',
      'closeEnvelope',
      'createBinaryPack',
      'createJson',
      'dataChannel',
      'decode',
      'emitEach',
      'encode',
      'heartbeat',
      'holdUntilFirst',
      'inTurn',
      'mapInOrder',
      'ofKind',
      'raw',
      'reassemble',
      'receive',
      'reconnectWith',
      'sendPaced',
      'upTo',
      'valueEnvelope',
    ]);
  });

  it('has every event of the reference as a stream', () => {
    const peer = new everything.Peer('alice', { environment: new FakeEnvironment() });
    const has = (target: object, ...names: readonly string[]): void => {
      expect(Object.entries(target)).toEqual(
        expect.arrayContaining(names.map((name) => [`${name}$`, expect.any(Observable)])),
      );
    };
    has(peer, 'open', 'connection', 'call', 'disconnected', 'close', 'error', 'status');
    has(peer.connect('bob'), 'open', 'data', 'close', 'error', 'iceState', 'bufferSize', 'bufferedBytes');
    has(peer.call('bob'), 'stream', 'close', 'error', 'iceState');
    peer.destroy();
  });
});
