import { browserEnvironment } from '../../lib/browser/environment.js';
import { useBench } from '../support/browser/bench.js';

describe('browserEnvironment', () => {
  useBench();

  it('knows the page', () => {
    expect(browserEnvironment.page()).toEqual({ hostname: location.hostname, secure: false });
  });

  it('knows what the browser can do', () => {
    expect(browserEnvironment.capabilities()).toEqual({ data: true, audioVideo: true });
  });

  it('gives random bytes, other ones each time', () => {
    const [one, another] = [browserEnvironment.randomBytes(16), browserEnvironment.randomBytes(16)];
    expect([one.length, another.length]).toEqual([16, 16]);
    expect(one).not.toEqual(another);
    expect(browserEnvironment.randomBytes(0).length).toBe(0);
  });

  it('prints a line where the console has its level', () => {
    const [error, warn, log] = [spyOn(console, 'error'), spyOn(console, 'warn'), spyOn(console, 'log')];
    const cause = new Error('cause');
    browserEnvironment.print(1, 'wrong:', cause);
    browserEnvironment.print(2, 'odd');
    browserEnvironment.print(3, 'so');
    expect(error.calls.allArgs()).toEqual([['RxPeer:', 'wrong:', cause]]);
    expect(warn.calls.allArgs()).toEqual([['RxPeer:', 'odd']]);
    expect(log.calls.allArgs()).toEqual([['RxPeer:', 'so']]);
  });
});
