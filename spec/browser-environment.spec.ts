import { Peer, util } from 'rxpeer';
import { browserEnvironment } from '../lib/browser/environment.js';

// What it is in a browser is in spec/browser; there, the page comes without TLS.

const onPage = <T>(location: object, work: () => T): T => {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'location');
  Object.defineProperty(globalThis, 'location', { value: location, configurable: true });
  try {
    return work();
  } finally {
    if (before) Object.defineProperty(globalThis, 'location', before);
    else Reflect.deleteProperty(globalThis, 'location');
  }
};

describe('browserEnvironment', () => {
  it.each([
    ['https:', true],
    ['http:', false],
  ])('a page that came over %s: a Peer uses TLS: %j', (protocol, secure) => {
    const hostname = 'page.example';
    const { options, page, isSecure } = onPage({ protocol, hostname }, () => ({
      options: new Peer('alice', { host: '/' }).options,
      page: browserEnvironment.page(),
      isSecure: util.isSecure(),
    }));
    expect(page).toEqual({ hostname, secure });
    expect([options.host, options.secure, isSecure]).toEqual([hostname, secure, secure]);
  });
});
