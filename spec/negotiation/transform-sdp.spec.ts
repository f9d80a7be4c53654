import { transformSdp } from '../../lib/negotiation/transform-sdp.js';

const description = { type: 'offer', sdp: 'v=0' } as const;

describe('transformSdp', () => {
  it('uses what the hook returns, and changes nothing else', () => {
    const hook = jest.fn((sdp: string) => `${sdp}\r\nb=AS:100`);
    expect(transformSdp(description, hook)).toEqual({ type: 'offer', sdp: 'v=0\r\nb=AS:100' });
    expect(hook).toHaveBeenCalledWith('v=0');
    expect(description.sdp).toBe('v=0');
  });

  it.each(['', undefined])('keeps the SDP where the hook returns %j', (nothing) => {
    expect(transformSdp(description, () => nothing)).toEqual(description);
  });

  it('throws what the hook throws', () => {
    expect(() =>
      transformSdp(description, () => {
        throw new RangeError('no');
      }),
    ).toThrow(RangeError);
  });
});
