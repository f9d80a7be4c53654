import { type Row, row, specs } from './row.js';

const surface = specs('core/event-surface.spec.ts');
const callsInBrowser = specs('browser/calls.spec.ts');
const interop = specs('interop/data.spec.ts');
const life = specs('browser/lifecycle.spec.ts');
const data = specs('reference/data-connection.spec.ts');
const media = specs('reference/media-connection.spec.ts');
const peerEvents = specs('reference/peer-events.spec.ts');
const util = specs('reference/util.spec.ts');
const blobs = specs('serialization/binary-pack/binary-pack.spec.ts');
const dataInBrowser = specs('browser/data.spec.ts');
const ends = specs('browser/close.spec.ts');
const supports = specs('browser/supports.spec.ts');

const dataRows: readonly Row[] = [
  row(
    '要获取一个DataConnection对象,请使用peer.connect或监听connect事件',
    'connect() and the connection event give DataConnections',
    data('returns a data connection, always; what goes wrong is told by its error'),
    peerEvents('connection: another peer has opened a data connection'),
    life('hands connections to the first listener, however late'),
  ),
  row(
    'data 默认通过BinaryPack序列化并发送给远程对等方',
    'send() packs with BinaryPack by default',
    data('send: %s, packed by default'),
    dataInBrowser('arrives as it was sent, in order, both ways'),
    interop('travels both ways as ${serialization}'),
  ),
  row(
    '您可以发送任何类型的数据,包括对象、字符串和二进制大对象(blobs)',
    'objects, texts, bytes and Blobs can be sent',
    data('send: %s, packed by default'),
    blobs('has what is in a Blob in its place, as it was when it was sent'),
    dataInBrowser('keeps Blobs and what comes after them in order', 'arrives as it was sent, in order, both ways'),
    interop('travels as a Blob'),
  ),
  row(
    '优雅地关闭数据连接,清理底层DataChannels和PeerConnections',
    'close() closes both ends and frees the channel and the peer connection',
    data('close: ends it at both ends, once, when the one %s does it'),
    ends('comes once and last at both ends when the one ${side} closes'),
  ),
  row(
    '为数据连接事件设置监听器',
    'on(event, callback) listens, for every event of a data connection',
    data(
      'data: whatever the other side sends, in order',
      'open: when it can be used, at both ends',
      'close: ends it at both ends, once, when the one %s does it',
      'error: what goes wrong on it, with the place, and it closes where it cannot go on',
    ),
    surface('calls listeners at once, in the order in which they came'),
  ),
  row(
    '当从远程对等方接收到数据时触发',
    'data comes with what the other side sends',
    data('data: whatever the other side sends, in order'),
    dataInBrowser('arrives as it was sent, in order, both ways'),
  ),
  row(
    '当连接建立并可以使用时触发',
    'open comes when it can be used',
    data('open: when it can be used, at both ends'),
    dataInBrowser('cannot be sent before the connection is open, which does it no harm'),
  ),
  row(
    '当您或远程对等方关闭数据连接时触发',
    'close comes whichever side closes',
    data('close: ends it at both ends, once, when the one %s does it'),
    ends('comes once and last at both ends when the one ${side} closes'),
  ),
  row(
    "dataConnection.on('error', function(err) { ... });",
    'error comes with what goes wrong on this connection',
    data('error: what goes wrong on it, with the place, and it closes where it cannot go on'),
    dataInBrowser('refuses what it cannot say, and goes on', 'fails a connection whose serialization nobody knows'),
  ),
  row(
    '与连接关联的RTCDataChannel对象的引用',
    'dataChannel is the RTCDataChannel',
    data('dataChannel and peerConnection: those of the platform, while it lives'),
    dataInBrowser('tells label, metadata and order to the other side'),
  ),
  row(
    '连接建立时传入或由PeerJS分配的可选标签',
    'label is the one given, or one that RxPeer makes up',
    data('label: is the same at both ends', 'label: is made up where there is none, another one for each connection'),
    dataInBrowser('makes a label up where there is none, the same at both ends'),
  ),
  row(
    '与连接关联的任何类型的元数据',
    'metadata is what the opening side gave',
    data('metadata: %j'),
    dataInBrowser('tells label, metadata and order to the other side'),
  ),
  row(
    '如果连接已打开并准备好进行读写,则为true',
    'open is true while it can be used',
    data('open: when it can be used, at both ends', 'close: ends it at both ends, once, when the one %s does it'),
    ends('comes once and last at both ends when the one ${side} closes'),
  ),
  row(
    '与连接关联的RTCPeerConnection对象的引用',
    'peerConnection is the RTCPeerConnection',
    data('dataChannel and peerConnection: those of the platform, while it lives'),
    ends('comes once and last at both ends when the one ${side} closes'),
  ),
  row(
    '此连接另一端的对等方的ID',
    'peer is the id of the other side',
    data('peer and type: the id of the other side, and data'),
    dataInBrowser('tells label, metadata and order to the other side'),
  ),
  row(
    '底层数据通道是否可靠;在连接建立时定义',
    'reliable is what it was opened with',
    data('reliable: %j is %j'),
    dataInBrowser('tells label, metadata and order to the other side'),
  ),
  row(
    '通过连接发送的数据的序列化格式',
    'serialization is what it was opened with',
    data('serialization: %s'),
    dataInBrowser('has one name at both ends'),
  ),
  row(
    "对于数据连接,此值始终为 'data'",
    'type is data',
    data('peer and type: the id of the other side, and data'),
    dataInBrowser('tells label, metadata and order to the other side'),
  ),
  row(
    '当浏览器缓冲区不再满时,排队要发送的消息数量',
    'bufferSize is how many messages wait until the buffer of the browser has room',
    data('bufferSize: how many messages wait while the buffer of the browser is full'),
    dataInBrowser('counts the messages that wait, down to none'),
  ),
];

const mediaRows: readonly Row[] = [
  row(
    '要获取一个,请使用peer.call或监听call事件',
    'call() and the call event give MediaConnections',
    media('returns a media connection, always; what goes wrong is told by its error'),
    peerEvents('call: another peer calls; nothing is active before it is answered'),
    callsInBrowser('carries audio and video both ways, each stream told once'),
  ),
  row(
    '来接受呼叫,并可选地发送自己的媒体流',
    'answer() takes the call, with or without a stream',
    media('answer: with a stream, which the caller gets', 'answer: without a stream, to only listen'),
    callsInBrowser('carries audio and video both ways, each stream told once', 'is answered without a stream'),
  ),
  row(
    '来自 getUserMedia的WebRTC媒体流',
    'the caller gets the stream of the answer',
    media('answer: with a stream, which the caller gets'),
    callsInBrowser('carries audio and video both ways, each stream told once'),
  ),
  row(
    '在创建应答之前运行的函数,用于修改sdp应答消息',
    'sdpTransform changes the SDP of the answer',
    media('answer: sdpTransform changes the answer before it is used'),
    callsInBrowser('applies the sdpTransform of both sides, once'),
  ),
  row(
    '关闭媒体连接',
    'close() ends the call at both ends',
    media('close: ends it at both ends, once, when the one %s does it'),
    callsInBrowser('ends at both ends, once and last, when the ${side} end hangs up'),
  ),
  row(
    '为媒体连接事件设置监听器',
    'on(event, callback) listens, for every event of a call',
    media(
      'stream: once for each stream, whatever its tracks',
      'close: ends it at both ends, once, when the one %s does it',
      'error: what goes wrong on it, with the place, and it closes where it cannot go on',
    ),
    surface('calls listeners at once, in the order in which they came'),
  ),
  row(
    '当远程对等体添加 stream 时触发',
    'stream comes with each stream of the other side',
    media('stream: once for each stream, whatever its tracks'),
    callsInBrowser('carries audio and video both ways, each stream told once'),
  ),
  row(
    '当您或远程对等体关闭媒体连接时触发',
    'close comes whichever side closes',
    media('close: ends it at both ends, once, when the one %s does it'),
    callsInBrowser('ends at both ends, once and last, when the ${side} end hangs up'),
  ),
  row(
    "mediaConnection.on('error', function(err) { ... });",
    'error comes with what goes wrong on this call',
    media('error: what goes wrong on it, with the place, and it closes where it cannot go on'),
    callsInBrowser('fails where there is nobody to call'),
  ),
  row(
    '表示媒体连接是否处于活动状态',
    'open is true while the call is active',
    media('open: false until the call is answered and media can flow, and after its end'),
    callsInBrowser('is not open before it is answered and connected'),
  ),
  row(
    '与连接相关联的任何类型的元数据',
    'metadata is what the caller gave',
    media('metadata: %j'),
    callsInBrowser('has the same name, metadata and kind at both ends'),
  ),
  row(
    '此连接另一端对等体的ID',
    'peer is the id of the other side',
    media('peer and type: the id of the other side, and media'),
    callsInBrowser('has the same name, metadata and kind at both ends'),
  ),
  row(
    "对于媒体连接,此值始终为 'media'",
    'type is media',
    media('peer and type: the id of the other side, and media'),
    callsInBrowser('has the same name, metadata and kind at both ends'),
  ),
];

const utilRows: readonly Row[] = [
  row(
    '当前浏览器。util.browser 当前可以有以下值',
    'browser is one of the documented names',
    util('browser: says so'),
    supports('knows the browser by the name that the reference gives it', 'calls Edge by its name'),
  ),
  row(
    'WebRTC功能到布尔值的哈希',
    'supports says of each feature whether it is there',
    util('supports: nothing'),
    supports('can do everything in this browser', 'can do nothing without WebRTC'),
  ),
  ...[
    ['如果当前浏览器支持媒体流和对等连接,则为true', 'supports.audioVideo'],
    ['如果当前浏览器支持DataChannel和对等连接,则为true', 'supports.data'],
    ['如果当前浏览器支持二进制DataChannels,则为true', 'supports.binary'],
    ['如果当前浏览器支持可靠DataChannels,则为true', 'supports.reliable'],
  ].map(([name = '', demands = '']) =>
    row(
      name,
      demands,
      util('supports: nothing'),
      supports('can do everything in this browser', 'can do nothing without WebRTC'),
    ),
  ),
];

export const connectionRows: readonly Row[] = [...dataRows, ...mediaRows, ...utilRows];
