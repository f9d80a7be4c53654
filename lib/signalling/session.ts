import {
  catchError,
  defer,
  EMPTY,
  endWith,
  filter,
  map,
  merge,
  type Observable,
  of,
  ReplaySubject,
  scan,
  Subject,
  switchMap,
  takeUntil,
  takeWhile,
  tap,
  throwIfEmpty,
} from 'rxjs';
import { SESSION_PATIENCE, SILENCE_LEAST } from '../core/constants.js';
import { networkLost, type PeerError, type PeerErrorType, socketError } from '../core/errors.js';
import type { Log } from '../core/log.js';
import { emitAll } from '../core/operators/emit-all.js';
import { mapInOrder } from '../core/operators/map-in-order.js';
import { notAtOnce } from '../core/operators/not-at-once.js';
import type { Step } from '../core/operators/run-machine.js';
import type { CompleteServerOptions } from '../core/options.js';
import { patience } from '../core/patience.js';
import type { Environment, PageLife } from '../ports/environment.js';
import type { SocketEvent } from '../ports/socket.js';
import { type Beat, beats } from './beats.js';
import { endpoint } from './endpoint.js';
import { explainFailure } from './explain-failure.js';
import { type ClientMessage, echoMessage, heartbeatMessage, isEcho, serializeMessage } from './messages.js';
import { noticeSilence } from './notice-silence.js';
import { parseServerMessage } from './parse-server-message.js';
import { requestId } from './request-id.js';
import {
  ABNORMAL,
  type SessionCommand,
  type SessionEvent,
  type SessionState,
  sessionTransition,
  type SocketHappening,
} from './session-transition.js';

export type { SessionEvent } from './session-transition.js';

export interface SessionSetup {
  /** Left out, the server assigns one. */
  readonly id?: string | undefined;
  /** `again`: after an attempt before, of which the server may still know us under this id and token. */
  readonly attempt: 'first' | 'again';
}

export interface SessionDeps {
  readonly options: CompleteServerOptions;
  readonly environment: Pick<Environment, 'openSocket' | 'http' | 'randomBytes' | 'pageLife$'>;
  readonly log: Log;
}

/** For a socket that ends without saying why. */
const GONE: SocketEvent = { kind: 'socket-closed', code: ABNORMAL, reason: '' };

const ended = (error: PeerError<PeerErrorType>): SessionEvent => ({ kind: 'ended', error });

const awake = (life: PageLife): boolean => life === 'wake';

/** A message that cannot be written down costs that message, not the session. */
const written =
  (log: Log) =>
  (message: ClientMessage): readonly string[] => {
    try {
      return [serializeMessage(message)];
    } catch (error) {
      log.error(`A message of type ${message.type} cannot be sent:`, error);
      return [];
    }
  };

/**
 * One session with the server, from asking for an id, where none is given, to the end of the socket. It never errors: it
 * ends with `ended`, once. Unsubscribing ends it without a word.
 *
 * @param transmit$ - what to send; subscribed to once the server knows us, just before `registered` is told
 */
export const session = (
  { id, attempt }: SessionSetup,
  transmit$: Observable<ClientMessage>,
  { options, environment, log }: SessionDeps,
): Observable<SessionEvent> => {
  const { address, socketUrl } = endpoint(options);

  const explain = <Failure>(error: Failure): Observable<Failure | PeerError<'ssl-unavailable'>> =>
    attempt === 'first' ? explainFailure(error, { options, environment }) : of(error);

  const perform = (command: SessionCommand): SessionEvent | Observable<SessionEvent> => {
    switch (command.kind) {
      case 'explain':
        return explain(command.error).pipe(map(ended));
      case 'log-refused':
        log.warn('A message from the server was refused:', command.reason);
        return EMPTY;
      default:
        return command;
    }
  };

  const converse = (ownId: string): Observable<SessionEvent> =>
    defer(() => {
      const registered$ = new ReplaySubject<void>(1);
      const beat$ = new Subject<Beat>();
      const echo = echoMessage(ownId);
      const signsOfLife$ = beats(options.pingInterval, environment.pageLife$.pipe(filter(awake))).pipe(
        tap((beat) => {
          beat$.next(beat);
        }),
        emitAll(() => [heartbeatMessage(), echo]),
      );
      // That it comes back says that we are known, and that others will come back: where they do not any more, the socket is dead.
      const outgoing$ = merge(of(echo), signsOfLife$, registered$.pipe(switchMap(() => transmit$))).pipe(
        emitAll(written(log)),
      );
      const start: Step<SessionState, SessionCommand> = ['connecting', []];
      const transition = sessionTransition({ id: ownId, attempt, key: options.key, address });
      return merge(
        environment.openSocket(socketUrl(ownId, options.token), outgoing$).pipe(
          endWith(GONE),
          noticeSilence(
            beat$,
            (text) => isEcho(parseServerMessage(text), ownId),
            Math.ceil(SILENCE_LEAST / options.pingInterval),
          ),
        ),
        patience(SESSION_PATIENCE).pipe(
          takeUntil(registered$),
          map((): SocketHappening => ({ kind: 'overdue' })),
        ),
      ).pipe(
        scan(([state], event) => transition(state, event), start),
        emitAll(([, commands]) => commands),
        tap(({ kind }) => {
          if (kind === 'registered') registered$.next();
        }),
      );
    }).pipe(
      mapInOrder(perform),
      catchError((cause: unknown) => of(ended(socketError(cause)))),
      takeWhile(({ kind }) => kind !== 'ended', true), // which closes the socket
    );

  const assigned = (): Observable<SessionEvent> =>
    requestId({ options, environment }, explain).pipe(
      takeUntil(patience(SESSION_PATIENCE)),
      throwIfEmpty(() => networkLost(address)),
      switchMap(converse),
      catchError((error: unknown) => of(ended(error as PeerError<PeerErrorType>))), // `requestId` errors with nothing else
    );

  return (id === undefined ? assigned() : converse(id)).pipe(notAtOnce(({ kind }) => kind === 'ended'));
};
