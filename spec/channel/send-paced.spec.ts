import { catchError, EMPTY, ignoreElements, map, of, Subject, take } from 'rxjs';
import { type Sendable, sendPaced } from '../../lib/channel/send-paced.js';
import { HIGH_WATER_MARK, LOW_WATER_MARK } from '../../lib/core/constants.js';
import type { OutgoingFrame } from '../../lib/ports/data-channel.js';
import { FakeDataChannel } from '../support/fake-data-channel.js';
import { marbles } from '../support/marbles.js';
import { brief, fill, makeSending, messageOf, tooBig } from './sending.js';

const sendables: Record<string, Sendable> = {
  a: messageOf('a'),
  b: messageOf('b'),
  c: messageOf('c1', 'c2', 'c3'),
  o: messageOf(), // holds nothing
  f: { kind: 'flush' },
  e: { kind: 'failed', error: tooBig },
};
const outputs = { 0: 0, 1: 1, 2: 2, 3: 3, f: 'flushed', e: 'message-too-big', x: 'connection-closed' };

describe('sendPaced in time', () => {
  // `events`: d drains the channel, which is full from the start where there are any; x closes it from afar.
  for (const [name, events, source, subscription, expected, sent] of [
    ['never', '', '---', '^--', '---', []],
    ['empty', '', '--|', '^-!', '--|', []],
    ['one goes straight through and is not told', '', '-a-|', '^--!', '---|', ['a']],
    ['many keep their order', '', '-ac(ob)|', '^------!', '-------|', ['a', 'c1', 'c2', 'c3', 'b']],
    ['an error of the source', '', '-a-#', '^--!', '---#', ['a']],
    ['an error of the source while messages wait', '-----d', '-a-#', '^--!', '-1-#', []],
    ['what failed before passes', '', '-e-|', '^--!', '-e-|', []],
    ['a flush with nothing before it', '', '-f-|', '^--!', '-f-|', []],
    ['waits until the channel has drained', '----d-', '-a-b---|', '^------!', '-1-20--|', ['a', 'b']],
    ['a flush keeps its place', '------d-', '-a-f-b----|', '^---------!', '-1---2(f0)|', ['a', 'b']],
    ['completes when nothing waits', '-----d-', '-a|', '^-!', '-1---(0|)', ['a']],
    ['what failed before overtakes', '-----d', '-ae|', '^--!', '-1e--(0|)', ['a']],
    ['what waits when the channel closes is an error', '----x-', '-ab--a', '^---!', '-12-(x0|)', []],
    ['nothing waits when the channel closes', '-d--x-', '--a---a', '^---!', '----|', ['a']],
  ] as const) {
    it(
      name,
      marbles(({ hot, expectObservable, expectSubscriptions, flush }) => {
        const channel = new FakeDataChannel({ readyState: 'open' });
        if (events !== '') fill(channel);
        hot(events).subscribe((event) => {
          if (event === 'd') channel.drain();
          else channel.closeFromAfar();
        });
        const sendable$ = hot(source, sendables);
        expectObservable(sendable$.pipe(sendPaced(channel), map(brief))).toBe(expected, outputs);
        expectSubscriptions(sendable$.subscriptions).toBe(subscription);
        flush();
        expect(channel.sent).toEqual(sent);
      }),
    );
  }

  it(
    'lets go of everything when unsubscribed',
    marbles(({ hot, expectObservable, expectSubscriptions, flush }) => {
      const sendable$ = hot('-ab-a', sendables);
      const drained$ = hot<undefined>('---d', { d: undefined });
      const closed$ = hot<undefined>('----');
      const channel = Object.assign(new FakeDataChannel({ readyState: 'open' }), { drained$, closed$ });
      fill(channel);
      expectObservable(sendable$.pipe(sendPaced(channel), map(brief)), '^-!').toBe('-1', outputs);
      for (const stream$ of [sendable$, drained$, closed$]) expectSubscriptions(stream$.subscriptions).toBe('^-!');
      flush();
      expect(channel.sent).toEqual([]);
    }),
  );

  // `a` waits, because the channel is full, until it drains (d). When the source and the channel are left, in either order.
  it.each([
    ['the source ends, and nothing waits', '--|---', '------', '------', '^-!   ', '^-!   '],
    ['the source ends, and something waits', 'a-|--', '----d-', '------', '^-!   ', '^---! '],
    ['the source fails', '                  a-#---', '------', '------', '^-!   ', '^-!   '],
    ['there is to be an end', '             a-----', '------', '---x--', '^--!  ', '^--!  '],
    ['nobody will say so', '                a-|---', '----d-', '-|----', '^-!   ', '^---! '],
  ])('listens to the channel as long as there is something to send: %s', (_name, source, drain, end, fed, watched) => {
    marbles(({ hot, expectObservable, expectSubscriptions, flush }) => {
      const [sendable$, end$] = [hot(source, sendables), hot(end)];
      const drained$ = hot<undefined>(drain, { d: undefined });
      const channel = Object.assign(new FakeDataChannel({ readyState: 'open' }), { drained$ });
      fill(channel);
      drained$.subscribe(() => {
        channel.drain();
      });
      expectObservable(
        sendable$.pipe(
          sendPaced(channel, end$),
          ignoreElements(),
          catchError(() => EMPTY),
        ),
      ).toBe(watched.trim().replace('^', '-').replace('!', '|'));
      expectSubscriptions(sendable$.subscriptions).toBe(fed);
      flush();
      expect(drained$.subscriptions.at(-1)?.unsubscribedFrame).toBe(watched.indexOf('!'));
      expectSubscriptions(end$.subscriptions).toBe(end.includes('|') ? '^!' : watched);
    })();
  });

  it(
    'does not begin on a channel that has closed',
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const channel = new FakeDataChannel({ readyState: 'open' });
      channel.closeFromAfar();
      const sendable$ = hot('-a', sendables);
      expectObservable(sendable$.pipe(sendPaced(channel))).toBe('|');
      expectSubscriptions(sendable$.subscriptions).toBe([]);
    }),
  );
});

describe('sendPaced between the water marks', () => {
  /** Bytes of a frame in these specs. */
  const FRAME = 16 * 1024;
  /** Frames until the channel holds more than the high mark. */
  const FULL = HIGH_WATER_MARK / FRAME + 1;

  /** A message of many frames that counts how many were asked for. */
  const makeMessage = (count: number): { message: Sendable; made: { frames: number } } => {
    const made = { frames: 0 };
    const frames = function* (): Iterable<OutgoingFrame> {
      for (; made.frames < count; made.frames += 1) yield new ArrayBuffer(FRAME);
    };
    return { message: { kind: 'frames', frames: frames() }, made };
  };

  it('sends up to the high mark, goes on at the low mark, and makes frames as they are sent', () => {
    const { channel, input$, heard } = makeSending();
    const { message, made } = makeMessage(FULL * 2);
    input$.next(message);
    expect(channel.sent.length).toBe(FULL);
    expect(made.frames).toBe(FULL);
    channel.drain(channel.bufferedAmount() - LOW_WATER_MARK - 1);
    expect(channel.sent.length).toBe(FULL);
    channel.drain(1);
    expect(channel.sent.length).toBe(FULL + (HIGH_WATER_MARK - LOW_WATER_MARK) / FRAME + 1);
    channel.drain();
    expect(channel.sent.length).toBe(FULL * 2);
    expect(heard).toEqual([1, 0]);
  });

  it('takes the last frame for the end of the message, though the channel is full then', () => {
    const { channel, input$, heard } = makeSending();
    input$.next(makeMessage(FULL).message);
    expect(channel.bufferedAmount()).toBeGreaterThan(HIGH_WATER_MARK);
    input$.next({ kind: 'flush' });
    expect(heard).toEqual(['flushed']);
    input$.next(messageOf('next'));
    expect(heard).toEqual(['flushed', 1]);
  });

  it('asks again when it drained and something else filled it at once', () => {
    const channel = new FakeDataChannel({ readyState: 'open' });
    channel.drained$.pipe(take(1)).subscribe(() => {
      fill(channel);
    });
    of(messageOf('a')).pipe(sendPaced(channel)).subscribe();
    expect(channel.sent).toEqual(['a']);
    fill(channel);
    of(messageOf('b')).pipe(sendPaced(channel)).subscribe();
    channel.drain();
    expect(channel.sent).toEqual(['a']);
    channel.drain();
    expect(channel.sent).toEqual(['a', 'b']);
  });

  it('sends any number of messages in order, without recursion and in linear time', () => {
    const { channel, input$, heard } = makeSending();
    const count = 600_000;
    fill(channel);
    for (let index = 0; index < count; index += 1) input$.next(messageOf(String(index)));
    expect(heard.at(-1)).toBe(count);
    input$.complete();
    while (channel.sent.length < count) channel.drain();
    channel.drain();
    expect(channel.sent.every((frame, index) => frame === String(index))).toBe(true);
    expect(heard.slice(-2)).toEqual([0, 'end']);
  });

  it('sends what a listener sends while it is being told', () => {
    const channel = new FakeDataChannel({ readyState: 'open' });
    const input$ = new Subject<Sendable>();
    const heard: unknown[] = [];
    input$.pipe(sendPaced(channel), map(brief)).subscribe((output) => {
      heard.push(output);
      if (output === 'flushed') input$.next(messageOf('from flushed'));
      if (output === 1) input$.next(messageOf('from waiting'));
    });
    input$.next({ kind: 'flush' });
    fill(channel);
    input$.next(messageOf('waits'));
    channel.drain();
    expect(channel.sent).toEqual(['from flushed', 'waits', 'from waiting']);
    expect(heard).toEqual(['flushed', 1, 2, 0]);
  });

  it('keeps the order where sending causes sending', () => {
    const { channel, input$, heard } = makeSending();
    channel.sent$.subscribe((frame) => {
      if (frame === 'a') input$.next(messageOf('c'));
    });
    input$.next(messageOf('a', 'b'));
    expect(channel.sent).toEqual(['a', 'b', 'c']);
    expect(heard).toEqual([]);
  });
});
