import { takeUntil } from 'rxjs';
import { LIFELINE_STREAM } from '../core/constants.js';
import { emitAll } from '../core/operators/emit-all.js';
import type { Lifeline } from '../ports/lifeline.js';
import { onEvent } from './on-event.js';

/** What is told is repeated until it is there, or who waits for it waits for ever; the order does not matter. */
const INIT: RTCDataChannelInit = { negotiated: true, id: LIFELINE_STREAM, ordered: false };

/** Bytes, in decimal. */
const REPORT = /^\d{1,15}$/;

/** Opens a lifeline. */
export const openLifeline = (native: RTCPeerConnection): Lifeline => {
  const channel = native.createDataChannel('lifeline', INIT);
  const last = { received: 0 };
  const say = (): void => {
    if (channel.readyState === 'open' && last.received > 0) channel.send(String(last.received));
  };
  channel.addEventListener('open', say);
  return {
    ask: () => {
      if (channel.readyState === 'open' && channel.bufferedAmount === 0) channel.send('?');
    },
    tell: (received) => {
      last.received = received;
      say();
    },
    told$: onEvent(channel, 'message', ({ data }: MessageEvent<unknown>) => String(data)).pipe(
      emitAll((text) => (REPORT.test(text) ? [Number(text)] : [])),
      takeUntil(onEvent(channel, 'close', () => undefined)),
    ),
    now: () => performance.now(),
  };
};
