import { take } from 'rxjs';
import type { Sendable } from '../../lib/channel/send-paced.js';
import { BATCH_BYTES, HIGH_WATER_MARK, LOW_WATER_MARK } from '../../lib/core/constants.js';
import type { OutgoingFrame } from '../../lib/ports/data-channel.js';
import { makeSending, messageOf } from './sending.js';

const join = (frames: readonly OutgoingFrame[]): OutgoingFrame => `<${frames.join('+')}>`;
const otherJoin = (frames: readonly OutgoingFrame[]): OutgoingFrame => `[${frames.join('*')}]`;

const small = (text: string, overrides: Partial<Extract<Sendable, { kind: 'frames' }>> = {}): Sendable => ({
  kind: 'frames',
  frames: [text],
  bytes: text.length,
  join,
  ticket: text,
  ...overrides,
});

describe('sendPaced with messages that share frames', () => {
  it('sends one alone at once while there is little in the channel', () => {
    const { channel, input$, heard } = makeSending();
    channel.fill(LOW_WATER_MARK - 1);
    for (const text of ['a', 'b']) input$.next(small(text));
    expect(channel.sent).toEqual(['a', 'b']);
    expect(heard).toEqual(['sent a', 'sent b']);
  });

  it('lets them wait above the low mark already, and sends together what has waited', () => {
    const { channel, input$, heard } = makeSending();
    channel.fill(LOW_WATER_MARK + 1);
    for (const text of ['a', 'b', 'c']) input$.next(small(text));
    expect(channel.sent).toEqual([]);
    expect(heard).toEqual([1, 2, 3]);
    channel.drain();
    expect(channel.sent).toEqual(['<a+b+c>']);
    expect(heard.slice(3)).toEqual(['sent a', 'sent b', 'sent c', 0]);
  });

  it('sends them up to the high mark where there are enough for a whole frame', () => {
    const { channel, input$ } = makeSending();
    channel.fill(LOW_WATER_MARK + 1);
    const half = BATCH_BYTES / 2;
    for (const text of ['a', 'b', 'c']) input$.next(small(text, { bytes: half }));
    channel.drain(); // below the low mark: what fits together goes together, and the rest after it
    expect(channel.sent).toEqual(['<a+b>', 'c']);
    channel.fill(HIGH_WATER_MARK + 1);
    for (const text of ['d', 'e', 'f', 'g']) input$.next(small(text, { bytes: half }));
    expect(channel.sent).toEqual(['<a+b>', 'c']);
    channel.sent$.pipe(take(1)).subscribe(() => {
      channel.fill(LOW_WATER_MARK + 1);
    });
    channel.drain(); // above the low mark again after the first frame
    expect(channel.sent.slice(2)).toEqual(['<d+e>', '<f+g>']);
  });

  it('sends by itself what is larger than a whole frame', () => {
    const { channel, input$ } = makeSending();
    channel.fill(HIGH_WATER_MARK + 1);
    for (const text of ['a', 'b']) input$.next(small(text, { bytes: BATCH_BYTES + 1 }));
    channel.drain();
    expect(channel.sent).toEqual(['a', 'b']);
  });

  it('joins neighbours only, that can be joined in the same way', () => {
    const { channel, input$ } = makeSending();
    channel.fill(HIGH_WATER_MARK + 1);
    input$.next(small('a'));
    input$.next(small('b'));
    input$.next(messageOf('large'));
    input$.next(small('c'));
    input$.next({ kind: 'flush' });
    input$.next(small('d'));
    input$.next(small('e', { join: otherJoin }));
    input$.next(small('f', { join: otherJoin }));
    channel.drain();
    expect(channel.sent).toEqual(['<a+b>', 'large', 'c', 'd', '[e*f]']);
  });

  it('tells nothing more of a batch when it ends in the middle of it', () => {
    const { channel, input$, heard, subscription } = makeSending();
    channel.fill(LOW_WATER_MARK + 1);
    for (const text of ['a', 'b']) input$.next(small(text));
    channel.sent$.subscribe(() => {
      subscription.unsubscribe();
    });
    channel.drain();
    expect(channel.sent).toEqual(['<a+b>']);
    expect(heard).toEqual([1, 2]);
  });

  it.each([new Error('no'), new TypeError('no'), undefined])('sends one by one what cannot be joined: %s', (thrown) => {
    const { channel, input$, heard } = makeSending();
    channel.fill(LOW_WATER_MARK + 1);
    const failing = (): never => {
      throw thrown as Error;
    };
    for (const text of ['a', 'b', 'c']) input$.next(small(text, { join: failing }));
    for (const text of ['d', 'e']) input$.next(small(text));
    channel.drain();
    expect(channel.sent).toEqual(['a', 'b', 'c', '<d+e>']);
    expect(heard.slice(5)).toEqual(['sent a', 'sent b', 'sent c', 'sent d', 'sent e', 0]);
  });

  it('drops the first of those whose frame is refused, and sends the others', () => {
    const { channel, input$, heard } = makeSending();
    channel.fill(LOW_WATER_MARK + 1);
    for (const text of ['a', 'b']) input$.next(small(text));
    channel.failNext(new TypeError('no'));
    channel.drain();
    expect([channel.sent, heard]).toEqual([['b'], [1, 2, 'message-too-big', 'sent b', 0]]);
  });

  it('stops when the channel refuses a batch for good', () => {
    const { channel, input$, heard } = makeSending();
    channel.fill(LOW_WATER_MARK + 1);
    for (const text of ['a', 'b']) input$.next(small(text));
    channel.failNext(new DOMException('closing', 'InvalidStateError'));
    channel.drain();
    expect(heard).toEqual([1, 2, 'connection-closed', 0, 'end']);
  });

  it('tries again where the buffer was full', () => {
    const { channel, input$, heard } = makeSending({ capacity: HIGH_WATER_MARK });
    channel.fill(HIGH_WATER_MARK);
    input$.next(small('ab', { bytes: BATCH_BYTES }));
    expect(heard).toEqual([1]);
    channel.drain();
    expect(channel.sent).toEqual(['ab']);
    expect(heard).toEqual([1, 0, 'sent ab']);
  });
});
