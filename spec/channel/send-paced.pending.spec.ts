import { EMPTY, map, Observable, of, Subject, throwError } from 'rxjs';
import type { Failed, Message, Pending } from '../../lib/channel/backlog.js';
import { type Sendable, sendPaced } from '../../lib/channel/send-paced.js';
import { FakeDataChannel } from '../support/fake-data-channel.js';
import { marbles } from '../support/marbles.js';
import { brief, fill, makeSending, messageOf, tooBig } from './sending.js';

const message = (text: string): Message => ({ kind: 'frames', frames: [text], bytes: text.length });
const pending = (message$: Pending['message$'], ticket?: unknown): Sendable => ({ kind: 'pending', message$, ticket });

describe('sendPaced with messages that take time', () => {
  // `r` takes three ticks.
  for (const [name, source, subscription, reading, expected, sent] of [
    ['waits for it', '-r----|', '^-----!', ['-^--!'], '-1--0-|', ['r']],
    ['holds up those behind it', '-ra---|', '^-----!', ['-^--!'], '-12-0-|', ['r', 'a']],
    ['takes its turn', '-rr----|', '^------!', ['-^--!', '----^--!'], '-12-1--(0|)', ['r', 'r']],
    ['completes behind it', '-r|', '^-!', ['-^--!'], '-1--(0|)', ['r']],
    ['holds up a flush', '-rf-----|', '^-------!', ['-^--!'], '-1--(f0)|', ['r']],
    ['fails with its source', '-r-#---', '^--!', ['-^-!'], '-1-#', []],
    ['lets what failed pass', '-re---|', '^-----!', ['-^--!'], '-1e-0-|', ['r']],
  ] as const) {
    it(
      name,
      marbles(({ hot, cold, expectObservable, expectSubscriptions, flush }) => {
        const channel = new FakeDataChannel({ readyState: 'open' });
        const read$ = cold<Message>('---(r|)', { r: message('r') });
        const source$ = hot<Sendable>(source, {
          r: pending(read$),
          a: messageOf('a'),
          f: { kind: 'flush' },
          e: { kind: 'failed', error: tooBig },
        });
        expectObservable(source$.pipe(sendPaced(channel), map(brief))).toBe(expected, {
          0: 0,
          1: 1,
          2: 2,
          f: 'flushed',
          e: 'message-too-big',
        });
        expectSubscriptions(source$.subscriptions).toBe(subscription);
        expectSubscriptions(read$.subscriptions).toBe([...reading]);
        flush();
        expect(channel.sent).toEqual(sent);
      }),
    );
  }

  it(
    'lets go of it when unsubscribed, and when the channel closes',
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const closing = Object.assign(new FakeDataChannel({ readyState: 'open' }), { closed$: hot('---x') });
      const [left$, lost$] = [cold<Message>('------r'), cold<Message>('------r')];
      const channel = new FakeDataChannel({ readyState: 'open' });
      const left = hot<Sendable>('-p', { p: pending(left$) }).pipe(sendPaced(channel), map(brief));
      expectObservable(left, '^--!').toBe('-1', { 1: 1 });
      expectSubscriptions(left$.subscriptions).toBe('-^-!');
      const lost = hot<Sendable>('-pa', { p: pending(lost$), a: messageOf('a') }).pipe(sendPaced(closing), map(brief));
      expectObservable(lost).toBe('-12(x0|)', { 0: 0, 1: 1, 2: 2, x: 'connection-closed' });
      expectSubscriptions(lost$.subscriptions).toBe('-^-!');
    }),
  );

  it('asks for it once, though the channel drains meanwhile', () => {
    const { channel, input$ } = makeSending();
    const subscribed = jest.fn();
    fill(channel);
    input$.next(pending(new Observable(subscribed)));
    channel.drain();
    expect(subscribed).toHaveBeenCalledTimes(1);
  });

  it('stops when it is told to, though the channel lives', () => {
    const channel = new FakeDataChannel({ readyState: 'open' });
    const [input$, end$, heard] = [new Subject<Sendable>(), new Subject<void>(), [] as unknown[]];
    input$.pipe(sendPaced(channel, end$)).subscribe({
      next: (paced) => heard.push(brief(paced)),
      complete: () => heard.push('end'),
    });
    fill(channel);
    input$.next(messageOf('a'));
    end$.next();
    channel.drain();
    expect([heard, channel.sent]).toEqual([[1, 'connection-closed', 0, 'end'], []]);
  });

  it('says which ticket is held, once, and what becomes of it', () => {
    const { channel, input$, heard, errors } = makeSending();
    const read$ = new Subject<Message | Failed>();
    input$.next(pending(read$, 1));
    input$.next({ ...message('a'), memory: 'lent', ticket: 2 });
    input$.next({ ...message('b'), ticket: 3 });
    input$.next({ ...message('c'), memory: 'lent' });
    expect(heard).toEqual(['held 1', 1, 'held 2', 2, 3, 4]);
    read$.next({ ...message('read'), ticket: 1 });
    expect(heard.slice(6)).toEqual(['sent 1', 'sent 2', 'sent 3', 0]);
    expect([channel.sent, errors, read$.observed]).toEqual([['read', 'a', 'b', 'c'], [], false]);
  });

  it('counts its bytes when they are known', () => {
    const channel = new FakeDataChannel({ readyState: 'open' });
    const [input$, read$, heard] = [new Subject<Sendable>(), new Subject<Message>(), [] as unknown[]];
    input$.pipe(sendPaced(channel)).subscribe((paced) => heard.push(paced));
    input$.next(pending(read$));
    input$.next(message('ab'));
    fill(channel);
    read$.next(message('abc'));
    channel.drain();
    expect(heard).toEqual([
      { kind: 'waiting', messages: 1, bytes: 0 },
      { kind: 'waiting', messages: 2, bytes: 2 },
      { kind: 'waiting', messages: 2, bytes: 5 },
      { kind: 'waiting', messages: 0, bytes: 0 },
    ]);
  });

  it.each<readonly [string, Pending['message$'], string]>([
    ['fails', of({ kind: 'failed', error: tooBig, ticket: 1 }), 'message-too-big'],
    ['errors', throwError(() => new Error('gone')), 'not-serializable'],
    ['is nothing', EMPTY, 'not-serializable'],
  ])('goes on where it %s', (_name, message$, type) => {
    const { channel, input$, heard } = makeSending();
    input$.next(pending(message$, 1));
    input$.next({ ...message('b'), ticket: 2 });
    expect(heard).toEqual(['held 1', type, 'sent 2']);
    expect(channel.sent).toEqual(['b']);
  });

  it('sends nothing of what comes after the end, though it is asked for before', () => {
    const { channel, input$, heard } = makeSending();
    const late$ = new Observable<Message>((subscriber) => {
      channel.closeFromAfar();
      subscriber.next(message('late'));
    });
    input$.next(pending(late$));
    expect([heard, channel.sent]).toEqual([['connection-closed', 'end'], []]);
  });

  it('takes any number that are there at once, without recursion', () => {
    const { channel, input$, heard } = makeSending();
    const read$ = new Subject<Message>();
    input$.next(pending(read$));
    const count = 20_000;
    for (let n = 0; n < count; n += 1) input$.next(pending(of(message(String(n)))));
    read$.next(message('first'));
    while (heard.at(-1) !== 0) channel.drain();
    expect(channel.sent).toEqual(['first', ...Array.from({ length: count }, (_, n) => String(n))]);
  });

  it('tells in the middle of its work how much waits, where it is much', () => {
    const { channel, input$, heard } = makeSending();
    fill(channel);
    for (let n = 1; n <= 600; n += 1) input$.next(message('more'));
    channel.drain();
    expect(heard.slice(600)).toEqual([344, 88, 0]);
  });
});
