import { demand, demandThrow } from '../../support/browser/breach.js';
import { brokenByPeerJs } from '../../support/browser/broken-words.js';
import { describeDocumented, type Documented } from '../../support/browser/documented.js';
import { canvasAndTone } from '../../support/browser/media.js';
import { holdRequests, watchSockets } from '../../support/browser/native.js';
import { carries, connect, couple, talk } from '../../support/browser/scenes.js';
import { nextTurn, record } from '../../support/browser/stage.js';

const disconnecting: readonly Documented[] = [
  {
    says: 'peer.disconnected 将被设置为 true,并触发 disconnected 事件',
    demands: 'disconnect() sets disconnected and tells so, once, with the id',
    holds: async (stage) => {
      const peer = stage.peer();
      const id = await stage.open(peer);
      const told = record(peer, 'disconnected', 'close', 'error');
      const comes = stage.event(peer, 'disconnected');
      const then: unknown[] = [];
      peer.on('disconnected', () => then.push(peer.disconnected, peer.destroyed));
      peer.disconnect();
      peer.disconnect();
      demand('what it brings', await comes, id);
      demand('disconnected and destroyed in the event', then, [true, false]);
      demand('what is told', told, ['disconnected']);
    },
  },
  {
    says: '关闭与服务器的连接,同时保留所有现有的数据和媒体连接',
    demands: 'disconnect() keeps the connections, of both kinds',
    holds: async (stage) => {
      const { alice, bob, outgoing, incoming } = await talk(stage, canvasAndTone(stage.bench));
      const { here, there } = await connect(stage, alice, bob);
      const ends = [here, there, outgoing, incoming];
      const told = ends.map((end) => record(end, 'close'));
      alice.disconnect();
      demand('that data travels', await carries(stage, here, there), true);
      demand(
        'what is open',
        ends.map(({ open }) => open),
        [true, true, true, true],
      );
      demand('what has closed', told.flat(), []);
    },
  },
  {
    says: '在(云)服务器上,其 ID 将被放弃',
    demands: 'disconnect() gives the id up: another Peer can take it',
    holds: async (stage) => {
      const peer = stage.peer();
      const id = await stage.open(peer);
      peer.disconnect();
      demand('who has the id', (await stage.claim(id)).id, id);
    },
  },
  {
    says: '也可能是因为与信令服务器的连接丢失',
    demands: 'tells disconnected when it loses its server, and keeps its connections',
    holds: async (stage) => {
      const sockets = watchSockets(stage.bench);
      const { alice, here, there } = await couple(stage);
      const told = record(alice, 'disconnected', 'close', 'error');
      const comes = stage.event(alice, 'disconnected');
      sockets.made[0]?.close();
      await comes;
      demand('what is told', told, ['error', 'disconnected']);
      demand('disconnected and destroyed', [alice.disconnected, alice.destroyed], [true, false]);
      demand('that data travels', await carries(stage, here, there), true);
    },
  },
  {
    says: 'Ping间隔(毫秒)。默认为 5000',
    demands: 'tells disconnected when a socket looks open that nothing passes through, within seconds',
    holds: async (stage) => {
      const sockets = watchSockets(stage.bench);
      const pingInterval = 100;
      const peer = stage.peer(undefined, { pingInterval });
      await stage.open(peer);
      await stage.until('two pings', () => sockets.sent() >= 2);
      const comes = stage.promised(peer, 'disconnected');
      sockets.stall();
      await comes;
      demand('disconnected and destroyed', [peer.disconnected, peer.destroyed], [true, false]);
    },
    brokenBy: brokenByPeerJs('halfOpen', 'disconnected does not come'),
  },
];

const reconnecting: readonly Documented[] = [
  {
    says: '您可以通过调用 `peer.reconnect()`重新连接到服务器',
    demands: 'reconnect() opens it again under its old id, and it can be connected to',
    holds: async (stage) => {
      const [alice, bob] = [stage.peer(), stage.nameless()];
      const [, id] = await Promise.all([stage.open(alice), stage.open(bob)]);
      bob.disconnect();
      await stage.isForgotten(id);
      const opens = stage.open(bob);
      bob.reconnect();
      demand('what open brings', await opens, id);
      demand('disconnected and destroyed', [bob.disconnected, bob.destroyed], [false, false]);
      const { here, there } = await connect(stage, alice, bob);
      demand('that data travels', await carries(stage, here, there), true);
    },
  },
  {
    says: '尝试使用对等方的旧ID重新连接到服务器',
    demands: 'reconnect() opens it also where the server still holds its old socket',
    holds: async (stage) => {
      const sockets = watchSockets(stage.bench);
      const peer = stage.peer();
      const id = await stage.open(peer);
      sockets.holdCloses();
      peer.disconnect();
      const opens = stage.promised(peer, 'open');
      peer.reconnect();
      demand('what open brings', await opens, id);
    },
    brokenBy: brokenByPeerJs('oldSocket', 'open does not come'),
  },
  {
    says: '只有 已断开的peers 才能重新连接',
    demands: 'reconnect() is refused while it has its server',
    holds: async (stage) => {
      const peer = stage.peer();
      await stage.open(peer);
      demandThrow('reconnect()', () => {
        peer.reconnect();
      });
      demand('disconnected and destroyed', [peer.disconnected, peer.destroyed], [false, false]);
    },
  },
  {
    says: '已销毁的对等方无法重新连接',
    demands: 'reconnect() is refused once it is destroyed',
    holds: async (stage) => {
      const peer = stage.peer();
      await stage.open(peer);
      peer.destroy();
      demandThrow('reconnect()', () => {
        peer.reconnect();
      });
      demand('disconnected and destroyed', [peer.disconnected, peer.destroyed], [true, true]);
    },
  },
];

const destroying: readonly Documented[] = [
  {
    says: '关闭与服务器的连接并终止所有现有连接。peer.destroyed 将被设置为 true',
    demands: 'destroy() tells disconnected, then close, each once, and sets both flags',
    holds: async (stage) => {
      const peer = stage.peer();
      await stage.open(peer);
      const told = record(peer, 'disconnected', 'close', 'error', 'open');
      const then: unknown[] = [];
      peer.on('close', () => then.push(peer.disconnected));
      peer.destroy();
      peer.destroy();
      await nextTurn();
      demand('what is told', told, ['disconnected', 'close']);
      demand('disconnected in the event', then, [true]);
      demand('disconnected and destroyed', [peer.disconnected, peer.destroyed], [true, true]);
    },
  },
  {
    says: '此时,peer的所有连接都将被关闭',
    demands: 'destroy() closes its connection, at both ends, before it tells close',
    holds: async (stage) => {
      const { alice, bob, here, there } = await couple(stage);
      const [closesHere, closesThere] = [stage.event(here, 'close'), stage.event(there, 'close')];
      const then: boolean[] = [];
      alice.on('close', () => then.push(here.open));
      const native = here.peerConnection;
      alice.destroy();
      await Promise.all([closesHere, closesThere]);
      demand('open in the event', then, [false]);
      demand('open', [here.open, there.open], [false, false]);
      await stage.allClosed(native);
      demand('the other Peer', [bob.disconnected, bob.destroyed], [false, false]);
    },
  },
  {
    says: '其所有数据和媒体连接都将被关闭',
    demands: 'destroy() closes all of its connections with one other Peer',
    holds: async (stage) => {
      const { alice, bob, here } = await couple(stage);
      const others = [await connect(stage, alice, bob), await connect(stage, alice, bob)];
      const ends = [here, ...others.map((other) => other.here)];
      alice.destroy();
      demand(
        'open',
        ends.map(({ open }) => open),
        [false, false, false],
      );
    },
    brokenBy: brokenByPeerJs('everySecond', 'open: [false,true,false], not [false,false,false]'),
  },
  {
    says: '其所有数据和媒体连接都将被关闭',
    demands: 'destroy() closes its call, at both ends',
    holds: async (stage) => {
      const { alice, outgoing, incoming } = await talk(stage, canvasAndTone(stage.bench));
      const closes = [stage.event(outgoing, 'close'), stage.event(incoming, 'close')];
      alice.destroy();
      await Promise.all(closes);
      demand('open', [outgoing.open, incoming.open], [false, false]);
    },
  },
  {
    says: '其在(云)服务器上的ID将被没收',
    demands: 'destroy() gives the id up: the server knows it no longer',
    holds: async (stage) => {
      const peer = stage.peer();
      const id = await stage.open(peer);
      peer.destroy();
      await stage.isForgotten(id);
      demand('the id', (await stage.claim(id)).id, id);
    },
  },
  {
    says: '相应的对等对象将不再能够创建或接收任何连接',
    demands: 'destroy() before the server has assigned an id leaves nothing at the server',
    holds: async (stage) => {
      const [sockets, requests] = [watchSockets(stage.bench), holdRequests(stage.bench)];
      stage.nameless().destroy();
      requests.release();
      await stage.open(stage.nameless()); // whatever the first one still does, it has done by then
      demand('sockets', sockets.made.length, 1);
    },
    brokenBy: brokenByPeerJs('leftover', 'sockets: 2, not 1'),
  },
];

describeDocumented('the end of a Peer', [...disconnecting, ...reconnecting, ...destroying]);
