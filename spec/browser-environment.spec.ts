import { Peer, util } from 'rxpeer';
import { browserEnvironment } from '../lib/browser/environment.js';
import { withGlobal } from './support/with-global.js';

// What it is in a browser is in spec/browser; there, the page comes without TLS.

describe('browserEnvironment', () => {
  it.each([
    ['https:', true],
    ['http:', false],
  ])('a page that came over %s: a Peer uses TLS: %j', (protocol, secure) => {
    const hostname = 'page.example';
    const { options, page, isSecure } = withGlobal('location', { protocol, hostname }, () => ({
      options: new Peer('alice', { host: '/' }).options,
      page: browserEnvironment.page(),
      isSecure: util.isSecure(),
    }));
    expect(page).toEqual({ hostname, secure });
    expect([options.host, options.secure, isSecure]).toEqual([hostname, secure, secure]);
  });
});
