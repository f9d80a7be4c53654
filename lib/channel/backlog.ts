import { BATCH_BYTES } from '../core/constants.js';
import type { PeerError } from '../core/errors.js';
import { Fifo } from '../core/fifo.js';
import type { OutgoingFrame } from '../ports/data-channel.js';

/** A message. Its frames are pulled one by one as there is room for them, once. */
export interface Message {
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

/** Answered when everything before it is handed over. */
export interface Flush {
  readonly kind: 'flush';
}

/** Told at once, wherever it stands. */
export interface Failed {
  readonly kind: 'failed';
  readonly error: PeerError;
  readonly ticket?: unknown;
}

/** What waits for a channel, in order, and how much that is. */
export class Backlog {
  readonly #queue = new Fifo<Message | Flush>();
  #messages = 0;
  #bytes = 0;

  /** Of messages, and their bytes, whole. */
  get messages(): number {
    return this.#messages;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get isEmpty(): boolean {
    return this.#queue.size === 0;
  }

  get head(): Message | Flush | undefined {
    return this.#queue.peek();
  }

  push(item: Message | Flush): void {
    this.#queue.push(item);
    if (item.kind === 'flush') return;
    this.#messages += 1;
    this.#bytes += item.bytes ?? 0;
  }

  shift(): void {
    const item = this.#queue.shift();
    if (item?.kind !== 'frames') return;
    this.#messages -= 1;
    this.#bytes -= item.bytes ?? 0;
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
}
