import { type Row, row, specs } from './row.js';

const errors = specs('reference/error-types.spec.ts');
const inBrowser = specs('browser/errors.spec.ts');

/** The twelve types of errors, each with FATAL or not. */
export const errorRows: readonly Row[] = [
  row(
    'peer上的错误几乎总是致命的,并将销毁peer',
    'a fatal error destroys the Peer',
    errors('server-error: the server reports one', 'socket-error: the socket itself fails'),
  ),
  row(
    '客户端的浏览器不支持您尝试使用的某些或所有WebRTC功能',
    'browser-incompatible, fatal: there is no WebRTC',
    errors('browser-incompatible: there is no WebRTC'),
    inBrowser('browser-incompatible: there is no WebRTC'),
  ),
  row(
    '您已经将此peer从服务器断开连接,并且无法再在其上建立任何新连接',
    'disconnected: connecting without a server',
    errors('disconnected: the Peer has left the server, and cannot make connections'),
    inBrowser('disconnected: there is no server to connect through'),
  ),
  row(
    '传递给Peer构造函数的ID包含非法字符',
    'invalid-id, fatal',
    errors('invalid-id: the id has illegal characters'),
    inBrowser('invalid-id: the id has illegal characters'),
  ),
  row(
    '传递给Peer构造函数的API密钥包含非法字符或不在系统中(仅限云服务器)',
    'invalid-key, fatal: illegal characters, or unknown to the server',
    errors('invalid-key: the key %s'),
    inBrowser('invalid-key: the key has illegal characters', 'invalid-key: the server does not know the key'),
  ),
  row(
    '无法建立到信令服务器的连接或连接丢失',
    'network: the server cannot be reached, or is lost',
    errors('network: the server cannot be reached', 'network: the connection to the server is lost'),
    inBrowser(
      'network: the server cannot be reached',
      'network: the connection to the server is lost, and can be had again',
    ),
  ),
  row(
    '您尝试连接的peer不存在',
    'peer-unavailable: there is no such peer',
    errors('peer-unavailable: there is no such peer'),
    inBrowser('peer-unavailable: on the Peer, and on the connection, which closes'),
  ),
  row(
    '正在安全地使用PeerJS,但云服务器不支持SSL',
    'ssl-unavailable, fatal: TLS is asked for, the server has none',
    errors('ssl-unavailable: TLS is asked for, the server has none (id %j)'),
    inBrowser('ssl-unavailable: TLS is asked for, the server has none'),
  ),
  row(
    '无法到达服务器',
    'server-error, fatal: the server cannot be reached, or reports an error',
    errors('server-error: the server cannot be reached for an id', 'server-error: the server reports one'),
    inBrowser('server-error: nobody answers who could assign an id', 'server-error: the server refuses'),
  ),
  row(
    '来自底层套接字的错误',
    'socket-error, fatal: the socket fails',
    errors('socket-error: the socket itself fails'),
    inBrowser('socket-error: the socket itself fails'),
  ),
  row(
    '底层套接字意外关闭',
    'socket-closed, fatal: the socket is closed unexpectedly',
    errors('socket-closed: the server closes the socket where nobody expects it'),
    inBrowser('socket-closed: the server closes before it has taken the Peer'),
  ),
  row(
    '传递给Peer构造函数的ID已被占用',
    'unavailable-id, fatal',
    errors('unavailable-id: somebody else has the id'),
    inBrowser('unavailable-id: somebody else has the id'),
  ),
  row(
    '如果您的peer具有开放的peer-to-peer连接,则此错误不是致命的',
    'unavailable-id is not fatal while there are open connections',
    errors('unavailable-id: with open connections the Peer lives on'),
    inBrowser('unavailable-id: with open connections it is not fatal'),
  ),
  row(
    '原生的WebRTC错误',
    'webrtc: the platform reports an error',
    errors(
      'webrtc: the platform reports an error',
      'webrtc: the answer of the other side does not fit; the other connections live',
    ),
    inBrowser(
      'the configuration is no good',
      'an sdpTransform of a call ${name}',
      'an sdpTransform of an answer throws',
    ),
  ),
];
