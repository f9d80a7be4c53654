import { util } from 'rxpeer';

describe('util where there is no browser', () => {
  it('browser: says so', () => {
    expect(util.browser).toBe('Not a browser.');
  });

  it('supports: nothing', () => {
    const { audioVideo, data, binary, reliable } = util.supports;
    expect({ audioVideo, data, binary, reliable }).toEqual({
      audioVideo: false,
      data: false,
      binary: false,
      reliable: false,
    });
  });
});
