import { type Row, row, specs } from './row.js';

const surface = specs('core/event-surface.spec.ts');
const life = specs('browser/lifecycle.spec.ts');
const events = specs('reference/peer-events.spec.ts');
const inBrowser = specs('browser/errors.spec.ts');
const ends = specs('browser/close.spec.ts');

/** The events of a Peer; what `error` tells is in `error-rows.ts`. */
export const peerEventRows: readonly Row[] = [
  row(
    '设置peer事件的监听器',
    'on(event, callback) listens, for every event of a Peer',
    events(
      'open: when the server has accepted it, with its id',
      'connection: another peer has opened a data connection',
      'call: another peer calls; nothing is active before it is answered',
      'close: when it is destroyed, once, with all its connections closed, and no new ones after it',
      'disconnected: at %s; connections live, new ones need a reconnection',
      'error: what the socket and the peer connections report comes here, too',
    ),
    surface('calls listeners at once, in the order in which they came'),
    life('work with fromEvent of RxJS'),
  ),
  row(
    '当与PeerServer建立连接时触发',
    'open comes when the server has accepted the peer',
    events('open: when the server has accepted it, with its id'),
    life('begins with the id that it was given'),
  ),
  row(
    '您可以在此事件触发之前使用peer,但发送给服务器的消息将被排队',
    'before open a Peer can be used; what is meant for the server is queued',
    events('open: what is meant for the server before it is queued, in order'),
    life("allows ${kind === 'peer' ? 'a Peer with an id' : 'a Peer without an id'} to connect before it is open"),
  ),
  row(
    'id 是peer的中介ID(在构造函数中提供或由服务器分配)',
    'open tells the id, given or assigned',
    events('open: when the server has accepted it, with its id'),
    life('begins with the id that it was given', 'begins without an id where the server assigns it'),
  ),
  row(
    '您不应在连接到其他peer之前等待此事件',
    'connecting does not need open',
    events('open: what is meant for the server before it is queued, in order'),
    life("allows ${kind === 'peer' ? 'a Peer with an id' : 'a Peer without an id'} to connect before it is open"),
  ),
  row(
    '当与远程peer建立新的数据连接时触发',
    'connection hands out the DataConnection of another peer',
    events('connection: another peer has opened a data connection'),
    life('hands connections to the first listener, however late'),
  ),
  row(
    '当远程peer尝试呼叫您时触发',
    'call hands out the MediaConnection of another peer',
    events('call: another peer calls; nothing is active before it is answered'),
    specs('browser/calls.spec.ts')('carries audio and video both ways, each stream told once'),
  ),
  row(
    '触发时传入的 mediaConnection 尚未激活;您必须先接听呼叫',
    'a call is not active, and sends nothing, before it is answered',
    events('call: another peer calls; nothing is active before it is answered'),
    specs('browser/calls.spec.ts')('is not open before it is answered and connected'),
  ),
  row(
    '当peer被 destroyed 且无法再接受或创建任何新连接时触发',
    'close comes when the Peer is destroyed, which then makes and takes no connection',
    events('close: when it is destroyed, once, with all its connections closed, and no new ones after it'),
    ends('closes all of its connections, at both ends, then the Peer, once'),
  ),
  row(
    '此时,peer的所有连接都将被关闭',
    'at close all connections are closed',
    events('close: when it is destroyed, once, with all its connections closed, and no new ones after it'),
    ends('closes all of its connections, at both ends, then the Peer, once'),
  ),
  row(
    '当peer与信令服务器断开连接时触发',
    'disconnected comes after disconnect() and when the server is lost',
    events('disconnected: at %s; connections live, new ones need a reconnection'),
    inBrowser('network: the connection to the server is lost, and can be had again'),
    life('keeps its connections when it disconnects, and makes no others'),
  ),
  row(
    '其现有连接将保持活动状态,但peer无法接受或创建任何新连接',
    'a disconnected Peer keeps its connections, and makes and takes no new ones',
    events('disconnected: at %s; connections live, new ones need a reconnection'),
    life('keeps its connections when it disconnects, and makes no others'),
  ),
  row(
    '您可以通过调用 `peer.reconnect()`重新连接到服务器',
    'reconnect() brings a disconnected Peer back',
    events('disconnected: at %s; connections live, new ones need a reconnection'),
    inBrowser('network: the connection to the server is lost, and can be had again'),
    life('reconnects under its id, and can be connected to again'),
  ),
  row(
    '来自底层socket和PeerConnections的错误将转发到此处',
    'errors of the socket and of peer connections come on the Peer',
    events('error: what the socket and the peer connections report comes here, too'),
    inBrowser('socket-error: the socket itself fails', 'the configuration is no good'),
  ),
];
