import * as peerjs from 'peerjs';
import * as rxpeer from '../lib/index.js';

// What an application gets that imported them from `peerjs`.

jest.mock('webrtc-adapter', () => ({ browserDetails: {} }));

describe('The enums', () => {
  it.each(['PeerErrorType', 'BaseConnectionErrorType', 'DataConnectionErrorType', 'ConnectionType'] as const)(
    'have the names and values of PeerJS: %s',
    (name) => {
      expect({ ...rxpeer[name] }).toEqual({ ...peerjs[name] });
    },
  );

  it('say of serializations what `connection.serialization` says here', () => {
    expect(Object.keys(rxpeer.SerializationType)).toEqual(Object.keys(peerjs.SerializationType));
    expect(rxpeer.SerializationType).toEqual({
      Binary: 'binary',
      BinaryUTF8: 'binary-utf8',
      JSON: 'json',
      None: 'none',
    });
  });
});
