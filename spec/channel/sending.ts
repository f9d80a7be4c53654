import { Subject } from 'rxjs';
import type { Paced } from '../../lib/channel/paced.js';
import { type Sendable, sendPaced } from '../../lib/channel/send-paced.js';
import { HIGH_WATER_MARK } from '../../lib/core/constants.js';
import { messageTooBig, type PeerError } from '../../lib/core/errors.js';
import type { OutgoingFrame } from '../../lib/ports/data-channel.js';
import { FakeDataChannel, type FakeDataChannelOptions } from '../support/fake-data-channel.js';

export const messageOf = (...frames: OutgoingFrame[]): Sendable => ({ kind: 'frames', frames });

/** In short: `3` waiting, `flushed`, or the type of the error. */
export const brief = (paced: Paced): string | number => {
  switch (paced.kind) {
    case 'waiting':
      return paced.messages;
    case 'held':
      return `held ${String(paced.ticket)}`;
    case 'sent':
      return `sent ${String(paced.ticket)}`;
    case 'flushed':
      return 'flushed';
    case 'failed':
      return paced.error.type;
  }
};

export const tooBig = messageTooBig(2, 1);
/** A channel that a test drives, and what comes of sending through it. */
export const makeSending = (options: FakeDataChannelOptions = {}) => {
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

export const fill = (channel: FakeDataChannel): void => {
  channel.fill(HIGH_WATER_MARK + 1);
};
