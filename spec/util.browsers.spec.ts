import { browserHere, detectSupports } from '../lib/browser/supports.js';

// Browsers that the specs do not run in, as far as they can be told by what they say of themselves.

/** As much of an RTCPeerConnection as is tried out. */
interface Channel {
  binaryType: string;
  readonly ordered: boolean;
}

interface Page {
  readonly userAgent: string;
  readonly navigator?: object;
  readonly window?: object;
  readonly channel?: () => Channel;
  readonly methods?: object;
}

const able = (): Channel => ({ binaryType: 'blob', ordered: true });

/** Bytes come in one form, whatever is asked for. */
const onlyIn = (form: string): Channel => ({
  ...able(),
  get binaryType() {
    return form;
  },
  set binaryType(_other) {
    // as it was
  },
});

/** Runs something where there is such a page. */
const inPage = <T>(page: Page, work: () => T): T => {
  const { channel = able, methods = { addTrack: () => undefined } } = page;
  const navigator = { userAgent: page.userAgent, ...page.navigator };
  const RTCPeerConnection = function (this: object): void {
    Object.assign(this, { createDataChannel: channel, close: () => undefined, ...methods });
  };
  const world = { navigator, RTCPeerConnection, window: { navigator, RTCPeerConnection, ...page.window } };
  const before = Object.keys(world).map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const);
  for (const [name, value] of Object.entries(world))
    Object.defineProperty(globalThis, name, { value, configurable: true });
  try {
    return work();
  } finally {
    for (const [name, descriptor] of before) {
      if (descriptor) Object.defineProperty(globalThis, name, descriptor);
      else Reflect.deleteProperty(globalThis, name);
    }
  }
};

const GECKO = { mozGetUserMedia: () => undefined };
const BLINK = { webkitGetUserMedia: () => undefined };
const firefox = (version: number): Page => ({
  userAgent: `Mozilla/5.0 Firefox/${String(version)}.0`,
  navigator: GECKO,
});
const chrome = (version: number, more = ''): Page => ({
  userAgent: `Mozilla/5.0 AppleWebKit/537.36 Chrome/${String(version)}.0.0.0 Safari/537.36${more}`,
  navigator: BLINK,
});
const safari = (version: number, more = ''): Page => ({
  userAgent: `Mozilla/5.0 (Macintosh) AppleWebKit/${String(version)}.1.15 Version/17.4 Safari/${String(version)}.1.15${more}`,
});
const OTHER: Page = { userAgent: 'NetSurf/3.11' };

const EVERYTHING = {
  browser: true,
  webRTC: true,
  audioVideo: true,
  data: true,
  binary: true,
  binaryBlob: true,
  reliable: true,
};

describe('util where there is another browser', () => {
  it.each<readonly [string, number, Page]>([
    ['firefox', 128, firefox(128)],
    ['chrome', 120, chrome(120)],
    ['chrome', 83, { userAgent: 'Mozilla/5.0 AppleWebKit/537.36 Chromium/83.0.4103.61 Safari/537.36' }],
    ['chrome', 120, chrome(120, ' NotEdg/9.0')],
    ['safari', 605, safari(605)],
    ['edge', 120, chrome(120, ' Edg/120.0.0.0')],
    ['edge', 18, chrome(64, ' Edge/18.17763')],
    ['edge', 120, chrome(120, ' EdgA/120.0.0.0')],
    ['edge', 120, safari(605, ' EdgiOS/120.0.0.0')],
    ['safari', 605, safari(605, ' FxiOS/120.0')],
    ['Not a supported browser.', 0, OTHER],
  ])('browser: %s, version %i', (name, version, page) => {
    expect(inPage(page, browserHere)).toEqual({ name, version });
  });

  it.each<readonly [string, boolean, Page]>([
    ['Firefox', true, firefox(92)],
    ['Chrome', true, chrome(93)],
    ['Edge', true, chrome(93, ' Edg/93.0.0.0')],
    ['Safari', true, safari(605)],
    ['another one', false, OTHER],
  ])('supports.browser in %s: %j', (_name, browser, page) => {
    expect(inPage(page, detectSupports)).toEqual({ ...EVERYTHING, browser });
  });

  it.each<readonly [string, Page]>([
    ['Firefox 91', firefox(91)],
    ['Chrome 92', chrome(92)],
    ['Safari 15.3, which calls its engine what it calls that of today,', safari(605)],
    ['Edge on an iPhone with iOS 15.3', safari(605, ' EdgiOS/120.0.0.0')],
  ])('supports.browser in %s is false: it has not got `Object.hasOwn`', (_name, page) => {
    const hasOwn = Object.getOwnPropertyDescriptor(Object, 'hasOwn') as PropertyDescriptor;
    Reflect.deleteProperty(Object, 'hasOwn');
    const { browser } = inPage(page, detectSupports);
    Object.defineProperty(Object, 'hasOwn', hasOwn);
    expect(browser).toBe(false);
  });

  it.each<readonly [string, Partial<Page>]>([
    ['reliable', { channel: () => ({ ...able(), ordered: false }) }],
    ['audioVideo', { methods: {} }],
    ['binary', { channel: () => onlyIn('blob') }],
    ['binaryBlob', { channel: () => onlyIn('arraybuffer') }],
  ])('supports.%s: false where it does not work', (feature, page) => {
    expect(inPage({ ...chrome(120), ...page }, detectSupports)).toEqual({ ...EVERYTHING, [feature]: false });
  });

  it.each<readonly [string, object, Partial<Page>]>([
    [
      'channels cannot be opened',
      { audioVideo: true, data: false },
      {
        channel: () => {
          throw new DOMException('no channels here', 'NotSupportedError');
        },
      },
    ],
    [
      'no more peer connections can be made',
      { audioVideo: false, data: false },
      {
        methods: {
          get addTrack(): never {
            throw new DOMException('Cannot create so many PeerConnections', 'UnknownError');
          },
        },
      },
    ],
  ])('supports: throws at nobody where %s', (_name, supports, page) => {
    expect(inPage({ ...chrome(120), ...page }, detectSupports)).toMatchObject({ webRTC: true, ...supports });
  });
});
