import { Observable, type OperatorFunction, type Subscriber } from 'rxjs';
import { BATCH_BYTES, HIGH_WATER_MARK, LOW_WATER_MARK } from '../core/constants.js';
import { messageOf, PeerError } from '../core/errors.js';
import { Fifo } from '../core/fifo.js';
import type { DataChannel, OutgoingFrame } from '../ports/data-channel.js';

/** What comes in: messages, and what became of those that failed before, which passes at once. */
export type Sendable =
  /** A message. Its frames are pulled one by one as there is room for them, once. */
  | {
      readonly kind: 'frames';
      readonly frames: Iterable<OutgoingFrame>;
      /** How many frames there are, 1 where it is not said. */
      readonly count?: number;
      /** Of all of them together; 0 where it is not said. */
      readonly bytes?: number;
      /** Makes one frame of this one and those that follow with the same `join`; its one frame is then at hand. */
      readonly join?: (frames: readonly OutgoingFrame[]) => OutgoingFrame;
      /** Whoever wants to know when this message is handed over gives it one. */
      readonly ticket?: unknown;
    }
  /** Answered by `flushed` when everything before it is handed over. */
  | { readonly kind: 'flush' }
  | { readonly kind: 'failed'; readonly error: PeerError; readonly ticket?: unknown };

/** What is told about it. */
export type Paced =
  /**
   * How many messages are not handed over completely, and how many of their bytes; told when it has changed. What passes
   * straight through is not told.
   */
  | { readonly kind: 'waiting'; readonly messages: number; readonly bytes: number }
  /** A message with a ticket is handed over. */
  | { readonly kind: 'sent'; readonly bytes: number; readonly ticket: unknown }
  | { readonly kind: 'flushed' }
  | { readonly kind: 'failed'; readonly error: PeerError; readonly ticket?: unknown };

type Message = Extract<Sendable, { readonly kind: 'frames' }>;
type Flush = Extract<Sendable, { readonly kind: 'flush' }>;

/** `pumping`: inside of the loop that sends. `blocked`: until the channel has drained. `stopped`: for good. */
type Phase = 'idle' | 'pumping' | 'blocked' | 'stopped';

/** A message on its way: the frame whose turn it is, and those after it. */
interface Current {
  readonly rest: Iterator<OutgoingFrame>;
  frame: OutgoingFrame | undefined;
  /** Frames handed over. */
  handed: number;
}

const nameOf = (error: unknown): unknown => (error as { readonly name?: unknown } | undefined)?.name;

const unreadable = (cause: unknown): PeerError =>
  new PeerError('not-serializable', `A message could not be encoded to its end: ${messageOf(cause)}`, { cause });

const refused = (cause: unknown): PeerError =>
  new PeerError('message-too-big', `The channel does not take a message of this size: ${messageOf(cause)}`, { cause });

const closedWith = (messages: number, cause: unknown): PeerError =>
  new PeerError('connection-closed', `The channel closed with ${String(messages)} messages not sent.`, { cause });

/** One queue and one loop; nothing here calls itself, so any number of messages may wait. */
class Sender {
  readonly #channel: DataChannel;
  readonly #output: Subscriber<Paced>;
  readonly #queue = new Fifo<Message | Flush>();
  #phase: Phase = 'idle';
  #source: 'live' | 'done' = 'live';
  #current: Current | undefined;
  #messages = 0;
  /** Of all messages in the queue, whole. */
  #bytes = 0;
  #told = { messages: 0, bytes: 0 };

  constructor(channel: DataChannel, output: Subscriber<Paced>) {
    this.#channel = channel;
    this.#output = output;
  }

  take(item: Sendable): void {
    if (item.kind === 'failed') {
      this.#output.next(item);
      return;
    }
    this.#queue.push(item);
    if (item.kind === 'frames') {
      this.#messages += 1;
      this.#bytes += item.bytes ?? 0;
    }
    if (this.#phase === 'idle') this.#pump();
    else if (this.#phase === 'blocked') this.#tell();
  }

  finish(): void {
    this.#source = 'done';
    if (this.#phase === 'idle') this.#completeIfDone();
  }

  drained(): void {
    if (this.#phase === 'blocked') this.#pump();
  }

  /** The channel is no more: what waits is lost, and that is an error. */
  closed(cause?: unknown): void {
    const lost = this.#messages;
    this.release();
    if (lost > 0) this.#output.next({ kind: 'failed', error: closedWith(lost, cause) });
    this.#tell();
    this.#output.complete();
  }

  release(): void {
    this.#phase = 'stopped';
    this.#queue.clear();
    this.#current = undefined;
    this.#messages = 0;
    this.#bytes = 0;
  }

  #pump(): void {
    this.#phase = 'pumping';
    while (this.#isPumping()) {
      const item = this.#queue.peek();
      if (item === undefined) this.#phase = 'idle';
      else if (item.kind === 'flush') this.#flush();
      else this.#advance(item);
    }
    this.#tell();
    this.#completeIfDone();
  }

  /** A method, because whatever the loop calls may stop it, which the compiler does not see. */
  #isPumping(): boolean {
    return this.#phase === 'pumping';
  }

  #flush(): void {
    this.#queue.shift();
    this.#output.next({ kind: 'flushed' });
  }

  /** One step of a message: its next frame, or its end. */
  #advance(message: Message): void {
    if (message.join) {
      this.#sendBatch(message, message.join);
      return;
    }
    const frame = this.#nextFrame(message);
    if (frame === undefined || !this.#isPumping()) return;
    if (this.#channel.bufferedAmount() > HIGH_WATER_MARK) {
      this.#phase = 'blocked';
      return;
    }
    try {
      this.#channel.send(frame);
      if (this.#current) {
        // unless sending it ended all this
        this.#current.frame = undefined;
        this.#current.handed += 1;
      }
    } catch (error) {
      if (this.#isPumping()) this.#handle(error, message);
    }
  }

  /**
   * Several small messages as one frame. They wait at the low water mark already, so that they are several, unless there are
   * enough of them.
   */
  #sendBatch(first: Message, join: NonNullable<Message['join']>): void {
    const mark = this.#bytes < BATCH_BYTES ? LOW_WATER_MARK : HIGH_WATER_MARK;
    if (this.#channel.bufferedAmount() > mark) {
      this.#phase = 'blocked';
      return;
    }
    const messages = this.#batchOf(join);
    const frames = messages.flatMap((message) => [...message.frames]);
    try {
      this.#channel.send(frames.length === 1 ? (frames[0] as OutgoingFrame) : join(frames));
      for (const message of messages) if (this.#isPumping()) this.#done(message);
    } catch (error) {
      if (this.#isPumping()) this.#handle(error, first);
    }
  }

  /** The messages at the head of the queue that fit into one frame together; the first always does. */
  #batchOf(join: NonNullable<Message['join']>): readonly Message[] {
    const messages: Message[] = [];
    let bytes = 0;
    for (let item = this.#queue.peek(); item; item = this.#queue.peek(messages.length)) {
      if (item.kind !== 'frames' || item.join !== join) break;
      bytes += item.bytes ?? 0;
      if (messages.length > 0 && bytes > BATCH_BYTES) break;
      messages.push(item);
    }
    return messages;
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
      this.#drop(message);
      this.#output.next({ kind: 'failed', error: unreadable(error), ticket: message.ticket });
      return undefined;
    }
  }

  #handle(error: unknown, message: Message): void {
    const isFull = nameOf(error) === 'OperationError';
    if (isFull && this.#channel.bufferedAmount() > LOW_WATER_MARK) {
      this.#phase = 'blocked'; // it will drain, and the same frame is tried again
    } else if (isFull || nameOf(error) === 'TypeError') {
      this.#drop(message); // it does not fit into the empty buffer either
      this.#output.next({ kind: 'failed', error: refused(error), ticket: message.ticket });
    } else {
      this.closed(error);
    }
  }

  #done(message: Message): void {
    this.#drop(message);
    if (message.ticket === undefined) return;
    this.#output.next({ kind: 'sent', bytes: message.bytes ?? 0, ticket: message.ticket });
  }

  /** The message at the head of the queue goes, one way or the other. */
  #drop({ bytes = 0 }: Message): void {
    this.#queue.shift();
    this.#current = undefined;
    this.#messages -= 1;
    this.#bytes -= bytes;
  }

  #tell(): void {
    const messages = this.#messages;
    const bytes = messages > 0 ? this.#bytes - this.#handedBytes() : 0;
    if (messages === this.#told.messages && bytes === this.#told.bytes) return;
    this.#told = { messages, bytes };
    this.#output.next({ kind: 'waiting', messages, bytes });
  }

  /** Of the message on its way; its frames are as good as equal. */
  #handedBytes(): number {
    const message = this.#queue.peek();
    if (!this.#current || message?.kind !== 'frames') return 0;
    return Math.floor(((message.bytes ?? 0) * this.#current.handed) / (message.count ?? 1));
  }

  #completeIfDone(): void {
    if (this.#source === 'done' && this.#queue.size === 0) this.#output.complete();
  }
}

/**
 * Hands messages over to a channel in order, as fast as it takes them and no faster: above the high water mark of
 * `bufferedAmount` they wait until it has fallen to the low one. A frame is made when its turn comes.
 *
 * A message that the channel refuses for its size fails alone. When the channel closes, so does this; messages that were
 * waiting are an error then. Completes when the source has and nothing waits. Unsubscribing lets go of the queue.
 */
export const sendPaced =
  (channel: DataChannel): OperatorFunction<Sendable, Paced> =>
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
        channel.closed$.subscribe(() => {
          sender.closed();
        }),
      );
      if (subscriber.closed) return; // the channel had closed before
      subscriber.add(
        source$.subscribe({
          next: (item) => {
            sender.take(item);
          },
          error: (error: unknown) => {
            subscriber.error(error);
          },
          complete: () => {
            sender.finish();
          },
        }),
      );
    });
