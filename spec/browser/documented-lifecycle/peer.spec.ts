import { brokenByPeerJs } from '../../support/browser/broken-words.js';
import { demand } from '../../support/browser/breach.js';
import { describeDocumented, type Documented } from '../../support/browser/documented.js';
import type { DocumentedData } from '../../support/browser/libraries.js';
import { canvasAndTone } from '../../support/browser/media.js';
import { holdRequests } from '../../support/browser/native.js';
import { uniqueId } from '../../support/browser/page.js';
import { connect, couple, pair, ring } from '../../support/browser/scenes.js';
import { nextTurn, record } from '../../support/browser/stage.js';

const beginning: readonly Documented[] = [
  {
    says: '其他peer可以使用提供的ID连接到此peer并监听连接',
    demands: 'is connected to under the id that it was given',
    holds: async (stage) => {
      const id = uniqueId('given');
      const [alice, bob] = [stage.peer(), stage.peer(id)];
      demand('the id before open', bob.id, id);
      await Promise.all([stage.open(alice), stage.open(bob)]);
      const arrives = stage.event<DocumentedData>(bob, 'connection');
      stage.connect(alice, id);
      demand('who connects', (await arrives).peer, alice.id);
    },
  },
  {
    says: '如果没有提供ID,将由中介服务器生成一个',
    demands: 'is assigned an id where it brings none, each its own',
    holds: async (stage) => {
      const ids = await Promise.all([stage.open(stage.nameless()), stage.open(stage.nameless())]);
      demand(
        'two ids',
        ids.map((id) => /^[0-9a-f-]{36}$/.test(id)),
        [true, true],
      );
      demand('that they differ', ids[0] !== ids[1], true);
    },
  },
  {
    says: '如果在 构造函数 中没有指定ID,则在发出open事件之前,此ID将为undefined',
    demands: 'has no id before open where the server assigns it',
    holds: async (stage) => {
      const peer = stage.nameless();
      demand('the id before open', peer.id, undefined);
      const id = await stage.open(peer);
      demand('the id after open', peer.id, id);
    },
    brokenBy: brokenByPeerJs('nullId', 'the id before open: null, not undefined'),
  },
  {
    says: '在ID的中间,允许使用短横线(-)和下划线(_)',
    demands: 'takes an id with - and _ in it',
    holds: async (stage) => {
      const id = `${uniqueId('a-b')}_c`;
      demand('the id', await stage.open(stage.peer(id)), id);
    },
  },
  {
    says: '在ID的中间,允许使用短横线(-)和下划线(_)',
    demands: 'takes an id with two of them in a row',
    holds: async (stage) => {
      const peer = stage.peer(`${uniqueId('a')}--b`);
      const told = record(peer, 'open', 'error');
      await Promise.race([stage.event(peer, 'open'), stage.event(peer, 'error')]);
      demand('what comes', told, ['open']);
    },
    brokenBy: brokenByPeerJs('dashes', 'what comes: ["error"], not ["open"]'),
  },
  {
    says: "服务器主机。默认为 0.peerjs.com。也接受 '/' 来表示相对主机名",
    demands: 'finds the server at the host of the page with host /',
    holds: async (stage) => {
      const peer = stage.peer(undefined, { host: '/' });
      demand('the id', await stage.open(peer), peer.id);
    },
  },
  {
    says: '当与PeerServer建立连接时触发',
    demands: 'tells open, once, with its id, and is neither disconnected nor destroyed then',
    holds: async (stage) => {
      const peer = stage.peer();
      const told = record(peer, 'open', 'disconnected', 'close', 'error');
      const opens = stage.event(peer, 'open');
      demand('before open', [peer.disconnected, peer.destroyed], [false, false]);
      demand('what open brings', await opens, peer.id);
      demand('after open', [peer.disconnected, peer.destroyed], [false, false]);
      demand('what is told', told, ['open']);
    },
  },
  {
    says: '您可以在此事件触发之前使用peer,但发送给服务器的消息将被排队',
    demands: 'may connect before open: what is for the server waits',
    holds: async (stage) => {
      const requests = holdRequests(stage.bench);
      const bob = stage.peer();
      const id = await stage.open(bob);
      const arrives = stage.promised(bob, 'connection');
      const { peerConnection } = stage.connect(stage.nameless(), id);
      await stage.until('the offer', () => peerConnection?.signalingState === 'have-local-offer');
      await nextTurn();
      requests.release(); // the offer is made before the server has answered
      await arrives;
    },
    brokenBy: brokenByPeerJs('early', 'connection does not come'),
  },
];

const connections: readonly Documented[] = [
  {
    says: '当与远程peer建立新的数据连接时触发',
    demands: 'tells connection, with the other end of what another Peer opened',
    holds: async (stage) => {
      const { alice, bob, bobId } = await pair(stage);
      const arrives = stage.event<DocumentedData>(bob, 'connection');
      const here = stage.connect(alice, bobId);
      const there = await arrives;
      demand('both ends', [here.peer, there.peer, here.type, there.type], [bobId, alice.id, 'data', 'data']);
    },
  },
  {
    says: '当远程peer尝试呼叫您时触发。触发时传入的 mediaConnection 尚未激活',
    demands: 'tells call, with a call that is not active',
    holds: async (stage) => {
      const { incoming, aliceId } = await ring(stage, canvasAndTone(stage.bench));
      demand('the call', [incoming.open, incoming.peer, incoming.type], [false, aliceId, 'media']);
    },
  },
  {
    says: '与此对等关联的所有连接的哈希表,以远程对等的ID为键',
    demands: 'has all its connections by the id of the other Peer, until they close',
    holds: async (stage) => {
      const { alice, bob, aliceId, bobId, here, there } = await couple(stage);
      const second = await connect(stage, bob, alice);
      const ofAlice = (): readonly unknown[] => alice.connections[bobId] ?? [];
      const ofBob = (): readonly unknown[] => bob.connections[aliceId] ?? [];
      demand('how many', [ofAlice().length, ofBob().length], [2, 2]);
      demand('which', [ofAlice().includes(here), ofAlice().includes(second.there)], [true, true]);
      demand('which there', [ofBob().includes(there), ofBob().includes(second.here)], [true, true]);
      const closes = stage.event(there, 'close');
      here.close();
      await closes;
      demand('how many are left', [ofAlice().length, ofBob().length], [1, 1]);
      demand('what is left', [ofAlice().includes(second.there), ofBob().includes(second.here)], [true, true]);
    },
  },
];

describeDocumented('a Peer', [...beginning, ...connections]);
