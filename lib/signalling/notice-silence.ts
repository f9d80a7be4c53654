import {
  connect,
  distinctUntilChanged,
  EMPTY,
  map,
  merge,
  type Observable,
  type OperatorFunction,
  scan,
  switchMap,
  takeWhile,
  timer,
} from 'rxjs';
import { SILENCE_GRACE } from '../core/constants.js';
import type { SocketEvent } from '../ports/socket.js';
import type { Beat } from './beats.js';

/** Beats since the server last spoke, late ones only where they are the first; `unproved`: it has never handed an echo back. */
type Unanswered = 'unproved' | number;

/** The socket stands, and nobody is at its other end. */
export interface Silence {
  readonly kind: 'socket-silent';
}

const SILENCE: Silence = { kind: 'socket-silent' };

const afterEvent = (count: Unanswered, event: SocketEvent, isEcho: (text: string) => boolean): Unanswered =>
  event.kind === 'socket-text' && (count !== 'unproved' || isEcho(event.text)) ? 0 : count;

const afterBeat = (count: Unanswered, beat: Beat): Unanswered => {
  if (count === 'unproved') return count; // not every server hands out what is sent to oneself
  return beat === 'in-time' ? count + 1 : Math.max(count, 1);
};

/**
 * Notices a socket that is dead and looks alive. With each beat an echo is asked for; a server that has given one before and
 * says nothing at all for so many beats more that are in time, nor in the time of grace after them, is not there any more. Then
 * `socket-silent` is the last event.
 *
 * The grace is for what waits already: where the browser was stopped, timers run before it, and a beat can be in time.
 *
 * @param beat$ - emits before the echo is asked for
 */
export const noticeSilence = (
  beat$: Observable<Beat>,
  isEcho: (text: string) => boolean,
  beats: number,
): OperatorFunction<SocketEvent, SocketEvent | Silence> =>
  connect((event$) =>
    merge(
      event$,
      merge(
        event$.pipe(map((event) => (count: Unanswered) => afterEvent(count, event, isEcho))),
        beat$.pipe(map((beat) => (count: Unanswered) => afterBeat(count, beat))),
      ).pipe(
        scan((count, step) => step(count), 'unproved' as Unanswered),
        map((count) => count !== 'unproved' && count > beats),
        distinctUntilChanged(),
        switchMap((isSilent) => (isSilent ? timer(SILENCE_GRACE).pipe(map(() => SILENCE)) : EMPTY)),
      ),
    ).pipe(takeWhile(({ kind }) => kind !== 'socket-silent' && kind !== 'socket-closed', true)),
  );
