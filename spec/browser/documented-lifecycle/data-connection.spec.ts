import { demand, demandSome } from '../../support/browser/breach.js';
import { brokenByPeerJs } from '../../support/browser/broken-words.js';
import { describeDocumented, type Documented } from '../../support/browser/documented.js';
import type { DocumentedData } from '../../support/browser/libraries.js';
import { carries, connect, couple, pair } from '../../support/browser/scenes.js';
import { nextTurn, record } from '../../support/browser/stage.js';

/** A row about a serialization by its name. */
const serialization = (name: string): Omit<Documented, 'brokenBy'> => ({
  says: '可以是 binary(默认)、binary-utf8、json 或 none。可以通过 dataConnection.serialization 访问',
  demands: `has the serialization ${name} at both ends, where that is asked for`,
  holds: async (stage) => {
    const { alice, bob } = await pair(stage);
    const { here, there } = await connect(stage, alice, bob, { serialization: name });
    demand('the serialization', [here.serialization, there.serialization], [name, name]);
    demand('that data travels', await carries(stage, here, there), true);
  },
});

const made: readonly Documented[] = [
  {
    says: '连接到由 id 指定的远程对等方,并返回一个数据连接',
    demands: 'is returned by connect(), and knows who is at the other end',
    holds: async (stage) => {
      const { alice, bobId } = await pair(stage);
      const connection = stage.connect(alice, bobId);
      demand('peer, type, open', [connection.peer, connection.type, connection.open], [bobId, 'data', false]);
    },
  },
  {
    says: '连接到由 id 指定的远程对等方,并返回一个数据连接',
    demands: 'is returned by connect() also where there is no server, and fails',
    holds: async (stage) => {
      const { alice, bobId } = await pair(stage);
      alice.disconnect();
      const connection = stage.connect(alice, bobId);
      const closes = stage.event(connection, 'close');
      demand('the error', (await stage.error(connection)).type, 'disconnected');
      await closes;
    },
    brokenBy: brokenByPeerJs('nothing', 'connect(): undefined'),
  },
  {
    says: '您希望通过其唯一标识此数据连接的标签',
    demands: 'has the label that was given, at both ends',
    holds: async (stage) => {
      const { here, there } = await couple(stage, { label: 'the label' });
      demand('label', [here.label, there.label], ['the label', 'the label']);
      demand('label of the channel', here.dataChannel?.label, 'the label');
    },
  },
  {
    says: '如果未指定,将随机生成一个标签',
    demands: 'has a label of its own, the same at both ends, where none was given',
    holds: async (stage) => {
      const { alice, bob, here, there } = await couple(stage);
      const other = await connect(stage, alice, bob);
      demand('that there is one', here.label.length > 0, true);
      demand('label at the other end', there.label, here.label);
      demand('that another connection has another', other.here.label !== here.label, true);
    },
  },
  {
    says: '与连接关联的元数据,由发起连接的一方传入。可以通过 dataConnection.metadata 访问。可以是任何可序列化的类型',
    demands: 'has the metadata of the one who connects, at both ends, of any kind',
    holds: async (stage) => {
      const { alice, bob } = await pair(stage);
      for (const metadata of [{ deep: [1, null, { a: 'b' }] }, [], 'text', 0, false, null]) {
        const { here, there } = await connect(stage, alice, bob, { metadata });
        demand('metadata', [here.metadata, there.metadata], [metadata, metadata]);
      }
    },
  },
  {
    says: '可以是 binary(默认)',
    demands: 'has the serialization binary, at both ends, where none was given',
    holds: async (stage) => {
      const { here, there } = await couple(stage);
      demand('the serialization', [here.serialization, there.serialization], ['binary', 'binary']);
    },
  },
  serialization('binary'),
  serialization('json'),
  {
    ...serialization('binary-utf8'),
    brokenBy: brokenByPeerJs('oneName', 'the serialization: ["binary","binary"], not ["binary-utf8","binary-utf8"]'),
  },
  { ...serialization('none'), brokenBy: brokenByPeerJs('noNone', 'connect(): it throws') },
  {
    says: '基础数据通道是否应该可靠(例如,用于大文件传输)或不可靠(例如,用于游戏或流媒体)。默认为 false',
    demands: 'is as reliable as it was asked to be, at both ends; by default it is not',
    holds: async (stage) => {
      const { alice, bob, here, there } = await couple(stage);
      demand('reliable', [here.reliable, there.reliable, here.dataChannel?.ordered], [false, false, false]);
      const other = await connect(stage, alice, bob, { reliable: true });
      const channel = other.here.dataChannel;
      demand('reliable', [other.here.reliable, other.there.reliable, channel?.ordered], [true, true, true]);
    },
  },
];

const alive: readonly Documented[] = [
  {
    says: '当连接建立并可以使用时触发',
    demands: 'tells open at both ends, once, and can be used inside of it',
    holds: async (stage) => {
      const { alice, bob, bobId } = await pair(stage);
      const heard: string[] = [];
      const arrives = stage.event<DocumentedData>(bob, 'connection');
      const answered = new Promise<unknown>((resolve) => {
        bob.on('connection', (connection) => {
          const there = connection as DocumentedData;
          there.on('open', () => heard.push(`open there: ${String(there.open)}`));
          there.on('data', resolve);
        });
      });
      const here = stage.connect(alice, bobId);
      here.on('open', () => {
        heard.push(`open here: ${String(here.open)}`);
        here.send('at once');
      });
      demand('what arrives', await answered, 'at once');
      demand('open', [here.open, (await arrives).open], [true, true]);
      demand('what is told', heard.sort(), ['open here: true', 'open there: true']);
    },
  },
  {
    says: '与连接关联的RTCDataChannel对象的引用',
    demands: 'has the channel and the peer connection below, at both ends',
    holds: async (stage) => {
      const { here, there } = await couple(stage);
      for (const { dataChannel, peerConnection } of [here, there]) {
        demand('the channel', dataChannel instanceof RTCDataChannel, true);
        demand('the peer connection', peerConnection instanceof RTCPeerConnection, true);
        demand('their states', [dataChannel?.readyState, peerConnection?.signalingState], ['open', 'stable']);
      }
    },
  },
  {
    says: '您可以发送任何类型的数据,包括对象、字符串和二进制大对象(blobs)',
    demands: 'tells data with what the other end sends: objects, texts, bytes and Blobs, both ways, in order',
    holds: async (stage) => {
      const { here, there } = await couple(stage, { reliable: true });
      const bytes = Uint8Array.of(1, 2, 3);
      for (const [from, to] of [
        [here, there],
        [there, here],
      ] as const) {
        const arrive = stage.events(to, 'data', 5);
        from.send({ a: [1, 'b', { c: null }], d: true });
        from.send('text');
        from.send(42);
        from.send(bytes);
        from.send(new Blob([bytes]));
        demand('what arrives', await arrive, [
          { a: [1, 'b', { c: null }], d: true },
          'text',
          42,
          bytes.buffer,
          bytes.buffer,
        ]);
      }
    },
  },
  {
    says: '您可以发送任何类型的数据',
    demands: 'sends null too',
    holds: async (stage) => {
      const { here, there } = await couple(stage, { reliable: true });
      const [arrives, heard]: [Promise<unknown>, unknown[]] = [stage.event(there, 'data'), []];
      there.on('data', (data) => heard.push(data));
      here.send(null);
      here.send('after it');
      await arrives;
      await stage.until('what comes after it', () => heard.includes('after it'));
      demand('what arrives', heard, [null, 'after it']);
    },
    brokenBy: brokenByPeerJs('nulls', 'what arrives: ["after it"], not [null,"after it"]', 1),
  },
  {
    says: '当从远程对等方接收到数据时触发',
    demands: 'tells data that came before anything listened',
    holds: async (stage) => {
      const { here, there } = await couple(stage, { reliable: true });
      const channel = demandSome('the channel', there.dataChannel);
      const early = new Promise((resolve) => channel.addEventListener('message', resolve, { once: true }));
      here.send('early');
      await early;
      await nextTurn();
      const heard: unknown[] = [];
      there.on('data', (data) => heard.push(data));
      here.send('late');
      await stage.until('what is sent late', () => heard.includes('late'));
      demand('what arrives', heard, ['early', 'late']);
    },
    brokenBy: brokenByPeerJs('lost', 'what arrives: ["late"], not ["early","late"]'),
  },
  {
    says: '当浏览器缓冲区不再满时,排队要发送的消息数量',
    demands: 'counts in bufferSize what waits, which is sent then',
    holds: async (stage) => {
      const { here, there } = await couple(stage, { reliable: true });
      const [count, bytes] = [24, new Uint8Array(500_000)]; // more than any library leaves to the browser
      const arrive = stage.events(there, 'data', count);
      demand('what waits', here.bufferSize, 0);
      for (let index = 0; index < count; index += 1) here.send(bytes);
      demand('that something waits', here.bufferSize > 0, true);
      await arrive;
      demand('what waits', here.bufferSize, 0);
    },
  },
  {
    says: "dataConnection.on('error', function(err) { ... });",
    demands: 'tells an error where something is sent before open, and opens',
    holds: async (stage) => {
      const { alice, bobId } = await pair(stage);
      const here = stage.connect(alice, bobId);
      const [fails, opens] = [stage.error(here), stage.event(here, 'open')];
      here.send('too early');
      demand('the error', (await fails).type, 'not-open-yet');
      await opens;
    },
  },
];

const closed: readonly Documented[] = [
  ...(['here', 'there'] as const).map((side): Documented => ({
    says: '当您或远程对等方关闭数据连接时触发',
    demands: `tells close at both ends, once and last, when the one ${side} closes`,
    holds: async (stage) => {
      const { alice, bob, ...ends } = await couple(stage);
      const told = [ends.here, ends.there].map((end) => record(end, 'open', 'data', 'close', 'error'));
      const closes = [ends.here, ends.there].map((end) => stage.event(end, 'close'));
      ends[side].close();
      ends[side].close();
      demand('open', ends[side].open, false);
      await Promise.all(closes);
      await nextTurn();
      demand('open', [ends.here.open, ends.there.open], [false, false]);
      demand('what is told', told, [['close'], ['close']]);
      demand('the Peers', [alice.disconnected, bob.disconnected], [false, false]);
    },
  })),
  {
    says: '优雅地关闭数据连接,清理底层DataChannels和PeerConnections',
    demands: 'frees the channel and the peer connection when it closes, at both ends',
    holds: async (stage) => {
      const { here, there } = await couple(stage);
      const peerConnections = [here, there].map(({ peerConnection }) => peerConnection);
      const channels = [here, there].map(({ dataChannel }) => dataChannel);
      const closes = stage.event(there, 'close');
      here.close();
      await closes;
      await stage.allClosed(...peerConnections);
      await stage.until('that the channels are closed', () =>
        channels.every((channel) => channel?.readyState === 'closed'),
      );
    },
  },
  {
    says: '当您或远程对等方关闭数据连接时触发',
    demands: 'tells close, once, also before it is open, which it then never is',
    holds: async (stage) => {
      const { alice, bobId } = await pair(stage);
      const here = stage.connect(alice, bobId);
      const told = record(here, 'open', 'close', 'error');
      const native = here.peerConnection;
      here.close();
      await nextTurn();
      demand('what is told', told, ['close']);
      await stage.allClosed(native);
    },
    brokenBy: brokenByPeerJs('noClose', 'what is told: [], not ["close"]'),
  },
  {
    says: '优雅地关闭数据连接',
    demands: 'leaves other connections with the same Peer alone when it closes',
    holds: async (stage) => {
      const { alice, bob, here, there } = await couple(stage);
      const other = await connect(stage, alice, bob);
      const closes = stage.event(there, 'close');
      here.close();
      await closes;
      demand('that data travels', await carries(stage, other.here, other.there), true);
    },
  },
];

describeDocumented('a data connection', [...made, ...alive, ...closed]);
