import { networkLost } from '../../lib/core/errors.js';
import { type BackoffOptions, createBackoff } from '../../lib/signalling/backoff.js';
import { marbles } from '../support/marbles.js';

const lost = networkLost('ws://h/');

/** A policy whose random numbers are what this byte, four times, says: 0 nearly nothing off, 255 nearly half of it. */
const policy = (byte: number, options?: BackoffOptions) =>
  createBackoff((count) => new Uint8Array(count).fill(byte))(options);

describe('backoff', () => {
  it.each([
    [1, '1s'],
    [2, '2s'],
    [3, '4s'],
    [5, '16s'],
    [6, '30s'],
    [5_000, '30s'],
  ])('waits for attempt %d no longer than %s', (attempt, time) => {
    marbles(({ expectObservable }) => {
      expectObservable(policy(0)(lost, attempt) as never).toBe(`${time} (0|)`, { 0: 0 });
    })();
  });

  it('waits at least half of that', () => {
    marbles(({ expectObservable }) => {
      expectObservable(policy(128)(lost, 1) as never).toBe('749ms (0|)', { 0: 0 });
      expectObservable(policy(255)(lost, 1) as never).toBe('500ms (0|)', { 0: 0 });
    })();
  });

  it('waits as it is told', () => {
    marbles(({ expectObservable }) => {
      const options = { first: 10, factor: 3, longest: 50 };
      for (const [attempt, time] of [
        [1, '10ms'],
        [2, '30ms'],
        [3, '50ms'],
      ] as const) {
        expectObservable(policy(0, options)(lost, attempt) as never).toBe(`${time} (0|)`, { 0: 0 });
      }
    })();
  });

  it('waits as long as the platform can, where it is told to wait longer', () => {
    marbles(({ expectObservable }) => {
      for (const first of [1e12, Infinity]) {
        const options = { first, longest: Infinity };
        expectObservable(policy(0, options)(lost, 1) as never).toBe(`${2 ** 31 - 1}ms (0|)`, { 0: 0 });
      }
    })();
  });

  it('asks for randomness each time', () => {
    const randomBytes = jest.fn((count: number) => new Uint8Array(count));
    const wait = createBackoff(randomBytes)();
    expect(randomBytes).not.toHaveBeenCalled();
    wait(lost, 1);
    wait(lost, 2);
    expect(randomBytes).toHaveBeenCalledTimes(2);
  });
});
