import { endpoint } from '../../lib/signalling/endpoint.js';
import { captures } from '../support/captures.js';
import { serverOptions } from '../support/server-options.js';

const stock = { secure: false, host: '127.0.0.1', port: 39381, path: '/', key: 'peerjs' };

describe('endpoint', () => {
  const captured = (part: string) => captures.find(({ url, request }) => (url ?? request)?.includes(part));

  it('asks where PeerJS asked', () => {
    const request = captured('/peerjs/id?ts=')?.request ?? '';
    const ts = /ts=([^&]*)/.exec(request)?.[1] ?? '';
    expect(`GET ${endpoint(stock).idUrl(ts)}`).toBe(request);
  });

  it('connects where PeerJS connected', () => {
    const url = captured('token=clndm1by6fd')?.url ?? '';
    expect(endpoint(stock).socketUrl('0eb50a6e-56f5-4f59-8d5d-fe27bed62334', 'clndm1by6fd')).toBe(url);
  });

  it('does both under a path and a key of their own', () => {
    const { idUrl, socketUrl } = endpoint({ ...stock, port: 39153, path: '/myapp/', key: 'k2' });
    expect(`GET ${idUrl('17953341533130.3338241897750809')}`).toBe(captured('/myapp/k2/id')?.request);
    expect(socketUrl('ac84165e-4f1e-4a9f-b37f-57557d074a25', 'p5idjboaj4m')).toBe(captured('/myapp/peerjs')?.url);
  });

  it('uses TLS where asked to', () => {
    const { address, idUrl, peersUrl, socketUrl, plainProbeUrl, secureProbeUrl } = endpoint({ ...stock, secure: true });
    expect(address).toBe('wss://127.0.0.1:39381/');
    expect(idUrl('1')).toBe('https://127.0.0.1:39381/peerjs/id?ts=1&version=1.5.5');
    expect(peersUrl('1')).toBe('https://127.0.0.1:39381/peerjs/peers?ts=1&version=1.5.5');
    expect(socketUrl('a', 't')).toBe('wss://127.0.0.1:39381/peerjs?key=peerjs&id=a&token=t&version=1.5.5');
    expect(plainProbeUrl).toBe('http://127.0.0.1:39381/');
    expect(secureProbeUrl).toBe('https://127.0.0.1:39381/');
  });

  it('escapes every part of a query', () => {
    const { idUrl, socketUrl } = endpoint({ ...stock, key: 'a&b=c#d é' });
    expect(socketUrl('my id&key=x', 't?/#%\uD800')).toBe(
      'ws://127.0.0.1:39381/peerjs?key=a%26b%3Dc%23d%20%C3%A9&id=my%20id%26key%3Dx&token=t%3F%2F%23%25%EF%BF%BD&version=1.5.5',
    );
    expect(idUrl('&')).toBe('http://127.0.0.1:39381/a%26b%3Dc%23d%20%C3%A9/id?ts=%26&version=1.5.5');
  });

  it.each([
    ['/my app/', '/my%20app/'],
    ['/already%20escaped/', '/already%20escaped/'],
    ['/50%/', '/50%25/'],
    ['/what?/a#b/', '/what%3F/a%23b/'],
    ['/~user/a,b;c=d@e:f$g+h&i!/', '/~user/a,b;c=d@e:f$g+h&i!/'],
    ['/\u{1F511}/', '/%F0%9F%94%91/'],
    ['/\uDC00/', '/%EF%BF%BD/'],
  ])('escapes the path %s as a URL would', (path, escaped) => {
    expect(endpoint({ ...stock, path }).address).toBe(`ws://127.0.0.1:39381${escaped}`);
    expect(new URL(endpoint({ ...stock, path }).plainProbeUrl).pathname).toBe(escaped);
  });

  it.each([
    ['::1', '[::1]'],
    ['[::1]', '[::1]'],
    ['2001:db8::ff00:42:8329', '[2001:db8::ff00:42:8329]'],
    ['localhost', 'localhost'],
    ['example.com', 'example.com'],
    ['evil.com/path?x#y', 'evil.com%2Fpath%3Fx%23y'],
    ['user@evil.com', 'user%40evil.com'],
  ])('writes the host %s as %s', (host, written) => {
    expect(endpoint({ ...stock, host }).plainProbeUrl).toBe(`http://${written}:39381/`);
  });

  it('makes URLs that URL understands, of whatever options make', () => {
    const { idUrl } = endpoint(serverOptions({ host: 'mü.example', path: 'a/b' }));
    expect(new URL(idUrl('1')).href).toBe('http://xn--m-eha.example:9000/a/b/peerjs/id?ts=1&version=1.5.5');
  });

  it('never tells a key or a token in the address for humans', () => {
    expect(endpoint({ ...stock, key: 'secret' }).address).toBe('ws://127.0.0.1:39381/');
  });
});
