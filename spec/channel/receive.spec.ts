import { receive } from '../../lib/channel/receive.js';
import type { DataChannel } from '../../lib/ports/data-channel.js';
import { FakeDataChannel } from '../support/fake-data-channel.js';
import { marbles } from '../support/marbles.js';

describe('receive', () => {
  for (const [name, messages, closed, subscription, expected] of [
    ['never', '----', '----', '^---', '----'],
    ['nothing before it closes', '----', '--x-', '^-!', '--|'],
    ['one', '-a--', '--x-', '^-!', '-a|'],
    ['many, and none after it closes', '-ab-c', '---x-', '^--!', '-ab|'],
    ['an error', '-a-#', '----', '^--!', '-a-#'],
  ] as const) {
    it(
      name,
      marbles(({ hot, expectObservable, expectSubscriptions }) => {
        const message$ = hot<string>(messages);
        const closed$ = hot<undefined>(closed, { x: undefined });
        const channel: DataChannel = Object.assign(new FakeDataChannel(), { message$, closed$ });
        expectObservable(receive(channel)).toBe(expected);
        expectSubscriptions(message$.subscriptions).toBe(subscription);
        expectSubscriptions(closed$.subscriptions).toBe(subscription);
      }),
    );
  }

  it(
    'lets go when unsubscribed',
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const message$ = hot<string>('-a-b-');
      const channel: DataChannel = Object.assign(new FakeDataChannel(), { message$ });
      expectObservable(receive(channel), '^-!').toBe('-a-');
      expectSubscriptions(message$.subscriptions).toBe('^-!');
    }),
  );

  it('hears text and bytes of a channel, and nothing of one that has closed', () => {
    const channel = new FakeDataChannel();
    const heard: unknown[] = [];
    receive(channel).subscribe({ next: (frame) => heard.push(frame), complete: () => heard.push('end') });
    const bytes = new ArrayBuffer(1);
    channel.receive('text');
    channel.receive(bytes);
    channel.closeFromAfar();
    receive(channel).subscribe({ complete: () => heard.push('at once') });
    expect(heard).toEqual(['text', bytes, 'end', 'at once']);
    expect(heard[1]).toBe(bytes);
  });
});
