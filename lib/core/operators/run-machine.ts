import {
  connect,
  endWith,
  ignoreElements,
  merge,
  Observable,
  of,
  scan,
  Subject,
  takeUntil,
  takeWhile,
  tap,
} from 'rxjs';
import { emitAll } from './emit-all.js';
import { inTurn } from './map-in-order.js';

/** A state, and what is to be done about having reached it. */
export type Step<State, Command> = readonly [State, readonly Command[]];

/** A pure state machine. */
export interface Machine<State, Event, Command> {
  readonly initial: Step<State, Command>;
  readonly transition: (state: State, event: Event) => Step<State, Command>;
  /** True of states that nothing leads out of. */
  readonly isFinal: (state: State) => boolean;
}

/** Stands for the beginning among the events. */
const START = Symbol('start');

/**
 * Runs a machine: events in, commands out. `perform` turns commands into effects, at the edge, and what comes of them goes
 * back in as events. All commands of one step come before those of the next, also where an effect answers at once.
 *
 * The initial commands run when everything is listening, so an event that comes synchronously with the subscription is
 * taken into account before them. Completes after the commands of a final state; whatever `perform` still does is then
 * unsubscribed.
 *
 * @param observe - told each state the moment it is reached, before its commands run
 */
export const runMachine = <State, Event, Command>(
  machine: Machine<State, Event, Command>,
  event$: Observable<Event>,
  perform: (command$: Observable<Command>) => Observable<Event>,
  observe: (state: State) => void = () => undefined,
): Observable<Command> =>
  new Observable((subscriber) => {
    const feedback$ = new Subject<Event>();
    const [initialState, initialCommands] = machine.initial;
    return merge(feedback$, event$, of(START))
      .pipe(
        scan(
          ([state], event): Step<State, Command> =>
            event === START ? [state, initialCommands] : machine.transition(state, event),
          [initialState, []] as Step<State, Command>,
        ),
        tap(([state]) => {
          observe(state);
        }),
        inTurn(),
        takeWhile(([state]) => !machine.isFinal(state), true),
        emitAll(([, commands]) => commands),
        connect((command$) =>
          merge(
            command$,
            perform(command$).pipe(
              takeUntil(command$.pipe(ignoreElements(), endWith(undefined))),
              tap((event) => {
                feedback$.next(event);
              }),
              ignoreElements(),
            ),
          ),
        ),
      )
      .subscribe(subscriber);
  });
