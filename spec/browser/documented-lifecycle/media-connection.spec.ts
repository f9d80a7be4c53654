import { demand } from '../../support/browser/breach.js';
import { brokenByPeerJs } from '../../support/browser/broken-words.js';
import { describeDocumented, type Documented } from '../../support/browser/documented.js';
import { canvasAndTone, kindsOf } from '../../support/browser/media.js';
import { pair, ring, talk } from '../../support/browser/scenes.js';
import { nextTurn, record } from '../../support/browser/stage.js';

const onlyAudio = (stream: MediaStream): MediaStream => new MediaStream(stream.getAudioTracks());

const made: readonly Documented[] = [
  {
    says: '调用由 id 指定的远程对等方,并返回一个媒体连接',
    demands: 'is returned by call(), and knows who is at the other end',
    holds: async (stage) => {
      const { outgoing, incoming, aliceId, bobId } = await ring(stage, canvasAndTone(stage.bench));
      demand('peer', [outgoing.peer, incoming.peer], [bobId, aliceId]);
      demand('type', [outgoing.type, incoming.type], ['media', 'media']);
    },
  },
  {
    says: '调用由 id 指定的远程对等方,并返回一个媒体连接',
    demands: 'is returned by call() also where there is no server, and fails',
    holds: async (stage) => {
      const { alice, bobId } = await pair(stage);
      const stream = canvasAndTone(stage.bench);
      alice.disconnect();
      const call = stage.call(alice, bobId, stream);
      const closes = stage.event(call, 'close');
      demand('the error', (await stage.error(call)).type, 'disconnected');
      await closes;
    },
    brokenBy: brokenByPeerJs('nothing', 'call(): undefined'),
  },
  {
    says: '与连接相关联的任何类型的元数据,由发起连接的人传递',
    demands: 'has the metadata of the one who calls, at both ends',
    holds: async (stage) => {
      const metadata = { why: ['to talk', 1, null] };
      const { outgoing, incoming } = await ring(stage, canvasAndTone(stage.bench), { metadata });
      demand('metadata', [outgoing.metadata, incoming.metadata], [metadata, metadata]);
    },
  },
];

const answered: readonly Documented[] = [
  {
    says: '表示媒体连接是否处于活动状态(例如,您的呼叫已被接听)',
    demands: 'is open, at both ends, once it is answered, and not before',
    holds: async (stage) => {
      const { outgoing, incoming } = await ring(stage, canvasAndTone(stage.bench));
      demand('open while it rings', [outgoing.open, incoming.open], [false, false]);
      incoming.answer(canvasAndTone(stage.bench));
      await stage.until('open', () => outgoing.open && incoming.open);
    },
  },
  {
    says: '可以调用回调提供的媒体连接上的 .answer 来接受呼叫,并可选地发送自己的媒体流',
    demands: 'tells stream at both ends, with what the other one sends, when it is answered with a stream',
    holds: async (stage) => {
      const { outgoing, incoming } = await ring(stage, onlyAudio(canvasAndTone(stage.bench)));
      const streams = [outgoing, incoming].map((call) => stage.event<MediaStream>(call, 'stream'));
      incoming.answer(onlyAudio(canvasAndTone(stage.bench)));
      demand('the streams', (await Promise.all(streams)).map(kindsOf), [['audio'], ['audio']]);
    },
  },
  {
    says: '并可选地发送自己的媒体流',
    demands: 'tells stream at the answering end only, when it is answered without one',
    holds: async (stage) => {
      const { outgoing, incoming } = await ring(stage, canvasAndTone(stage.bench));
      const told = record(outgoing, 'stream');
      const streams = stage.event<MediaStream>(incoming, 'stream');
      incoming.answer();
      demand('the stream', kindsOf(await streams), ['audio', 'video']);
      await stage.until('open', () => outgoing.open && incoming.open);
      demand('what the caller is told', told, []);
    },
  },
  {
    says: '当远程对等体添加 stream 时触发',
    demands: 'tells stream once for a stream of audio and video',
    holds: async (stage) => {
      const { outgoing, incoming } = await ring(stage, canvasAndTone(stage.bench));
      const told = [record(outgoing, 'stream'), record(incoming, 'stream')];
      incoming.answer(canvasAndTone(stage.bench));
      await stage.until('the connection', () =>
        [outgoing, incoming].every(
          ({ peerConnection }) =>
            peerConnection?.iceConnectionState === 'connected' || peerConnection?.iceConnectionState === 'completed',
        ),
      );
      demand('what is told', told, [['stream'], ['stream']]);
    },
    brokenBy: brokenByPeerJs(
      'perTrack',
      'what is told: [["stream","stream"],["stream","stream"]], not [["stream"],["stream"]]',
    ),
  },
  {
    says: '在创建offer之前运行的函数,用于修改sdp offer消息',
    demands: 'runs the sdpTransform of the caller on the offer',
    holds: async (stage) => {
      const seen: string[] = [];
      const sdpTransform = (sdp: string): string => {
        seen.push(sdp.slice(0, 3));
        return sdp.replace(/^c=.*\r\n/gm, '$&b=AS:321\r\n');
      };
      const { incoming } = await ring(stage, canvasAndTone(stage.bench), { sdpTransform });
      incoming.answer();
      await stage.until('the offer', () => incoming.peerConnection?.remoteDescription != null);
      demand('that the offer is changed', incoming.peerConnection?.remoteDescription?.sdp.includes('b=AS:321'), true);
      demand('what it is called with', seen, ['v=0']);
    },
  },
];

const closed: readonly Documented[] = [
  ...(['outgoing', 'incoming'] as const).map((side): Documented => ({
    says: '当您或远程对等方关闭媒体连接时触发',
    demands: `tells close at both ends, once, when the ${side} end closes, and frees what is below`,
    holds: async (stage) => {
      const calls = await talk(stage, canvasAndTone(stage.bench), canvasAndTone(stage.bench));
      const ends = [calls.outgoing, calls.incoming];
      const told = ends.map((end) => record(end, 'close', 'error'));
      const natives = ends.map(({ peerConnection }) => peerConnection);
      const closes = ends.map((end) => stage.event(end, 'close'));
      calls[side].close();
      calls[side].close();
      demand('open', calls[side].open, false);
      await Promise.all(closes);
      await nextTurn();
      demand(
        'open',
        ends.map(({ open }) => open),
        [false, false],
      );
      demand('what is told', told, [['close'], ['close']]);
      await stage.allClosed(...natives);
    },
  })),
  {
    says: '当您或远程对等方关闭媒体连接时触发',
    demands: 'tells close to the one who hangs up before it is answered',
    holds: async (stage) => {
      const { outgoing } = await ring(stage, canvasAndTone(stage.bench));
      const told = record(outgoing, 'close', 'error');
      outgoing.close();
      await nextTurn();
      demand('what is told', told, ['close']);
    },
    brokenBy: brokenByPeerJs('noClose', 'what is told: [], not ["close"]'),
  },
  {
    says: '当您或远程对等方关闭媒体连接时触发',
    demands: 'tells close to the one who is called when the caller hangs up before it is answered',
    holds: async (stage) => {
      const { outgoing, incoming } = await ring(stage, canvasAndTone(stage.bench));
      const closes = stage.promised(incoming, 'close');
      outgoing.close();
      await closes;
    },
    brokenBy: brokenByPeerJs('noRefusal', 'close does not come'),
  },
  {
    says: '当您或远程对等方关闭媒体连接时触发',
    demands: 'tells close to the caller when the one who is called hangs up instead of answering',
    holds: async (stage) => {
      const { outgoing, incoming } = await ring(stage, canvasAndTone(stage.bench));
      const closes = stage.promised(outgoing, 'close');
      incoming.close();
      await closes;
    },
    brokenBy: brokenByPeerJs('noRefusal', 'close does not come'),
  },
  {
    says: '表示媒体连接是否处于活动状态',
    demands: 'is not open when it is answered after the caller has hung up',
    holds: async (stage) => {
      const { outgoing, incoming } = await ring(stage, canvasAndTone(stage.bench));
      const told = record(incoming, 'close');
      outgoing.close();
      incoming.answer();
      // PeerJS says that it is open at once, and so at the first look.
      await stage.until('close', () => {
        demand('open', incoming.open, false);
        return told.length > 0;
      });
    },
    brokenBy: brokenByPeerJs('deadCall', 'open: true, not false'),
  },
];

describeDocumented('a call', [...made, ...answered, ...closed]);
