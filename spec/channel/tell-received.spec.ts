import { ReportCount } from '../../lib/channel/report-count.js';
import { tellReceived } from '../../lib/channel/tell-received.js';
import type { IncomingFrame } from '../../lib/ports/data-channel.js';
import { marbles } from '../support/marbles.js';

const frames = { a: new ArrayBuffer(10_000), b: 'b'.repeat(6_384), c: new ArrayBuffer(40_000), d: 'é'.repeat(16_383) };

describe('tellReceived', () => {
  for (const [name, source, subscription, expected, told] of [
    ['never', '----', '^---', '----', []],
    ['empty', '-|', '^!', '-|', []],
    ['one, too small to be told', '-a-|', '^--!', '-a-|', []],
    ['many, told whenever there are 16 KiB more', '-abcd-a|', '^------!', '-abcd-a|', [16_384, 56_384, 82_767]],
    ['an error', '-c#', '^-!', '-c#', [40_000]],
  ] as const) {
    it(
      name,
      marbles(({ hot, expectObservable, expectSubscriptions, flush }) => {
        const frame$ = hot<IncomingFrame>(source, frames);
        const heard: number[] = [];
        expectObservable(frame$.pipe(tellReceived((received) => heard.push(received)))).toBe(expected, frames);
        expectSubscriptions(frame$.subscriptions).toBe(subscription);
        flush();
        expect(heard).toEqual(told);
      }),
    );
  }

  it(
    'lets go when unsubscribed, and counts anew for each subscriber',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const frame$ = cold<IncomingFrame>('-a-a-', frames);
      const heard: number[] = [];
      const told$ = frame$.pipe(tellReceived((received) => heard.push(received)));
      expectObservable(told$, '^-!').toBe('-a-', frames);
      expectObservable(told$, '^---!').toBe('-a-a-', frames);
      expectSubscriptions(frame$.subscriptions).toBe(['^-!', '^---!']);
      flush();
      expect(heard).toEqual([20_000]);
    }),
  );

  it('tells before it passes the frame on', () => {
    const heard: unknown[] = [];
    marbles(({ cold }) => {
      cold<IncomingFrame>('c|', frames)
        .pipe(tellReceived((received) => heard.push(received)))
        .subscribe((frame) => heard.push(frame));
    })();
    expect(heard).toEqual([40_000, frames.c]);
  });
});

describe('ReportCount', () => {
  it('counts bytes of buffers, views and Blobs, and characters of text', () => {
    const count = new ReportCount();
    const due = [new ArrayBuffer(1), new Uint8Array(10).subarray(8), new Blob(['abc']), 'né'].map((frame) =>
      count.add(frame),
    );
    expect([due, count.total]).toEqual([[false, false, false, false], 8]);
  });
});
