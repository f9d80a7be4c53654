import { EMPTY, from, map, merge, mergeMap, NEVER, type Observable, of, Subject, timer } from 'rxjs';
import { ofKind } from '../../../lib/core/operators/of-kind.js';
import { type Machine, runMachine } from '../../../lib/core/operators/run-machine.js';
import { marbles } from '../../support/marbles.js';

type State = 'idle' | 'busy' | 'done';
type Event = 'go' | 'ok' | 'end';
interface Command {
  readonly kind: string;
}

const command = (kind: string): Command => ({ kind });
const commands = {
  s: command('start'),
  w: command('work'),
  x: command('x'),
  r: command('result'),
  e: command('end'),
};

/** Works when told to go, tells the result, and ends. */
const machine: Machine<State, Event, Command> = {
  initial: ['idle', [commands.s]],
  transition: (state, event) => {
    if (event === 'end') return ['done', [commands.e, commands.x]];
    if (event === 'go' && state === 'idle') return ['busy', [commands.w, commands.x]];
    if (event === 'ok' && state === 'busy') return ['idle', [commands.r]];
    return [state, []];
  },
  isFinal: (state) => state === 'done',
};

const events = { g: 'go', k: 'ok', e: 'end' } as const;

/** Answers "work" after a while. */
const answering =
  (answer: () => Observable<Event>) =>
  (command$: Observable<Command>): Observable<Event> =>
    command$.pipe(ofKind('work'), mergeMap(answer));
const nothing = (): Observable<Event> => EMPTY;

describe('runMachine', () => {
  it(
    'runs the initial commands, then those of each step, until a final state',
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const event$ = hot<Event>('----g----k---g----e---g', events);
      expectObservable(runMachine(machine, event$, nothing)).toBe('s---(wx)-r---(wx)-(ex|)', commands);
      expectSubscriptions(event$.subscriptions).toBe('^-----------------!');
    }),
  );

  it(
    'goes on where its events end, and fails where they fail',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const empty$ = cold<Event>('|');
      expectObservable(runMachine(machine, empty$, nothing), '^---!').toBe('s', commands);
      expectSubscriptions(empty$.subscriptions).toBe('(^!)');
      expectObservable(runMachine(machine, cold<Event>('-#'), nothing)).toBe('s#', commands);
      expectObservable(runMachine(machine, cold<Event>('-'), nothing), '^---!').toBe('s', commands);
    }),
  );

  it(
    'takes what comes of commands for events',
    marbles(({ hot, expectObservable }) => {
      const event$ = hot<Event>('--g------g-----e', events);
      const perform = answering(() => timer(5).pipe(map(() => 'ok' as const)));
      expectObservable(runMachine(machine, event$, perform)).toBe('s-(wx)-r-(wx)-r(ex|)', commands);
    }),
  );

  it(
    'has all commands of a step before those of the next, also where an effect answers at once',
    marbles(({ hot, expectObservable }) => {
      const event$ = hot<Event>('--g-----e', events);
      expectObservable(
        runMachine(
          machine,
          event$,
          answering(() => of('ok')),
        ),
      ).toBe('s-(wxr)-(ex|)', commands);
    }),
  );

  it(
    'takes up what comes of the initial commands at once',
    marbles(({ expectObservable }) => {
      const perform = (command$: Observable<Command>) =>
        command$.pipe(
          ofKind('start'),
          map(() => 'go' as const),
        );
      expectObservable(runMachine(machine, NEVER, perform), '^---!').toBe('(swx)', commands);
    }),
  );

  it(
    'takes events that come at once into account before the initial commands',
    marbles(({ expectObservable }) => {
      expectObservable(runMachine(machine, of<Event>('go'), nothing), '^---!').toBe('(wxs)', commands);
      expectObservable(runMachine(machine, of<Event>('end'), nothing)).toBe('(ex|)', commands);
    }),
  );

  it(
    'stops effects after a final state, and fails where they fail',
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const effect$ = cold<Event>('-');
      expectObservable(
        runMachine(
          machine,
          hot<Event>('--g----e', events),
          answering(() => effect$),
        ),
      ).toBe('s-(wx)-(ex|)', commands);
      expectSubscriptions(effect$.subscriptions).toBe('--^----!');
      expectObservable(
        runMachine(
          machine,
          hot<Event>('--g', events),
          answering(() => cold('----#')),
        ),
      ).toBe('s-(wx)#', commands);
    }),
  );

  it(
    'lets go of everything when unsubscribed',
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const effect$ = cold<Event>('-');
      const event$ = hot<Event>('--g----e', events);
      expectObservable(
        runMachine(
          machine,
          event$,
          answering(() => effect$),
        ),
        '^---!',
      ).toBe('s-(wx)', commands);
      expectSubscriptions(event$.subscriptions).toBe('^---!');
      expectSubscriptions(effect$.subscriptions).toBe('--^-!');
    }),
  );

  it(
    'lets go of its events where they, its effects, or what makes these of commands fails',
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const [failing$, event$] = [hot<Event>('--#'), hot<Event>('--g', events)];
      const working$ = cold<Event>('----#');
      const effect$ = cold<Event>('-----');
      const begin = (): Observable<Event> => effect$;
      expectObservable(runMachine(machine, failing$, begin)).toBe('s-#', commands);
      expectObservable(
        runMachine(
          machine,
          event$,
          answering(() => working$),
        ),
      ).toBe('s-(wx)#', commands);
      expectSubscriptions(failing$.subscriptions).toBe('^-!');
      expectSubscriptions(effect$.subscriptions).toBe('^-!');
      expectSubscriptions(event$.subscriptions).toBe('^-----!');
      expectSubscriptions(working$.subscriptions).toBe('--^---!');
      const thrower = answering(() => {
        throw new Error('no');
      });
      const thrown$ = hot<Event>('--g', events);
      expectObservable(runMachine(machine, thrown$, thrower)).toBe('s-(w#)', commands, new Error('no'));
      expectSubscriptions(thrown$.subscriptions).toBe('^-!');
    }),
  );

  it('tells and does nothing more of a step in the middle of which it is left', () => {
    const event$ = new Subject<Event>();
    const [told, done]: [string[], string[]] = [[], []];
    const perform = (command$: Observable<Command>): Observable<Event> =>
      command$.pipe(
        map(({ kind }) => {
          done.push(kind);
          return 'ok';
        }),
      );
    const subscription = runMachine(machine, event$, perform).subscribe(({ kind }) => {
      told.push(kind);
      if (kind === 'work') subscription.unsubscribe();
    });
    event$.next('go');
    expect([told, done, event$.observed]).toEqual([['start', 'work'], ['start'], false]);
  });

  it('tells each state the moment it is reached, before its commands run', () => {
    const event$ = new Subject<Event>();
    const log: string[] = [];
    runMachine(
      machine,
      event$,
      answering(() => of('ok')),
      (state) => log.push(state),
    ).subscribe({
      next: ({ kind }) => log.push(`${kind}!`),
      complete: () => log.push('complete'),
    });
    event$.next('go');
    event$.next('end');
    // The answer comes while "work" runs: the state is "idle" again then, and the commands keep their order.
    expect(log).toEqual(['idle', 'start!', 'busy', 'work!', 'idle', 'x!', 'result!', 'done', 'end!', 'x!', 'complete']);
  });

  it('keeps the order where whoever hears a command causes the next event', () => {
    const event$ = new Subject<Event>();
    const log: string[] = [];
    runMachine(machine, event$, nothing).subscribe(({ kind }) => {
      log.push(kind);
      if (kind === 'work') event$.next('end');
    });
    event$.next('go');
    expect(log).toEqual(['start', 'work', 'x', 'end', 'x']);
  });

  it('runs anew for each subscriber', () => {
    const run$ = runMachine(machine, from<Event[]>(['go', 'end']), nothing);
    const log: string[] = [];
    merge(run$, run$).subscribe(({ kind }) => log.push(kind));
    expect(log).toEqual(['work', 'x', 'end', 'x', 'work', 'x', 'end', 'x']);
  });
});
