import { map, merge, type Observable, type OperatorFunction, scan, takeWhile } from 'rxjs';
import { emitAll } from '../core/operators/emit-all.js';
import type { SocketEvent } from '../ports/socket.js';
import type { Beat } from './beats.js';

/** What tells the server's life: whether it has ever handed an echo back, and whether it has been asked for one since it spoke. */
type Proof = 'none' | 'given' | 'asked';

/** The socket stands, and nobody is at its other end. */
export interface Silence {
  readonly kind: 'socket-silent';
}

type Told = readonly [Proof, readonly (SocketEvent | Silence)[]];

const SILENCE: Silence = { kind: 'socket-silent' };

const afterEvent = (proof: Proof, event: SocketEvent, isEcho: (text: string) => boolean): Told => [
  event.kind === 'socket-text' && (proof !== 'none' || isEcho(event.text)) ? 'given' : proof,
  [event],
];

const afterBeat = (proof: Proof, beat: Beat): Told => {
  switch (proof) {
    case 'none': // not every server hands out what is sent to oneself
      return [proof, []];
    case 'given':
      return ['asked', []];
    case 'asked':
      return [proof, beat === 'late' ? [] : [SILENCE]];
  }
};

/**
 * Notices a socket that is dead and looks alive. With each beat an echo is asked for; a server that has given one before and
 * says nothing at all until the next beat is not there any more. Then `socket-silent` is the last event.
 *
 * @param beat$ - emits before the echo is asked for
 */
export const noticeSilence =
  (beat$: Observable<Beat>, isEcho: (text: string) => boolean): OperatorFunction<SocketEvent, SocketEvent | Silence> =>
  (event$) =>
    merge(
      event$.pipe(map((event) => (proof: Proof) => afterEvent(proof, event, isEcho))),
      beat$.pipe(map((beat) => (proof: Proof) => afterBeat(proof, beat))),
    ).pipe(
      scan(([proof], step): Told => step(proof), ['none', []] as Told),
      emitAll(([, told]) => told),
      takeWhile(({ kind }) => kind !== 'socket-silent' && kind !== 'socket-closed', true),
    );
