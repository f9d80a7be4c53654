import { defer, merge, type Observable, of, Subject, take } from 'rxjs';
import { LOW_WATER_MARK } from '../core/constants.js';
import type { DataChannel, IncomingFrame } from '../ports/data-channel.js';
import { createFree } from './free-frame.js';
import { inNextTurn } from './in-next-turn.js';
import { onEvent } from './on-event.js';

const happens = (native: RTCDataChannel, event: string): Observable<void> => onEvent(native, event, () => undefined);

/** Emits once: now if it has happened, else when the event comes. */
const onceDone = (isDone: () => boolean, event$: Observable<void>): Observable<void> =>
  defer(() => (isDone() ? of(undefined) : event$.pipe(take(1))));

const AMOUNT = 'bufferedAmount';
const THRESHOLD = 'bufferedAmountLowThreshold';

/** Puts a property of ours before the platform's, and gives what reads that. One that is there already stays: a stand-in's. */
const layOver = (
  native: RTCDataChannel,
  name: typeof AMOUNT | typeof THRESHOLD,
  get: (bytes: number) => number,
  set?: (bytes: number, platform: object) => void,
): (() => number) => {
  if (Object.hasOwn(native, name)) return () => native[name];
  const platform = Object.getPrototypeOf(native) as object;
  const read = (): number => Reflect.get(platform, name, native) as number;
  Object.defineProperty(native, name, {
    configurable: true,
    get: () => get(read()),
    ...(set && {
      set: (bytes: number) => {
        set(bytes, platform);
      },
    }),
  });
  return read;
};

/**
 * Sets the threshold to the low water mark, and no later one higher: the application can reach the channel, and whoever waits
 * for it to drain would not be told, because it comes down to a higher one only once, and has perhaps already.
 */
const keepThreshold = (native: RTCDataChannel): void => {
  layOver(
    native,
    THRESHOLD,
    (bytes) => bytes,
    (bytes, platform) => Reflect.set(platform, THRESHOLD, Math.min(bytes, LOW_WATER_MARK), native),
  );
  native[THRESHOLD] = LOW_WATER_MARK;
};

/** `ready`: what is sent is counted and drained as it should be. */
type Stage = 'opening' | 'open' | 'ready';

/**
 * An RTCDataChannel as a port. It has just been `made`, or `handed-over` by the `datachannel` event; either way its `open`
 * event is still to come. Or it is `open` since an earlier turn: what came before is lost.
 *
 * Sets its `binaryType` to `arraybuffer`, and its `bufferedAmountLowThreshold` to 32 KiB, above which nobody can set it then.
 *
 * A channel that was handed over takes nothing before the turn after its `open` event. What is sent to it earlier arrives,
 * but in Chromium (156, two times out of three) stays in `bufferedAmount` until something else is sent; with nothing to tell
 * that it has drained, nothing else ever would be. Where the machine is busy, about one in 300 is `connecting` again there, two
 * turns after it has opened, for some milliseconds, and then opens once more: it takes nothing meanwhile.
 */
export const dataChannel = (native: RTCDataChannel, origin: 'made' | 'handed-over' | 'open'): DataChannel => {
  native.binaryType = 'arraybuffer';
  keepThreshold(native);
  const waiting = { bytes: () => 0 };
  const bufferedAmount = layOver(native, AMOUNT, (bytes) => bytes + waiting.bytes());
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
    message$: onEvent(native, 'message', ({ data }: MessageEvent<IncomingFrame>) => data),
    drained$: merge(ready$, happens(native, 'bufferedamountlow')),
    closed$: onceDone(() => native.readyState === 'closed', happens(native, 'close')),
    bufferedAmount: () => (takesNothing() ? Infinity : bufferedAmount()),
    countWaiting: (bytes) => {
      waiting.bytes = bytes;
    },
    send: (frame) => {
      // Firefox keeps quiet about a channel that closes or has closed, and the frame would be lost without a word.
      if (native.readyState !== 'open') {
        throw new DOMException(`The data channel is ${native.readyState}.`, 'InvalidStateError');
      }
      native.send(frame as ArrayBuffer); // the platform's overloads, each of which takes a part of the union
    },
    free: createFree(),
    close: () => {
      native.close();
    },
  };
};
