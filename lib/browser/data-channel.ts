import { defer, merge, Observable, of, Subject, take } from 'rxjs';
import { dropped } from '../core/errors.js';
import type { DataChannel, IncomingFrame } from '../ports/data-channel.js';
import { ChannelBuffer } from './channel-buffer.js';
import { createFree } from './free-frame.js';
import { inNextTurn } from './in-next-turn.js';
import { onEvent } from './on-event.js';

const happens = (native: RTCDataChannel, event: string): Observable<void> => onEvent(native, event, () => undefined);

/** Emits once: now if it has happened, else when the event comes. */
const onceDone = (isDone: () => boolean, event$: Observable<void>): Observable<void> =>
  defer(() => (isDone() ? of(undefined) : event$.pipe(take(1))));

/**
 * What arrives. Chromium (156) keeps 16 MiB for a channel that the page has not taken over yet; what comes besides makes it drop
 * all of them and close the channel, which the other end cannot tell from a good end.
 */
const messages = (native: RTCDataChannel): Observable<IncomingFrame> =>
  new Observable((subscriber) => {
    subscriber.add(
      onEvent(native, 'error', ({ error }: Partial<RTCErrorEvent>) => error).subscribe((error) => {
        if (error?.errorDetail === 'data-channel-failure') subscriber.error(dropped(error));
      }),
    );
    onEvent(native, 'message', ({ data }: MessageEvent<IncomingFrame>) => data).subscribe(subscriber);
  });

/** `ready`: what is sent is counted and drained as it should be. */
type Stage = 'opening' | 'open' | 'ready';

/**
 * An RTCDataChannel as a port. It has just been `made`, or `handed-over` by the `datachannel` event; either way its `open`
 * event is still to come. Or it is `open` since an earlier turn: what came before is lost.
 *
 * Sets its `binaryType` to `arraybuffer`. Its `bufferedAmount`, `bufferedAmountLowThreshold` and `bufferedamountlow` count from
 * then on also what `countWaiting` says.
 *
 * A channel that was handed over takes nothing before the turn after its `open` event. What is sent to it earlier arrives,
 * but in Chromium (156, two times out of three) stays in `bufferedAmount` until something else is sent; with nothing to tell
 * that it has drained, nothing else ever would be. Where the machine is busy, about one in 300 is `connecting` again there, two
 * turns after it has opened, for some milliseconds, and then opens once more: it takes nothing meanwhile.
 */
export const dataChannel = (native: RTCDataChannel, origin: 'made' | 'handed-over' | 'open'): DataChannel => {
  native.binaryType = 'arraybuffer';
  const buffer = new ChannelBuffer(native);
  const ready$ = new Subject<void>();
  const life: { stage: Stage } = { stage: origin === 'open' ? 'ready' : 'opening' };
  // Not `readyState`: a channel that is handed over says `open` before it announces it.
  native.addEventListener('open', () => {
    if (origin === 'made') {
      life.stage = 'ready';
      return;
    }
    life.stage = 'open';
    inNextTurn(() => {
      life.stage = 'ready'; // where it is `connecting` again by now, this comes once more
      ready$.next();
    });
  });
  const takesNothing = (): boolean =>
    origin !== 'made' && (life.stage !== 'ready' || native.readyState === 'connecting');
  return {
    native,
    opened$: onceDone(() => life.stage !== 'opening', happens(native, 'open')),
    message$: messages(native),
    drained$: merge(ready$, buffer.low$),
    closed$: onceDone(() => native.readyState === 'closed', happens(native, 'close')),
    bufferedAmount: () => (takesNothing() ? Infinity : buffer.amount()),
    countWaiting: (bytes) => buffer.countWaiting(bytes),
    send: (frame) => {
      // Firefox keeps quiet about a channel that closes or has closed, and the frame would be lost without a word.
      if (native.readyState !== 'open') {
        throw new DOMException(`The data channel is ${native.readyState}.`, 'InvalidStateError');
      }
      native.send(frame as ArrayBuffer); // the platform's overloads, each of which takes a part of the union
      buffer.grown();
    },
    free: createFree(),
    close: () => {
      native.close();
    },
  };
};
