import { of, Subject } from 'rxjs';
import type { Message } from '../../lib/channel/backlog.js';
import type { Paced } from '../../lib/channel/paced.js';
import { type Sendable, sendPaced } from '../../lib/channel/send-paced.js';
import { HIGH_WATER_MARK, LOW_WATER_MARK } from '../../lib/core/constants.js';
import type { OutgoingFrame } from '../../lib/ports/data-channel.js';
import { FakeDataChannel } from '../support/fake-data-channel.js';
import { brief, fill, makeSending, messageOf, tooBig } from './sending.js';

const told = (channel: FakeDataChannel, input$: Subject<Sendable>): Paced[] => {
  const outputs: Paced[] = [];
  input$.pipe(sendPaced(channel)).subscribe((paced) => outputs.push(paced));
  return outputs;
};

describe('sendPaced and those who want to know', () => {
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

  it('tells that nothing waits any more also where its source ends as soon as everything is flushed', () => {
    const channel = new FakeDataChannel({ readyState: 'open' });
    const input$ = new Subject<Sendable>();
    const heard: unknown[] = [];
    input$.pipe(sendPaced(channel)).subscribe({
      next: (paced) => {
        heard.push(brief(paced));
        if (paced.kind === 'flushed') input$.complete();
      },
      complete: () => heard.push('end'),
    });
    fill(channel);
    input$.next(messageOf('a'));
    input$.next({ kind: 'flush' });
    channel.drain();
    expect(heard).toEqual([1, 'flushed', 0, 'end']);
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

describe('sendPaced and a channel that counts what waits in front of it', () => {
  it('tells it each time that there is more, when that is counted', () => {
    const grown: number[] = [];
    class CountingChannel extends FakeDataChannel {
      override countWaiting(bytes: () => number): () => void {
        return () => {
          grown.push(bytes());
        };
      }
    }
    const channel = new CountingChannel({ readyState: 'open' });
    fill(channel);
    const input$ = new Subject<Sendable>();
    const blob$ = new Subject<Message>();
    input$.pipe(sendPaced(channel)).subscribe();
    input$.next({ kind: 'frames', frames: ['a'], bytes: 1 });
    input$.next({ kind: 'pending', message$: blob$ });
    channel.drain();
    fill(channel);
    blob$.next({ kind: 'frames', frames: ['bcd'], bytes: 3 });
    expect(grown).toEqual([1, 1, 3]);
  });
});

describe('sendPaced, asked to flush,', () => {
  it('tells how many frames the channel has taken: of several that share one, and not those that failed', () => {
    const channel = new FakeDataChannel({ readyState: 'open', maxMessageSize: 3 });
    const input$ = new Subject<Sendable>();
    const outputs = told(channel, input$);
    const join = (frames: readonly OutgoingFrame[]): OutgoingFrame => frames.join('');
    input$.next(messageOf('a', 'b'));
    input$.next(messageOf('too long'));
    fill(channel);
    for (const frame of ['c', 'd']) input$.next({ kind: 'frames', frames: [frame], bytes: 1, join });
    input$.next({ kind: 'flush' });
    channel.drain();
    input$.next(messageOf('e'));
    input$.next({ kind: 'flush' });
    expect(channel.sent).toEqual(['a', 'b', 'cd', 'e']);
    expect(outputs.filter(({ kind }) => kind === 'flushed')).toEqual([
      { kind: 'flushed', frames: 3 },
      { kind: 'flushed', frames: 4 },
    ]);
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

  it.each([
    ['what is too large', new TypeError('no'), ['message-too-big']],
    ['a channel that is closing', new DOMException('no', 'InvalidStateError'), ['connection-closed', 'end']],
  ])('does not wait for the buffer to drain with %s', (_, thrown, expected) => {
    const { channel, input$, heard } = makeSending();
    channel.fill(LOW_WATER_MARK + 1);
    channel.failNext(thrown);
    input$.next(messageOf('a'));
    expect(heard).toEqual(expected);
  });

  it('stops where sending a frame ends it all', () => {
    const { channel, input$, heard } = makeSending();
    channel.sent$.subscribe(() => {
      channel.closeFromAfar();
    });
    input$.next(messageOf('a', 'b'));
    expect([heard, channel.sent]).toEqual([['connection-closed', 'end'], ['a']]);
  });

  it('has left its source when it says what is lost: who sends more then finds nobody', () => {
    const channel = new FakeDataChannel({ readyState: 'open' });
    fill(channel);
    const again$ = new Subject<Sendable>();
    const observed: boolean[] = [];
    const told: unknown[] = [];
    again$.pipe(sendPaced(channel)).subscribe((paced) => {
      told.push(brief(paced));
      if (paced.kind !== 'failed') return;
      observed.push(again$.observed);
      again$.next(messageOf('again'));
    });
    again$.next(messageOf('b'));
    channel.closeFromAfar();
    expect(observed).toEqual([false]);
    expect(told).toEqual([1, 'connection-closed', 0]);
  });

  it('takes nothing more from a source that goes on by itself', () => {
    const channel = new FakeDataChannel({ readyState: 'open' });
    channel.sent$.subscribe(() => {
      channel.closeFromAfar();
    });
    const told: unknown[] = [];
    of(messageOf('a'), messageOf('b'), messageOf('c'))
      .pipe(sendPaced(channel))
      .subscribe((paced) => told.push(brief(paced)));
    expect([told, channel.sent]).toEqual([['connection-closed'], ['a']]);
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

  it('says once that the channel has closed where making a frame closes it, and fails', () => {
    const { channel, input$, heard } = makeSending();
    const frames = function* (): Iterable<OutgoingFrame> {
      channel.closeFromAfar();
      throw new Error('no more');
    };
    input$.next({ kind: 'frames', frames: frames() });
    expect(heard).toEqual(['connection-closed', 'end']);
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
