import { of } from 'rxjs';
import { networkLost } from '../../lib/core/errors.js';
import { upTo } from '../../lib/signalling/up-to.js';
import { marbles } from '../support/marbles.js';

const lost = networkLost('ws://h/');

describe('upTo', () => {
  it('hands on the error and the number, so many times, and then wants no more', () => {
    const policy = jest.fn(() => of('now'));
    marbles(({ expectObservable }) => {
      for (const attempt of [1, 2])
        expectObservable(upTo(2, policy)(lost, attempt) as never).toBe('(n|)', { n: 'now' });
      expectObservable(upTo(2, policy)(lost, 3) as never).toBe('|');
    })();
    expect(policy.mock.calls).toEqual([
      [lost, 1],
      [lost, 2],
    ]);
  });

  it('wants none at all where there are to be none', () => {
    marbles(({ expectObservable }) => {
      expectObservable(upTo(0, () => of('now'))(lost, 1) as never).toBe('|');
    })();
  });
});
