import { map } from 'rxjs';
import { heartbeat } from '../../lib/signalling/heartbeat.js';
import { marbles } from '../support/marbles.js';

const DAY = 24 * 60 * 60 * 1_000;

describe('heartbeat', () => {
  const types = (pingInterval: number) => heartbeat(pingInterval).pipe(map(({ type }) => type));
  const values = { h: 'HEARTBEAT' };

  it(
    'beats after every interval, until nobody listens',
    marbles(({ expectObservable }) => {
      expectObservable(types(5_000), '^ 17s !').toBe('5s h 4999ms h 4999ms h', values);
    }),
  );

  it(
    'beats for each subscriber on its own',
    marbles(({ expectObservable }) => {
      const heartbeat$ = types(10);
      expectObservable(heartbeat$, '^ 24ms !').toBe('10ms h 9ms h', values);
      expectObservable(heartbeat$, '5ms ^ 19ms !').toBe('15ms h', values);
    }),
  );

  it.each([0, -1, -5_000, NaN, Infinity, -Infinity])('never beats where the interval is %d', (pingInterval) => {
    marbles(({ expectObservable }) => {
      expectObservable(types(pingInterval), '^ 1m !').toBe('');
    })();
  });

  it(
    'waits as long as the platform can where the interval is longer',
    marbles(({ expectObservable }) => {
      expectObservable(types(30 * DAY), `^ ${String(25 * DAY)}ms !`).toBe('2147483647ms h', values);
    }),
  );
});
