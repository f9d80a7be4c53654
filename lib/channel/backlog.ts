import type { Observable } from 'rxjs';
import { BATCH_BYTES } from '../core/constants.js';
import type { PeerError } from '../core/errors.js';
import { Fifo } from '../core/fifo.js';
import type { OutgoingFrame } from '../ports/data-channel.js';

/** A message. Its frames are pulled one by one as there is room for them, once. */
export interface Message {
  /** It is at hand. */
  readonly kind: 'frames';
  /** In order; asked for the next one when there is room for it. */
  readonly frames: Iterable<OutgoingFrame>;
  /** How many frames there are, 1 where it is not said. */
  readonly count?: number;
  /** Of all of them together; 0 where it is not said. */
  readonly bytes?: number;
  /** Makes one frame of this one and those that follow with the same `join`; its one frame is then at hand. */
  readonly join?: (frames: readonly OutgoingFrame[]) => OutgoingFrame;
  /** The frames show memory of the sender's, which must stay as it is until `sent`: `held` says so at once, with the ticket. */
  readonly memory?: 'lent';
  /** Whoever wants to know when this message is handed over gives it one. */
  readonly ticket?: unknown;
}

/** A message that takes time. It keeps its place; `message$` is subscribed to when that is the first, and emits it once. */
export interface Pending {
  /** It is not there yet. */
  readonly kind: 'pending';
  /** What it turns out to be. */
  readonly message$: Observable<Message | Failed>;
  /** Of the message that it turns out to be: told as `held` at once, and as `failed` where that does not come. */
  readonly ticket?: unknown;
}

/** Answered when everything before it is handed over. */
export interface Flush {
  /** A question, not a message: nothing of it goes out. */
  readonly kind: 'flush';
}

/** Told at once, wherever it stands. */
export interface Failed {
  /** It is not sent. */
  readonly kind: 'failed';
  /** Why. */
  readonly error: PeerError;
  /** That of the message, if it had one. */
  readonly ticket?: unknown;
}

type Waiting = Message | Pending | Flush;

/** What waits for a channel, in order, and how much that is. */
export class Backlog {
  readonly #queue = new Fifo<Waiting>();
  readonly #grown: () => void;
  #messages = 0;
  #bytes = 0;

  /** @param grown - called when there is more */
  constructor(grown: () => void) {
    this.#grown = grown;
  }

  /** Messages that wait. One that is handed over in part counts whole, here and in `bytes`. */
  get messages(): number {
    return this.#messages;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get isEmpty(): boolean {
    return this.#queue.size === 0;
  }

  get head(): Waiting | undefined {
    return this.#queue.peek();
  }

  push(item: Waiting): void {
    this.#queue.push(item);
    this.#count(item, 1);
    this.#grown();
  }

  /** What was pending at the head is there. */
  settle(message: Message): void {
    const pending = this.#queue.peek();
    if (!pending) return;
    this.#queue.replace(message);
    this.#count(pending, -1);
    this.#count(message, 1);
    this.#grown();
  }

  shift(): void {
    const item = this.#queue.shift();
    if (item) this.#count(item, -1);
  }

  /** The messages at the head that fit into one frame together; the first always does. */
  batch({ join }: Message): readonly Message[] {
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

  clear(): void {
    this.#queue.clear();
    this.#messages = 0;
    this.#bytes = 0;
  }

  #count(item: Waiting, times: 1 | -1): void {
    if (item.kind === 'flush') return;
    this.#messages += times;
    if (item.kind === 'frames') this.#bytes += times * (item.bytes ?? 0);
  }
}
