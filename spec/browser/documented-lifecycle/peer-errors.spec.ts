import { demand } from '../../support/browser/breach.js';
import { brokenByPeerJs } from '../../support/browser/broken-words.js';
import { describeDocumented, type Documented } from '../../support/browser/documented.js';
import type { DocumentedPeer } from '../../support/browser/libraries.js';
import { canvasAndTone } from '../../support/browser/media.js';
import { breakSockets, closedPort } from '../../support/browser/native.js';
import { rogueOptions, uniqueId } from '../../support/browser/page.js';
import { couple, pair } from '../../support/browser/scenes.js';
import { nextTurn, record, type Stage } from '../../support/browser/stage.js';

/** An error that destroys the Peer: told once, then `disconnected` and `close`. */
const isFatal = async (stage: Stage, peer: DocumentedPeer, type: string): Promise<void> => {
  const told = record(peer, 'open', 'error', 'disconnected', 'close');
  const closes = stage.promised(peer, 'close');
  const error = await stage.error(peer);
  demand('the error', error.type, type);
  demand('that it is an error', error instanceof Error, true);
  await closes;
  demand('disconnected and destroyed', [peer.disconnected, peer.destroyed], [true, true]);
  demand('what is told', told, ['error', 'disconnected', 'close']);
};

const fatal: readonly Documented[] = [
  {
    says: '客户端的浏览器不支持您尝试使用的某些或所有WebRTC功能',
    demands: 'browser-incompatible, which is fatal: there is no WebRTC',
    holds: (stage) => isFatal(stage, stage.peerWithoutWebRtc(), 'browser-incompatible'),
  },
  {
    says: '传递给Peer构造函数的ID包含非法字符',
    demands: 'invalid-id, which is fatal: the id has illegal characters',
    holds: async (stage) => {
      for (const id of ['-begins', 'ends_', 'sl/ash', 'ümlaut', ' ']) {
        await isFatal(stage, stage.peer(id), 'invalid-id');
      }
    },
  },
  {
    says: '传递给Peer构造函数的API密钥包含非法字符或不在系统中(仅限云服务器)',
    demands: 'invalid-key, which is fatal: the server does not know the key',
    holds: (stage) => isFatal(stage, stage.peer(undefined, { key: 'wrong' }), 'invalid-key'),
    brokenBy: brokenByPeerJs('neverEmitted', 'the error: "server-error", not "invalid-key"'),
  },
  {
    says: '正在安全地使用PeerJS,但云服务器不支持SSL',
    demands: 'ssl-unavailable, which is fatal: TLS is asked for, the server has none',
    holds: (stage) => isFatal(stage, stage.peer(undefined, { secure: true }), 'ssl-unavailable'),
    brokenBy: brokenByPeerJs('neverEmitted', 'the error: "network", not "ssl-unavailable"'),
  },
  {
    says: '无法到达服务器',
    demands: 'server-error, which is fatal: nobody answers who could assign an id',
    holds: (stage) => isFatal(stage, stage.nameless({ port: closedPort() }), 'server-error'),
  },
  {
    says: '无法到达服务器',
    demands: 'server-error, which is fatal: the server refuses',
    holds: (stage) => isFatal(stage, stage.peer(undefined, rogueOptions('limit')), 'server-error'),
  },
  {
    says: '来自底层套接字的错误',
    demands: 'socket-error, which is fatal: the socket itself fails',
    holds: async (stage) => {
      breakSockets(stage.bench);
      await isFatal(stage, stage.nameless(), 'socket-error');
    },
    brokenBy: brokenByPeerJs('noSocketError', 'the error: "server-error", not "socket-error"'),
  },
  {
    says: '底层套接字意外关闭',
    demands: 'socket-closed, which is fatal: the server closes before it has taken the Peer',
    holds: (stage) => isFatal(stage, stage.peer(undefined, rogueOptions('close-at-once')), 'socket-closed'),
    brokenBy: brokenByPeerJs('neverEmitted', 'the error: "network", not "socket-closed"'),
  },
  {
    says: '传递给Peer构造函数的ID已被占用',
    demands: 'unavailable-id, which is fatal: somebody else has the id',
    holds: async (stage) => {
      const id = await stage.open(stage.peer());
      await isFatal(stage, stage.peer(id), 'unavailable-id');
    },
  },
  {
    says: '如果您的peer具有开放的peer-to-peer连接,则此错误不是致命的',
    demands: 'unavailable-id, which is fatal on reconnect() too where no connection is open',
    holds: async (stage) => {
      const peer = stage.peer();
      const id = await stage.open(peer);
      peer.disconnect();
      await stage.claim(id);
      const [fails, closes] = [stage.error(peer), stage.promised(peer, 'close')];
      peer.reconnect();
      demand('the error', (await fails).type, 'unavailable-id');
      await closes;
      demand('destroyed', peer.destroyed, true);
    },
    brokenBy: brokenByPeerJs('neverFatal', 'close does not come'),
  },
];

const survived: readonly Documented[] = [
  {
    says: '如果连接失败(例如,如果对等方的旧ID现在已被占用),对等方的现有连接不会关闭,但会触发任何相关的错误事件',
    demands: 'unavailable-id, which is not fatal where a connection is open, which stays so',
    holds: async (stage) => {
      const { alice, aliceId, here, there } = await couple(stage);
      const told = [record(here, 'close'), record(there, 'close')];
      alice.disconnect();
      await stage.claim(aliceId);
      const [fails, disconnects] = [stage.error(alice), stage.event(alice, 'disconnected')];
      alice.reconnect();
      demand('the error', (await fails).type, 'unavailable-id');
      await disconnects;
      demand('disconnected and destroyed', [alice.disconnected, alice.destroyed], [true, false]);
      const arrives = stage.event(there, 'data');
      here.send('still here');
      demand('what arrives', await arrives, 'still here');
      demand('what has closed', told.flat(), []);
    },
  },
  {
    says: '您已经将此peer从服务器断开连接,并且无法再在其上建立任何新连接',
    demands: 'disconnected, which is not fatal: there is no server to connect or call through',
    holds: async (stage) => {
      const { alice, bobId } = await pair(stage);
      const stream = canvasAndTone(stage.bench);
      alice.disconnect();
      for (const attempt of [() => alice.connect(bobId), () => alice.call(bobId, stream)]) {
        const fails = stage.error(alice);
        attempt();
        demand('the error', (await fails).type, 'disconnected');
      }
      demand('disconnected and destroyed', [alice.disconnected, alice.destroyed], [true, false]);
    },
  },
  {
    says: '无法建立到信令服务器的连接或连接丢失',
    demands: 'network, which is not fatal: the server cannot be reached',
    holds: async (stage) => {
      const peer = stage.peer(undefined, { port: closedPort() });
      const told = record(peer, 'open', 'error', 'disconnected', 'close');
      const disconnects = stage.event(peer, 'disconnected');
      demand('the error', (await stage.error(peer)).type, 'network');
      await disconnects;
      demand('disconnected and destroyed', [peer.disconnected, peer.destroyed], [true, false]);
      demand('what is told', told, ['error', 'disconnected']);
    },
  },
  {
    says: '无法建立到信令服务器的连接或连接丢失',
    demands: 'network, which is not fatal: the server is lost, and can be had again',
    holds: async (stage) => {
      const peer = stage.peer(undefined, rogueOptions('die'));
      const told = record(peer, 'open', 'error', 'disconnected', 'close');
      const [opens, fails, disconnects] = [stage.open(peer), stage.error(peer), stage.event(peer, 'disconnected')];
      const id = await opens;
      demand('the error', (await fails).type, 'network');
      demand('what disconnected brings', await disconnects, id);
      demand('disconnected and destroyed', [peer.disconnected, peer.destroyed], [true, false]);
      const again = stage.open(peer);
      peer.reconnect();
      demand('what open brings', await again, id);
      demand('what is told', told, ['open', 'error', 'disconnected', 'open']);
    },
  },
  {
    // One row, because the server takes its five seconds: that the breach is about the connections shows that the Peer was told.
    says: '您尝试连接的peer不存在 … 请务必监听 error 事件,以防连接失败',
    demands:
      'peer-unavailable, which is not fatal, on the Peer and on the connections, which close and free what they have',
    holds: async (stage) => {
      const peer = stage.peer();
      const nobody = uniqueId('nobody');
      await stage.open(peer);
      const fails = stage.error(peer);
      const connections = [stage.connect(peer, nobody), stage.call(peer, nobody, canvasAndTone(stage.bench))];
      const natives = connections.map(({ peerConnection }) => peerConnection);
      const told = connections.map((connection) => record(connection, 'open', 'error', 'close'));
      const error = await fails;
      demand('the error', error.type, 'peer-unavailable');
      demand('that it says who', error.message.includes(nobody), true);
      demand('disconnected and destroyed', [peer.disconnected, peer.destroyed], [false, false]);
      await nextTurn();
      demand('what the connections tell', told, Array(2).fill(['error', 'close']));
      await stage.allClosed(...natives);
    },
    brokenBy: brokenByPeerJs(
      'halfAlive',
      'what the connections tell: [[],[]], not [["error","close"],["error","close"]]',
    ),
  },
  {
    says: '原生的WebRTC错误',
    demands: 'webrtc, which is not fatal: the browser cannot read what sdpTransform makes of an offer',
    holds: async (stage) => {
      const { alice, bobId } = await pair(stage);
      const fails = stage.error(alice);
      stage.call(alice, bobId, canvasAndTone(stage.bench), { sdpTransform: () => 'nonsense' });
      demand('the error', (await fails).type, 'webrtc');
      demand('disconnected and destroyed', [alice.disconnected, alice.destroyed], [false, false]);
    },
  },
  {
    says: '原生的WebRTC错误',
    demands: 'webrtc, with what the browser says',
    holds: async (stage) => {
      const { alice, bobId } = await pair(stage);
      const fails = stage.error(alice);
      stage.call(alice, bobId, canvasAndTone(stage.bench), { sdpTransform: () => 'nonsense' });
      demand('that there is a message', (await fails).message !== '', true);
    },
    brokenBy: brokenByPeerJs('noMessage', 'that there is a message: false, not true'),
  },
];

describeDocumented('the errors of a Peer', [...fatal, ...survived]);
