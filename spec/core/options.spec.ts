import { EMPTY } from 'rxjs';
import { completeOptions, type ServerOptions } from '../../lib/core/options.js';

const logFunction = (): void => undefined;
const backoff = () => EMPTY;
const complete = (options: ServerOptions = {}, secure = true) =>
  completeOptions(options, { page: { hostname: 'page.example', secure }, token: 'random', logFunction, backoff });

describe('completeOptions', () => {
  it('fills in the defaults of the reference', () => {
    expect(complete()).toMatchObject({
      key: 'peerjs',
      host: '0.peerjs.com',
      port: 443,
      pingInterval: 5_000,
      reconnect: false,
      liveness: 10_000,
      path: '/',
      secure: true,
      config: { iceServers: [{ urls: 'stun:stun.l.google.com:19302' }], sdpSemantics: 'unified-plan' },
      debug: 0,
      token: 'random',
      referrerPolicy: 'strict-origin-when-cross-origin',
      logFunction,
      limits: { message: 256 * 1024 * 1024, early: 16 * 1024 * 1024 },
    });
  });

  it('makes a policy of `reconnect`', () => {
    const policy = () => EMPTY;
    expect(complete({ reconnect: true }).reconnect).toBe(backoff);
    expect(complete({ reconnect: false }).reconnect).toBe(false);
    expect(complete({ reconnect: policy }).reconnect).toBe(policy);
  });

  it('takes what is given', () => {
    const options: ServerOptions = {
      key: 'k',
      host: 'h',
      port: 1,
      pingInterval: 2,
      path: '/p/',
      secure: false,
      config: { iceServers: [] },
      debug: 3,
      token: 't',
      referrerPolicy: 'origin',
      logFunction: () => undefined,
      limits: { message: 10, early: 20 },
    };
    expect(complete(options)).toMatchObject(options);
  });

  it('takes undefined for left out', () => {
    const nothing = Object.fromEntries(Object.keys(complete()).map((name) => [name, undefined]));
    expect(complete(nothing as ServerOptions)).toEqual(complete());
  });

  it('keeps 0 and the empty text, which are not undefined', () => {
    expect(complete({ pingInterval: 0, port: 0, key: '' })).toMatchObject({ pingInterval: 0, port: 0, key: '' });
  });

  it('takes for text what is none', () => {
    const odd = { key: 1, token: 2, host: 3, path: 4 } as unknown as ServerOptions;
    expect(complete(odd)).toMatchObject({ key: '1', token: '2', host: '3', path: '/4/' });
  });

  it.each<readonly [unknown, number]>([
    ['1000', 1_000],
    [' 2.5 ', 2.5],
    ['Infinity', Infinity],
    ['0', 0],
    ['', 0],
    ['often', NaN],
    ['5s', NaN],
    [true, NaN],
    [{}, NaN],
  ])('takes for a number what says one, and nothing else: %j is %d', (given, number) => {
    const odd = { pingInterval: given, liveness: given } as ServerOptions;
    expect(complete(odd)).toMatchObject({ pingInterval: number, liveness: number });
  });

  it('completes limits one by one', () => {
    expect(complete({ limits: { early: 5 } }).limits).toEqual({ message: 256 * 1024 * 1024, early: 5 });
    expect(complete({ limits: { message: NaN, early: -1 } }).limits).toEqual(complete({}).limits);
    expect(complete({ limits: { message: 0, early: Infinity } }).limits).toEqual({ message: 0, early: Infinity });
  });

  it.each([
    [null, undefined],
    ['', undefined],
    [true, undefined],
    ['5 MB', undefined],
    ['-1', undefined],
    ['100', 100],
    ['0', 0],
  ])('takes for a limit what says a number of bytes: %j is %d', (given, limit) => {
    const odd = { limits: { message: given, early: given } } as unknown as ServerOptions;
    expect(complete(odd).limits).toEqual(limit === undefined ? complete({}).limits : { message: limit, early: limit });
  });

  it('takes the host of the page for "/"', () => {
    expect(complete({ host: '/' }).host).toBe('page.example');
  });

  it.each([
    [undefined, '/'],
    ['', '/'],
    ['/', '/'],
    ['//', '/'],
    ['myapp', '/myapp/'],
    ['/myapp', '/myapp/'],
    ['myapp/', '/myapp/'],
    ['/myapp/', '/myapp/'],
    ['//a//b//', '/a//b/'],
  ])('has a path that begins and ends with a slash: %j is %j', (path, expected) => {
    expect(complete(path === undefined ? {} : { path }).path).toBe(expected);
  });

  it.each<[string, ServerOptions, boolean, boolean]>([
    ['the cloud, from a plain page', {}, false, true],
    ['the cloud, asked not to', { secure: false }, false, true],
    ['a server of one’s own, from a page over TLS', { host: 'h' }, true, true],
    ['a server of one’s own, from a plain page', { host: 'h' }, false, false],
    ['a server of one’s own, asked to', { host: 'h', secure: true }, false, true],
    ['a server of one’s own, asked not to', { host: 'h', secure: false }, true, false],
    ['the host of the page', { host: '/' }, true, true],
  ])('uses TLS as PeerJS does: %s', (_name, options, page, expected) => {
    expect(complete(options, page).secure).toBe(expected);
  });
});
