import { util } from '../lib/util.js';

// What a browser makes of it is in spec/browser; here there is none.

describe('util', () => {
  it('says that this is no browser, and that nothing is supported', () => {
    expect(util.browser).toBe('Not a browser.');
    expect(util.browserVersion).toBe(0);
    const { supports } = util;
    expect(supports).toEqual({
      browser: false,
      webRTC: false,
      audioVideo: false,
      data: false,
      binary: false,
      binaryBlob: false,
      reliable: false,
    });
    expect(util.supports).toBe(supports);
  });

  it('knows the defaults of the reference', () => {
    expect([util.CLOUD_HOST, util.CLOUD_PORT]).toEqual(['0.peerjs.com', 443]);
    expect(util.defaultConfig).toEqual({
      iceServers: [{ urls: 'stun:stun.l.google.com:19302' }],
      sdpSemantics: 'unified-plan',
    });
  });

  it.each([
    ['', true],
    ['alice', true],
    ['a--b', true],
    ['a_b', true],
    ['-a', false],
    ['a-', false],
    ['a/b', false],
    ['ä', false],
  ])('validates %j: %s', (id, isValid) => {
    expect(util.validateId(id)).toBe(isValid);
  });

  it('makes tokens that differ, of letters and digits', () => {
    const tokens = Array.from({ length: 100 }, () => util.randomToken());
    expect(new Set(tokens).size).toBe(100);
    expect(tokens.every((token) => /^[a-z0-9]{20}$/.test(token))).toBe(true);
  });

  it('is not secure where there is no page', () => {
    expect(util.isSecure()).toBe(false);
  });

  it('does nothing where nothing is asked for', () => {
    expect(util.noop()).toBeUndefined();
  });
});
