import { catchError, Observable, of, type OperatorFunction, type Subscriber, Subscription } from 'rxjs';
import { BATCH_BYTES, HIGH_WATER_MARK, LOW_WATER_MARK } from '../core/constants.js';
import { closedWith, encodingFailed, notTaken } from '../core/errors.js';
import { listen } from '../core/listener.js';
import { firstOf } from '../core/operators/first-of.js';
import type { OutgoingFrame } from '../ports/data-channel.js';
import { Backlog, type Failed, type Flush, type Message, type Pending } from './backlog.js';
import type { Outlet } from './outlet.js';
import type { Paced } from './paced.js';
import { shareFrame } from './share-frame.js';
import { Tally } from './tally.js';

/** What comes in: messages, and what became of those that failed before, which passes at once. */
export type Sendable = Message | Pending | Flush | Failed;

/**
 * `pumping`: inside of the loop that sends. `subscribing`: that loop subscribes to a message that takes time. `pending`: until
 * it is there. `blocked`: until the channel has drained. `stopped`: for good.
 */
type Phase = 'idle' | 'pumping' | 'subscribing' | 'pending' | 'blocked' | 'stopped';

/** A message on its way: the frame whose turn it is, and those after it. */
interface Current {
  readonly rest: Iterator<OutgoingFrame>;
  frame: OutgoingFrame | undefined;
  /** Frames handed over. */
  handed: number;
}

const nameOf = (error: unknown): unknown => (error as { readonly name?: unknown } | undefined)?.name;

/** One queue and one loop; nothing here calls itself, so any number of messages may wait. */
class Sender {
  readonly #channel: Outlet;
  readonly #output: Subscriber<Paced>;
  readonly #backlog: Backlog;
  #phase: Phase = 'idle';
  #source: 'live' | 'done' = 'live';
  #current: Current | undefined;
  /** Handed over so far. */
  #frames = 0;
  /** To what is to be sent. */
  readonly feed = new Subscription();
  /** To the message that takes time. */
  #reading = Subscription.EMPTY;
  readonly #tally = new Tally();

  constructor(channel: Outlet, output: Subscriber<Paced>) {
    this.#channel = channel;
    this.#output = output;
    this.#backlog = new Backlog(channel.countWaiting(() => this.#waitingBytes()));
  }

  take(item: Sendable): void {
    if (this.#is('stopped')) return;
    if (item.kind === 'failed') {
      this.#output.next(item);
      return;
    }
    this.#backlog.push(item);
    if (item.kind !== 'flush' && item.ticket !== undefined && (item.kind === 'pending' || item.memory === 'lent')) {
      this.#output.next({ kind: 'held', ticket: item.ticket });
    }
    if (this.#phase === 'idle') this.#pump();
    else this.#tellIfFar();
  }

  finish(): void {
    this.#source = 'done';
    if (this.#phase === 'idle') this.#completeIfDone();
  }

  drained(): void {
    if (this.#phase === 'blocked') this.#pump();
  }

  /** The channel is no more: what waits is lost, and that is an error. Who hears of it and sends more finds nobody listening. */
  closed(cause?: unknown): void {
    const lost = this.#backlog.messages;
    this.release();
    this.feed.unsubscribe();
    if (lost > 0) this.#output.next({ kind: 'failed', error: closedWith(lost, cause) });
    this.#tell();
    this.#output.complete();
  }

  release(): void {
    this.#phase = 'stopped';
    this.#reading.unsubscribe();
    this.#backlog.clear();
    this.#current = undefined;
  }

  #pump(): void {
    this.#phase = 'pumping';
    while (this.#is('pumping')) {
      const item = this.#backlog.head;
      if (item === undefined) this.#phase = 'idle';
      else if (item.kind === 'flush') this.#flush();
      else if (item.kind === 'pending') this.#await(item);
      else this.#advance(item);
    }
    this.#tell();
    this.#completeIfDone();
  }

  /** A method, because whatever the loop calls may stop it, which the compiler does not see. */
  #is(phase: Phase): boolean {
    return this.#phase === phase;
  }

  #flush(): void {
    this.#backlog.shift();
    this.#output.next({ kind: 'flushed', frames: this.#frames });
  }

  #await({ message$, ticket }: Pending): void {
    this.#phase = 'subscribing';
    this.#reading = message$
      .pipe(
        firstOf(),
        catchError((cause: unknown) => of<Failed>({ kind: 'failed', error: encodingFailed(cause), ticket })),
      )
      .subscribe((message) => {
        this.#settle(message);
      });
    if (this.#is('subscribing')) this.#phase = 'pending';
  }

  #settle(message: Message | Failed): void {
    if (this.#is('stopped')) return;
    const isInLoop = this.#is('subscribing');
    this.#phase = 'pumping';
    if (message.kind === 'frames') this.#backlog.settle(message);
    else {
      this.#drop();
      this.#output.next(message);
    }
    if (!isInLoop && this.#is('pumping')) this.#pump();
  }

  /** One step of a message: its next frame, or its end. */
  #advance(message: Message): void {
    if (message.join) {
      this.#sendBatch(message, message.join);
      return;
    }
    const frame = this.#nextFrame(message);
    if (frame === undefined || !this.#is('pumping')) return;
    if (this.#channel.bufferedAmount() > HIGH_WATER_MARK) {
      this.#phase = 'blocked';
      return;
    }
    try {
      this.#channel.send(frame);
      this.#frames += 1;
      if (this.#current) {
        this.#current.frame = undefined;
        this.#current.handed += 1; // unless sending it ended all this
      }
    } catch (error) {
      if (this.#is('pumping')) this.#handle(error, message);
    }
  }

  /**
   * Several small messages as one frame. They wait at the low water mark already, so that they are several, unless there are
   * enough of them.
   */
  #sendBatch(first: Message, join: NonNullable<Message['join']>): void {
    const mark = this.#backlog.bytes < BATCH_BYTES ? LOW_WATER_MARK : HIGH_WATER_MARK;
    if (this.#channel.bufferedAmount() > mark) {
      this.#phase = 'blocked';
      return;
    }
    const { frame, messages } = shareFrame(this.#backlog.messages > 1 ? this.#backlog.batch(first) : [first], join);
    try {
      this.#channel.send(frame);
      this.#frames += 1;
      for (const message of messages) if (this.#is('pumping')) this.#done(message);
    } catch (error) {
      if (this.#is('pumping')) this.#handle(error, first);
    }
  }

  /** The frame whose turn it is; undefined where the message has ended, by itself or by an error. */
  #nextFrame(message: Message): OutgoingFrame | undefined {
    try {
      const current = (this.#current ??= { rest: message.frames[Symbol.iterator](), frame: undefined, handed: 0 });
      if (current.frame === undefined) {
        const next = current.rest.next();
        if (next.done === true) this.#done(message);
        else current.frame = next.value;
      }
      return current.frame;
    } catch (error) {
      this.#drop();
      this.#output.next({ kind: 'failed', error: encodingFailed(error), ticket: message.ticket });
      return undefined;
    }
  }

  #handle(error: unknown, message: Message): void {
    const isFull = nameOf(error) === 'OperationError';
    if (isFull && this.#channel.bufferedAmount() > LOW_WATER_MARK) {
      this.#phase = 'blocked'; // it will drain, and the same frame is tried again
    } else if (isFull || nameOf(error) === 'TypeError') {
      this.#drop(); // it does not fit into the empty buffer either
      this.#output.next({ kind: 'failed', error: notTaken(error), ticket: message.ticket });
    } else {
      this.closed(error);
    }
  }

  #done(message: Message): void {
    this.#drop();
    this.#tellIfFar();
    if (message.ticket === undefined) return;
    this.#output.next({ kind: 'sent', bytes: message.bytes ?? 0, ticket: message.ticket });
  }

  /** The message at the head goes, one way or the other. */
  #drop(): void {
    this.#backlog.shift();
    this.#current = undefined;
  }

  #tell(): void {
    const now = { messages: this.#backlog.messages, bytes: this.#waitingBytes() };
    if (this.#tally.tell(now.messages, now.bytes)) this.#output.next({ kind: 'waiting', ...now });
  }

  /** The loop tells when it has come to rest, and in between where that would be too late for those who wait for room. */
  #tellIfFar(): void {
    if (!this.#is('pumping') || !this.#tally.isNear(this.#backlog.messages, this.#backlog.bytes)) this.#tell();
  }

  /** Without what is handed over of the message on its way, whose frames are as good as equal. */
  #waitingBytes(): number {
    const { head: message, bytes } = this.#backlog;
    if (!this.#current || message?.kind !== 'frames') return bytes;
    return bytes - Math.floor(((message.bytes ?? 0) * this.#current.handed) / (message.count ?? 1));
  }

  #completeIfDone(): void {
    if (this.#source === 'done' && this.#backlog.isEmpty) this.#output.complete();
  }
}

/**
 * Hands messages over to a channel in order, as fast as it takes them and no faster: above 64 KiB of `bufferedAmount` they
 * wait until it has fallen to 32 KiB (W3C WebRTC, section 6.2: `bufferedAmountLowThreshold`). A frame is made when its turn
 * comes.
 *
 * What fails is told as `failed`: `message-too-big` where the channel refuses a message for its size, `not-serializable` where
 * its frames cannot be made, that message alone; `connection-closed` where the channel closes while messages wait. Completes
 * then, and when the source has and nothing waits; errors only with the source. Unsubscribing lets go of the queue.
 *
 * @param closed$ - emits when nothing more is to be sent. Default: when the channel closes
 */
export const sendPaced =
  (channel: Outlet, closed$: Observable<unknown> = channel.closed$): OperatorFunction<Sendable, Paced> =>
  (source$) =>
    new Observable((subscriber) => {
      const sender = new Sender(channel, subscriber);
      subscriber.add(() => {
        sender.release();
      });
      subscriber.add(
        channel.drained$.subscribe(() => {
          sender.drained();
        }),
      );
      subscriber.add(
        closed$.subscribe(() => {
          sender.closed();
        }),
      );
      if (subscriber.closed) return; // the channel had closed before
      sender.feed.add(
        listen(
          source$,
          subscriber,
          (item) => {
            sender.take(item);
          },
          () => {
            sender.finish();
          },
        ),
      );
    });
