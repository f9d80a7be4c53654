import { readFileSync } from 'node:fs';
import * as peerjs from 'peerjs';
import * as rxpeer from '../lib/index.js';

// What an application gets that imported them from `peerjs`.

describe('The enums', () => {
  it.each(['PeerErrorType', 'BaseConnectionErrorType', 'DataConnectionErrorType', 'ConnectionType'] as const)(
    'have the names and values of PeerJS: %s',
    (name) => {
      expect({ ...rxpeer[name] }).toEqual({ ...peerjs[name] });
    },
  );

  it('are all there, and what else PeerJS exports, but for what the README says is not', () => {
    const missing = Object.keys(peerjs).filter((name) => !(name in rxpeer));
    expect(missing.sort()).toEqual([
      'BufferedConnection',
      'MsgPack',
      'MsgPackPeer',
      'ServerMessageType',
      'SocketEventType',
      'StreamConnection',
    ]);
    for (const file of ['README.md', 'README.zh-CN.md']) {
      const row =
        readFileSync(file, 'utf8')
          .split('\n')
          .find((line) => line.startsWith('| `emit`')) ?? '';
      expect(missing.filter((name) => !row.includes(`\`${name}\``))).toEqual([]);
    }
  });

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
