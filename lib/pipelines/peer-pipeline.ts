import {
  connect,
  defaultIfEmpty,
  EMPTY,
  filter,
  map,
  merge,
  type Observable,
  type OperatorFunction,
  startWith,
  switchMap,
  takeUntil,
  timer,
} from 'rxjs';
import { ATTEMPT_GRACE } from '../core/constants.js';
import type { PeerError, PeerErrorType } from '../core/errors.js';
import type { Log } from '../core/log.js';
import type { CompleteServerOptions } from '../core/options.js';
import { ofKind } from '../core/operators/of-kind.js';
import { runMachine } from '../core/operators/run-machine.js';
import type { Environment } from '../ports/environment.js';
import { invitations, type Invitation } from '../signalling/invitations.js';
import type { ClientMessage, Signal } from '../signalling/messages.js';
import { nextTry } from '../signalling/reconnect-with.js';
import { session, type SessionEvent } from '../signalling/session.js';
import {
  type PeerCommand,
  type PeerEvent,
  type PeerIntent,
  peerMachine,
  type PeerState,
  type PeerTold,
} from './peer-machine.js';

/** What a Peer's pipeline tells its shell. */
export type PeerOutput =
  | Exclude<PeerTold, { readonly kind: 'message' }>
  /** Somebody offers a connection or calls. */
  | ({ readonly kind: 'invited' } & Omit<Invitation, 'kind'>)
  /** Something for a connection that exists. */
  | { readonly kind: 'signal'; readonly signal: Signal }
  /** The other peer says that it leaves: all connections with it are over. */
  | { readonly kind: 'left'; readonly peer: string }
  /** The server could not reach the other peer. */
  | { readonly kind: 'unavailable'; readonly peer: string };

export interface PeerDeps {
  readonly id: string | undefined;
  /** What is wrong with what the application gave, if anything. */
  readonly refused: PeerError<PeerErrorType> | undefined;
  readonly options: CompleteServerOptions;
  readonly environment: Environment;
  readonly log: Log;
  readonly isKnown: (peer: string, connectionId: string) => boolean;
  readonly hasOpenConnections: () => boolean;
  /** What there is to say to the other sides when all connections with them end now. */
  readonly farewell: () => readonly ClientMessage[];
  /** Told each state the moment it is reached. */
  readonly observe: (state: PeerState) => void;
}

/** Sessions with the server, one at a time, and what comes of them as events of the machine. */
const perform =
  ({ refused, options, environment, log, hasOpenConnections, farewell }: PeerDeps) =>
  (command$: Observable<PeerCommand>): Observable<PeerEvent> => {
    const transmit$ = command$.pipe(
      ofKind('transmit'),
      map(({ message }) => message),
    );
    const asEvent = (event: SessionEvent): PeerEvent =>
      event.kind === 'ended' ? { ...event, connections: hasOpenConnections() ? 'open' : 'none' } : event;
    const wake$ = environment.pageLife$.pipe(filter((life) => life === 'wake'));
    const hurry$ = command$.pipe(ofKind('hurry'));
    const sooner$ = merge(wake$, hurry$);
    const opened$ = command$.pipe(
      ofKind('tell'),
      filter(({ output }) => output.kind === 'opened'),
    );
    const leave$ = environment.pageLife$.pipe(
      filter((life) => life === 'leave'),
      map((): PeerEvent => ({ kind: 'page-left', farewell: farewell() })),
    );

    const session$ = command$.pipe(
      ofKind('connect', 'wait', 'hang-up'),
      switchMap((command): Observable<PeerEvent> => {
        switch (command.kind) {
          case 'connect': {
            // A refusal comes later, because nobody can be listening to a Peer that is only just being made.
            if (refused) return timer(0).pipe(map(() => ({ kind: 'ended', error: refused, connections: 'none' })));
            // One that hangs begins anew, since its network may be gone; not the first, because pages that load wake too. Pages
            // wake several times in a row (seen again, back in the network), and what the server has kept goes to the first
            // socket that it takes, so each wake leaves the attempt some time.
            const anew$: Observable<unknown> =
              command.attempt === 'again'
                ? merge(wake$.pipe(switchMap(() => timer(ATTEMPT_GRACE))), hurry$).pipe(takeUntil(opened$))
                : EMPTY;
            return anew$.pipe(
              startWith(undefined),
              switchMap(() => session(command, transmit$, { options, environment, log })),
              map(asEvent),
            );
          }
          case 'wait': {
            const { reconnect } = options;
            const { error, attempt } = command;
            log.warn('The server was not reached:', error);
            return (reconnect ? nextTry(reconnect, sooner$, error, attempt) : EMPTY).pipe(
              map((): PeerEvent => ({ kind: 'try' })),
              defaultIfEmpty<PeerEvent, PeerEvent>({ kind: 'give-up', error }),
            );
          }
          case 'hang-up':
            return EMPTY;
        }
      }),
    );
    return merge(session$, leave$);
  };

/** Sorts what other peers say: offers with what came before them, signals for connections, and partings. */
const sort = (deps: PeerDeps): OperatorFunction<PeerTold, PeerOutput> =>
  connect((told$) => {
    const message$ = told$.pipe(
      ofKind('message'),
      map(({ message }) => message),
    );
    return merge(
      told$.pipe(filter((told) => told.kind !== 'message')),
      message$.pipe(ofKind('offer', 'answer', 'candidate', 'close'), invitations(deps)),
      message$.pipe(
        ofKind('leave', 'expire'),
        map(({ kind, peer }): PeerOutput => ({ kind: kind === 'leave' ? 'left' : 'unavailable', peer })),
      ),
    );
  });

/** One Peer towards its server: the application's intents in, everything that happens out, `closed` last. */
export const peerPipeline = (intent$: Observable<PeerIntent>, deps: PeerDeps): Observable<PeerOutput> =>
  runMachine(
    peerMachine(deps.id, deps.options.reconnect ? 'by-itself' : 'by-reconnect'),
    intent$,
    perform(deps),
    deps.observe,
  ).pipe(
    ofKind('tell'),
    map(({ output }) => output),
    sort(deps),
  );
