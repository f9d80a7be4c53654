import { type Row, row, specs } from './row.js';

const life = specs('browser/lifecycle.spec.ts');
const options = specs('reference/peer-options.spec.ts');
const methods = specs('reference/peer-methods.spec.ts');
const errors = specs('reference/error-types.spec.ts');
const inBrowser = specs('browser/errors.spec.ts');
const ends = specs('browser/close.spec.ts');

const constructorRows: readonly Row[] = [
  row(
    '其他peer可以使用提供的ID连接到此peer',
    'other peers connect to the id that was given',
    options('is the one by which other peers connect'),
    life('begins with the id that it was given'),
  ),
  row(
    '如果没有提供ID,将由中介服务器生成一个',
    'without an id the server assigns one',
    options('is assigned by the server where there is none'),
    life('begins without an id where the server assigns it'),
  ),
  row(
    'ID必须以字母数字字符(小写或大写字母或数字)开头和结尾',
    'an id begins and ends with a letter or a digit',
    options('may not be %j'),
    inBrowser('invalid-id: the id has illegal characters'),
  ),
  row('允许使用短横线(-)和下划线(_)', 'in between, - and _ are allowed, any number', options('may be %s')),
  row(
    'Peer云服务器的API密钥',
    'key is sent to the server',
    options('key: goes to the server in the address'),
    inBrowser('invalid-key: the server does not know the key'),
  ),
  row(
    '服务器主机。默认为 0.peerjs.com',
    'host is where the server is; default 0.peerjs.com',
    options(
      'lead to 0.peerjs.com, port 443, path /, with TLS, where they are left out',
      'host and port: lead to a server elsewhere',
    ),
  ),
  row("也接受 '/' 来表示相对主机名", 'host / is the host of the page', options('host: / is the host of the page')),
  row(
    '服务器端口。默认为 443',
    'port of the server; default 443',
    options(
      'lead to 0.peerjs.com, port 443, path /, with TLS, where they are left out',
      'host and port: lead to a server elsewhere',
    ),
  ),
  row(
    'Ping间隔(毫秒)。默认为 5000',
    'a heartbeat every pingInterval milliseconds; default 5000',
    options('pingInterval: with %j a HEARTBEAT every %i ms'),
  ),
  row(
    "您自托管的PeerServer运行的路径。默认为 '/'",
    'path of the server, however its slashes are; default /',
    options('lead to 0.peerjs.com, port 443, path /, with TLS, where they are left out', 'path: %s is /app/'),
    inBrowser('server-error: the path leads nowhere'),
  ),
  row('如果使用SSL,则为 true', 'secure: true uses TLS, false does not', options('secure: %j is %s')),
  row(
    '传递给RTCPeerConnection的配置哈希',
    'config goes to every RTCPeerConnection, of data and of media; the default is the documented one',
    options('config: every RTCPeerConnection gets %s'),
    inBrowser('the configuration is no good'),
  ),
  row('根据传递的调试级别打印日志消息。默认为 0', 'debug is 0 by default', options('debug: %j prints the levels %j')),
  row(
    '0 不打印日志',
    'level 0 prints nothing',
    options('debug: %j prints the levels %j'),
    life('has a logger of its own'),
  ),
  row(
    '1 仅打印错误',
    'level 1 prints errors',
    options('debug: %j prints the levels %j'),
    life('has a logger of its own'),
  ),
  row('2 打印错误和警告', 'level 2 prints warnings too', options('debug: %j prints the levels %j')),
  row('3 打印所有日志', 'level 3 prints everything', options('debug: %j prints the levels %j')),
];

const methodRows: readonly Row[] = [
  row(
    '关闭与服务器的连接,同时保留所有现有的数据和媒体连接',
    'disconnect() closes the socket and keeps the connections',
    methods('disconnect: gives the id back, keeps all connections, and tells so once'),
    life('keeps its connections when it disconnects, and makes no others'),
  ),
  row(
    'peer.disconnected 将被设置为 true,并触发 disconnected 事件',
    'disconnect() sets disconnected, and the event comes',
    methods('disconnect: gives the id back, keeps all connections, and tells so once'),
    life('keeps its connections when it disconnects, and makes no others'),
  ),
  row(
    '并且在(云)服务器上,其 ID 将被放弃',
    'disconnect() gives the id up, and no connection is made after it',
    methods('disconnect: gives the id back, keeps all connections, and tells so once'),
    errors('disconnected: the Peer has left the server, and cannot make connections'),
    inBrowser('disconnected: there is no server to connect through'),
  ),
  row(
    '尝试使用对等方的旧ID重新连接到服务器',
    'reconnect() registers under the old id',
    methods('reconnect: takes the old id again'),
    life('reconnects under its id, and can be connected to again'),
  ),
  row(
    '只有 已断开的peers 才能重新连接',
    'only a disconnected Peer can reconnect',
    methods('reconnect: is for disconnected Peers only, and not for destroyed ones'),
    life('reconnects only where there is something to reconnect'),
  ),
  row(
    '已销毁的对等方无法重新连接',
    'a destroyed Peer cannot reconnect',
    methods('reconnect: is for disconnected Peers only, and not for destroyed ones'),
    life('reconnects only where there is something to reconnect'),
  ),
  row(
    '对等方的现有连接不会关闭,但会触发任何相关的错误事件',
    'a reconnection that fails gives an error, and closes no connection',
    methods('reconnect: where it fails there is an error, and the connections stay'),
    inBrowser('unavailable-id: with open connections it is not fatal'),
  ),
  row(
    '关闭与服务器的连接并终止所有现有连接',
    'destroy() closes the socket and all connections',
    methods('destroy: gives the id back, ends all connections, and leaves nothing'),
    ends('closes all of its connections, at both ends, then the Peer, once'),
  ),
  row(
    'peer.destroyed 将被设置为 true',
    'destroy() sets destroyed',
    methods('destroy: gives the id back, ends all connections, and leaves nothing'),
    life('leaves nothing at the server when it is destroyed before it is open'),
  ),
  row(
    '其在(云)服务器上的ID将被没收,并且其所有数据和媒体连接都将被关闭',
    'after destroy() the server does not know the id, and both ends of every connection are closed',
    methods('destroy: gives the id back, ends all connections, and leaves nothing'),
    ends('gives the id back'),
    specs('browser/leaks.spec.ts')('opened, connected and destroyed in a loop leave nothing behind'),
  ),
];

const propertyRows: readonly Row[] = [
  row('此对等的代理ID', 'id is the id of the Peer', options('may be %s'), life('begins with the id that it was given')),
  row(
    '在发出open事件之前,此ID将为undefined',
    'without an id of its own, id is undefined until open',
    options('is assigned by the server where there is none'),
    life('begins without an id where the server assigns it'),
  ),
  row(
    '与此对等关联的所有连接的哈希表,以远程对等的ID为键',
    'connections has all connections, of both kinds and both directions, by remote id',
    methods('connections: all of them, by the id of the other peer'),
    specs('browser/calls.spec.ts')('has the same name, metadata and kind at both ends'),
  ),
  row(
    '如果与PeerServer存在活动连接,则为false',
    'disconnected is false while there is a connection to the server',
    methods('disconnected: false while there is a connection to the server, true without one'),
    life('begins with the id that it was given', 'keeps its connections when it disconnects, and makes no others'),
  ),
  row(
    '如果此对等及其所有连接都不再可用,则为true',
    'destroyed is true when the Peer is over',
    methods('destroyed: true once neither the Peer nor its connections can be used any more'),
    life('leaves nothing at the server when it is destroyed before it is open'),
  ),
];

/** The Peer itself: its constructor, methods and properties. */
export const peerRows: readonly Row[] = [...constructorRows, ...methodRows, ...propertyRows];
