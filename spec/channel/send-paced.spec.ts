import { map, of, Subject, take } from 'rxjs';
import { type Paced, type Sendable, sendPaced } from '../../lib/channel/send-paced.js';
import { HIGH_WATER_MARK, LOW_WATER_MARK } from '../../lib/core/constants.js';
import { messageTooBig, type PeerError } from '../../lib/core/errors.js';
import type { OutgoingFrame } from '../../lib/ports/data-channel.js';
import { FakeDataChannel, type FakeDataChannelOptions } from '../support/fake-data-channel.js';
import { marbles } from '../support/marbles.js';

const messageOf = (...frames: OutgoingFrame[]): Sendable => ({ kind: 'frames', frames });

/** In short: `3` waiting, `flushed`, or the type of the error. */
const brief = (paced: Paced): string | number => {
  switch (paced.kind) {
    case 'waiting':
      return paced.messages;
    case 'sent':
      return `sent ${String(paced.ticket)}`;
    case 'flushed':
      return 'flushed';
    case 'failed':
      return paced.error.type;
  }
};

const tooBig = messageTooBig(2, 1);
const sendables: Record<string, Sendable> = {
  a: messageOf('a'),
  b: messageOf('b'),
  c: messageOf('c1', 'c2', 'c3'),
  o: messageOf(), // holds nothing
  f: { kind: 'flush' },
  e: { kind: 'failed', error: tooBig },
};
const outputs = { 0: 0, 1: 1, 2: 2, 3: 3, f: 'flushed', e: 'message-too-big', x: 'connection-closed' };

/** A channel that a test drives, and what comes of sending through it. */
const makeSending = (options: FakeDataChannelOptions = {}) => {
  const channel = new FakeDataChannel({ readyState: 'open', ...options });
  const input$ = new Subject<Sendable>();
  const heard: unknown[] = [];
  const errors: PeerError[] = [];
  const subscription = input$.pipe(sendPaced(channel)).subscribe({
    next: (paced) => {
      heard.push(brief(paced));
      if (paced.kind === 'failed') errors.push(paced.error);
    },
    complete: () => heard.push('end'),
  });
  return { channel, input$, heard, errors, subscription };
};

const fill = (channel: FakeDataChannel): void => {
  channel.fill(HIGH_WATER_MARK + 1);
};

describe('sendPaced in time', () => {
  // `events`: d drains the channel, which is full from the start where there are any; x closes it from afar.
  for (const [name, events, source, subscription, expected, sent] of [
    ['never', '', '---', '^--', '---', []],
    ['empty', '', '--|', '^-!', '--|', []],
    ['one goes straight through and is not told', '', '-a-|', '^--!', '---|', ['a']],
    ['many keep their order', '', '-ac(ob)|', '^------!', '-------|', ['a', 'c1', 'c2', 'c3', 'b']],
    ['an error of the source', '', '-a-#', '^--!', '---#', ['a']],
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

describe('sendPaced and those who want to know', () => {
  const told = (channel: FakeDataChannel, input$: Subject<Sendable>): Paced[] => {
    const outputs: Paced[] = [];
    input$.pipe(sendPaced(channel)).subscribe((paced) => outputs.push(paced));
    return outputs;
  };

  it('tells each ticket once, when the last frame is handed over', () => {
    const { channel, input$, heard } = makeSending();
    input$.next({ kind: 'frames', frames: ['a'], ticket: 1 });
    fill(channel);
    input$.next({ kind: 'frames', frames: ['b', 'c'], ticket: 2 });
    input$.next({ kind: 'frames', frames: [], ticket: 3 });
    input$.next(messageOf('d'));
    expect(heard).toEqual(['sent 1', 1, 2, 3]);
    channel.drain();
    expect(heard.slice(4)).toEqual(['sent 2', 'sent 3', 0]);
  });

  it('tells the ticket of what fails', () => {
    const channel = new FakeDataChannel({ readyState: 'open', maxMessageSize: 1 });
    const input$ = new Subject<Sendable>();
    const outputs = told(channel, input$);
    input$.next({ kind: 'frames', frames: ['too long'], ticket: 1 });
    input$.next({ kind: 'failed', error: tooBig, ticket: 2 });
    const frames = function* (): Iterable<OutgoingFrame> {
      yield 'a';
      throw new Error('no more');
    };
    input$.next({ kind: 'frames', frames: frames(), ticket: 3 });
    expect(outputs.map((paced) => paced.kind === 'failed' && paced.ticket)).toEqual([1, 2, 3]);
  });

  it('counts the bytes that wait, down to the frames of the message on its way', () => {
    const channel = new FakeDataChannel({ readyState: 'open' });
    const input$ = new Subject<Sendable>();
    const outputs = told(channel, input$);
    const half = new ArrayBuffer(HIGH_WATER_MARK + 1);
    input$.next({ kind: 'frames', frames: [half, half], count: 2, bytes: 2 * half.byteLength });
    input$.next({ kind: 'frames', frames: ['ab'], bytes: 2 });
    expect(outputs).toEqual([
      { kind: 'waiting', messages: 1, bytes: half.byteLength },
      { kind: 'waiting', messages: 2, bytes: half.byteLength + 2 },
    ]);
    channel.drain();
    expect(outputs.slice(2)).toEqual([{ kind: 'waiting', messages: 1, bytes: 2 }]);
    channel.drain();
    expect(outputs.slice(3)).toEqual([{ kind: 'waiting', messages: 0, bytes: 0 }]);
  });
});

describe('sendPaced when sending fails', () => {
  it('drops a message that is too large, and sends the rest', () => {
    const { channel, input$, heard, errors } = makeSending({ maxMessageSize: 3 });
    input$.next(messageOf('abc', 'abcd', 'ab'));
    input$.next(messageOf('next'));
    input$.next(messageOf('nxt'));
    expect(channel.sent).toEqual(['abc', 'nxt']);
    expect(heard).toEqual(['message-too-big', 'message-too-big']);
    expect(errors[0]?.message).toContain('The message is larger than maxMessageSize');
    expect(errors[0]?.cause).toBeInstanceOf(TypeError);
  });

  it('tries again when the buffer was full and has drained', () => {
    const { channel, input$, heard } = makeSending({ capacity: HIGH_WATER_MARK });
    channel.fill(HIGH_WATER_MARK);
    input$.next(messageOf('a', 'b'));
    expect(heard).toEqual([1]);
    channel.drain();
    expect(channel.sent).toEqual(['a', 'b']);
    expect(heard).toEqual([1, 0]);
  });

  it('drops what does not even fit when the buffer is all but empty: nothing would drain', () => {
    const { channel, input$, heard } = makeSending({ capacity: LOW_WATER_MARK });
    channel.fill(LOW_WATER_MARK);
    input$.next(messageOf('a'));
    expect(heard).toEqual(['message-too-big']);
  });

  it.each([new DOMException('closing', 'InvalidStateError'), undefined, 'odd'])(
    'stops when the channel is closing: %s',
    (thrown) => {
      const { channel, input$, heard, errors } = makeSending();
      channel.failNext(thrown);
      fill(channel);
      input$.next(messageOf('a'));
      input$.next({ kind: 'flush' });
      input$.next(messageOf('b'));
      channel.drain();
      expect(channel.sent).toEqual([]);
      expect(heard).toEqual([1, 2, 'connection-closed', 0, 'end']);
      expect(errors[0]?.message).toBe('The channel closed with 2 messages not sent.');
      expect(errors[0]?.cause).toBe(thrown);
      expect(input$.observed).toBe(false);
    },
  );

  it('drops a message that fails half way, and sends the rest', () => {
    const { channel, input$, heard, errors } = makeSending();
    const frames = function* (): Iterable<OutgoingFrame> {
      yield 'a';
      throw new Error('no more');
    };
    input$.next({ kind: 'frames', frames: frames() });
    input$.next(messageOf('b'));
    expect(channel.sent).toEqual(['a', 'b']);
    expect(heard).toEqual(['not-serializable']);
    expect(errors[0]?.message).toContain('no more');
  });

  it.each(['closes', 'is unsubscribed from'])('stops in the middle of sending when it %s there', (how) => {
    const { channel, input$, heard, subscription } = makeSending();
    channel.sent$.subscribe(() => {
      if (how === 'closes') channel.closeFromAfar();
      else subscription.unsubscribe();
    });
    input$.next(messageOf('a', 'b'));
    expect(channel.sent).toEqual(['a']);
    expect(heard).toEqual(how === 'closes' ? ['connection-closed', 'end'] : []);
  });

  it('stops when it is unsubscribed from while a frame is made, or while one is refused', () => {
    const making = makeSending();
    const frames = function* (): Iterable<OutgoingFrame> {
      making.subscription.unsubscribe();
      yield 'a';
    };
    making.input$.next({ kind: 'frames', frames: frames() });
    expect(making.channel.sent).toEqual([]);

    const refusing = makeSending();
    refusing.channel.send = () => {
      refusing.subscription.unsubscribe();
      throw new TypeError('too large');
    };
    refusing.input$.next(messageOf('a'));
    expect(refusing.heard).toEqual([]);
  });
});
