import { type Row, row, specs } from './row.js';

const callsInBrowser = specs('browser/calls.spec.ts');
const interop = specs('interop/data.spec.ts');
const options = specs('reference/peer-options.spec.ts');
const data = specs('reference/data-connection.spec.ts');
const media = specs('reference/media-connection.spec.ts');
const inBrowser = specs('browser/errors.spec.ts');
const dataInBrowser = specs('browser/data.spec.ts');

const connectRows: readonly Row[] = [
  row(
    '连接到由 id 指定的远程对等方,并返回一个数据连接',
    'connect(id) returns a DataConnection to that peer, always',
    data('returns a data connection, always; what goes wrong is told by its error'),
    dataInBrowser('arrives as it was sent, in order, both ways'),
  ),
  row(
    '请务必监听 error 事件,以防连接失败',
    'a connection that fails says so by its own error event',
    data('returns a data connection, always; what goes wrong is told by its error'),
    inBrowser('peer-unavailable: on the Peer, and on the connection, which closes'),
  ),
  row(
    '远程对等方的中介ID(他们的 peer.id)',
    'connect() takes the id of the other peer',
    options('is the one by which other peers connect'),
    data('peer and type: the id of the other side, and data'),
    dataInBrowser('tells label, metadata and order to the other side'),
  ),
  row(
    '您希望通过其唯一标识此数据连接的标签',
    'label is the label of the channel, and known at both ends',
    data('label: is the same at both ends'),
    dataInBrowser('tells label, metadata and order to the other side'),
    interop('comes with label, metadata and order'),
  ),
  row(
    '如果未指定,将随机生成一个标签',
    'without a label, a random one',
    data('label: is made up where there is none, another one for each connection'),
    dataInBrowser('makes a label up where there is none, the same at both ends'),
  ),
  row(
    '与连接关联的元数据,由发起连接的一方传入',
    'metadata travels with the connection, whatever can be serialized',
    data('metadata: %j'),
    dataInBrowser('tells label, metadata and order to the other side'),
    interop('comes with label, metadata and order'),
  ),
  row(
    '可以通过 dataConnection.serialization 访问',
    'serialization: binary (default), binary-utf8, json, none, each known at both ends',
    data('serialization: %s'),
    dataInBrowser('has one name at both ends'),
    interop('travels both ways as ${serialization}'),
  ),
  row(
    'binary-utf8 会因为UTF8字符串打包成二进制格式的方式而影响性能',
    'binary-utf8 packs texts as UTF-8',
    data('serialization: %s'),
    dataInBrowser('arrives as it was sent, in order, both ways'),
    interop('travels both ways as ${serialization}'),
  ),
  row(
    '基础数据通道是否应该可靠',
    'reliable makes the channel an ordered one; default false',
    data('reliable: %j is %j'),
    dataInBrowser('tells label, metadata and order to the other side'),
    interop('comes with label, metadata and order'),
  ),
];

const callRows: readonly Row[] = [
  row(
    '调用由 id 指定的远程对等方,并返回一个媒体连接',
    'call(id, stream) returns a MediaConnection to that peer, always',
    media('returns a media connection, always; what goes wrong is told by its error'),
    callsInBrowser('carries audio and video both ways, each stream told once'),
  ),
  row(
    '如果连接失败,请务必监听 error 事件',
    'a call that fails says so by its own error event',
    media('returns a media connection, always; what goes wrong is told by its error'),
    callsInBrowser('fails where there is nobody to call'),
  ),
  row(
    '远程对等方的中介ID(即他们的 peer.id)',
    'call() takes the id of the other peer',
    media('peer and type: the id of the other side, and media'),
    callsInBrowser('has the same name, metadata and kind at both ends'),
  ),
  row(
    '呼叫者的媒体流',
    'the other side gets the stream of the caller',
    media('stream: the other side gets it'),
    callsInBrowser('carries audio and video both ways, each stream told once', 'is answered without a stream'),
  ),
  row(
    '与连接相关的元数据,由发起连接的人传入',
    'metadata travels with the call, whatever can be serialized',
    media('metadata: %j'),
    callsInBrowser('has the same name, metadata and kind at both ends'),
  ),
  row(
    '在创建offer之前运行的函数,用于修改sdp offer消息',
    'sdpTransform changes the SDP of the offer',
    media('sdpTransform: changes the offer before it is used'),
    callsInBrowser('applies the sdpTransform of both sides, once'),
  ),
];

/** `peer.connect` and `peer.call`, with their options. */
export const connectAndCallRows: readonly Row[] = [...connectRows, ...callRows];
