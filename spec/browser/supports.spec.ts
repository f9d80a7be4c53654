import { util } from 'rxpeer';
import { browserHere, capabilities, detectSupports } from '../../lib/browser/supports.js';
import { useBench } from '../support/browser/bench.js';
import { thisBrowser } from '../support/browser/page.js';

const EVERYTHING = {
  browser: true,
  webRTC: true,
  audioVideo: true,
  data: true,
  binary: true,
  binaryBlob: true,
  reliable: true,
};

describe('supports', () => {
  const bench = useBench();

  /** Changes a property of the window, for one spec. */
  const replace = (name: 'RTCPeerConnection', value: unknown): void => {
    const before = window[name];
    Reflect.set(window, name, value);
    bench.after(() => {
      Reflect.set(window, name, before);
    });
  };

  it('knows the browser by the name that the reference gives it', () => {
    expect(util.browser).toBe(thisBrowser);
    expect(browserHere().name).toBe(thisBrowser);
  });

  it('knows its version', () => {
    expect(navigator.userAgent).toContain(`/${String(util.browserVersion)}.`);
    expect(browserHere().version).toBe(util.browserVersion);
  });

  it('can do everything in this browser', () => {
    expect(util.supports).toEqual(EVERYTHING);
    expect(detectSupports()).toEqual(EVERYTHING);
    expect(capabilities()).toEqual({ data: true, audioVideo: true });
  });

  it('tries it out once', () => {
    expect(util.supports).toBe(util.supports);
  });

  it('closes what it tries it out with', () => {
    const closed = spyOn(RTCPeerConnection.prototype, 'close').and.callThrough();
    detectSupports();
    expect(closed).toHaveBeenCalledTimes(1);
  });

  it('can do nothing without WebRTC', () => {
    replace('RTCPeerConnection', undefined);
    expect(Object.values(detectSupports())).toEqual(Object.values(EVERYTHING).map(() => false));
    expect(capabilities()).toEqual({ data: false, audioVideo: false });
  });

  it('sees where channels have no Blobs', () => {
    class Channel {
      readonly ordered = true;
      get binaryType(): string {
        return 'arraybuffer';
      }
      set binaryType(type: string) {
        if (type === 'blob') throw new DOMException('no Blobs here', 'NotSupportedError');
      }
    }
    spyOn(RTCPeerConnection.prototype, 'createDataChannel').and.returnValue(new Channel() as unknown as RTCDataChannel);
    expect(detectSupports()).toEqual({ ...EVERYTHING, binaryBlob: false });
  });

  it('calls Edge by its name', () => {
    spyOnProperty(navigator, 'userAgent').and.returnValue('Mozilla/5.0 Chrome/120.0.0.0 Safari/537.36 Edg/120.0.0.0');
    expect(util.browser).toBe('edge');
  });
});
