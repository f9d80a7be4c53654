import { NEVER, of, Subject } from 'rxjs';
import { Hub } from '../../lib/core/hub.js';
import { marbles } from '../support/marbles.js';

type Output = { readonly kind: 'set'; readonly value: number | undefined } | { readonly kind: 'note' };

const set = (value: number | undefined): Output => ({ kind: 'set', value });
const note: Output = { kind: 'note' };

interface State {
  readonly value: number | undefined;
}

const createHub = () =>
  new Hub<State, Output>({ value: undefined }, (state, output) =>
    output.kind === 'set' ? { value: output.value } : state,
  );

const outputs = { a: set(1), b: set(2), n: note, u: set(undefined) };

describe('Hub', () => {
  it('begins with the state that is given, and replays it', () => {
    expect(createHub().state).toEqual({ value: undefined });
    const heard: unknown[] = [];
    new Hub({ value: 1 }, (state) => state).whileDefined(({ value }) => value).subscribe((value) => heard.push(value));
    expect(heard).toEqual([1]);
  });

  it(
    'hands out what happens as it happens, and replays none of it',
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const hub = createHub();
      const pipeline$ = hot('-a-n-b-|', outputs);
      hub.run(pipeline$);
      expectObservable(hub.output$).toBe('-a-n-b-|', outputs);
      expectObservable(hub.output$, '--^').toBe('---n-b-|', outputs);
      expectSubscriptions(pipeline$.subscriptions).toBe('^------!');
    }),
  );

  it(
    'replays an aspect of the state while there is one, and tells only what changes',
    marbles(({ hot, expectObservable }) => {
      const hub = createHub();
      hub.run(hot('-a-a-n-b-u-a-|', outputs));
      const value$ = hub.whileDefined(({ value }) => value);
      expectObservable(value$).toBe('-1-----2---1-|', { 1: 1, 2: 2 });
      expectObservable(value$, '----^').toBe('----1--2---1-|', { 1: 1, 2: 2 });
      expectObservable(value$, '----------^').toBe('-----------1-|', { 1: 1 });
      expectObservable(value$, '-^----!').toBe('-1', { 1: 1 });
    }),
  );

  it(
    'tells when the state comes to be so, again after it was not, and a late subscriber while it is',
    marbles(({ hot, expectObservable }) => {
      const hub = createHub();
      hub.run(hot('-a-a-n-b-u-a-|', outputs));
      const isOne$ = hub.when(({ value }) => value === 1);
      const so = { x: undefined };
      expectObservable(isOne$).toBe('-x---------x-|', so);
      expectObservable(isOne$, '----^').toBe('----x------x-|', so);
      expectObservable(isOne$, '--------^').toBe('-----------x-|', so);
      expectObservable(isOne$, '-^-!').toBe('-x', so);
    }),
  );

  it(
    'is silent as long as its pipeline is, and ends with it',
    marbles(({ cold, expectObservable }) => {
      const silent = createHub();
      silent.run(NEVER);
      expectObservable(silent.output$, '^---!').toBe('');
      const ended = createHub();
      ended.run(cold('--|'));
      expectObservable(ended.output$).toBe('--|');
      expectObservable(ended.whileDefined(({ value }) => value)).toBe('--|');
    }),
  );

  it('lets a late subscriber see the last state, then the end', () => {
    const hub = createHub();
    hub.run(of(set(1)));
    const heard: unknown[] = [];
    hub
      .whileDefined(({ value }) => value)
      .subscribe({ next: (value) => heard.push(value), complete: () => heard.push('|') });
    hub.output$.subscribe({ next: (output) => heard.push(output), complete: () => heard.push('||') });
    expect(heard).toEqual([1, '|', '||']);
  });

  it('hands out what can be listened to, and nothing else', () => {
    const hub = createHub();
    const streams = [hub.output$, hub.whileDefined(({ value }) => value), hub.when(({ value }) => value === 1)];
    // What `pipe` makes of a Subject has a `next`, an `error` and a `complete` too, which reach whoever else listens.
    expect(streams.filter((stream$) => stream$ instanceof Subject)).toEqual([]);
  });

  it('lets go of its pipeline', () => {
    const pipeline$ = new Subject<Output>();
    const hub = createHub();
    const subscription = hub.run(pipeline$);
    expect(pipeline$.observed).toBe(true);
    subscription.unsubscribe();
    expect(pipeline$.observed).toBe(false);
  });

  describe('where a listener causes the next output', () => {
    /** The listener of the first output causes the second. */
    const nested = () => {
      const pipeline$ = new Subject<Output>();
      const hub = createHub();
      const heard: string[] = [];
      hub.run(pipeline$);
      const log = (name: string) => (output: Output) => {
        heard.push(`${name} ${String(output.kind === 'set' && output.value)} of ${String(hub.state.value)}`);
        if (name === 'first' && output.kind === 'set' && output.value === 1) pipeline$.next(set(2));
      };
      hub.output$.subscribe(log('first'));
      hub.output$.subscribe(log('second'));
      return { pipeline$, hub, heard };
    };

    it('tells all listeners in the same order, and the truth at once', () => {
      const { pipeline$, heard } = nested();
      pipeline$.next(set(1));
      // The second listener hears of 1 when it is 2 already: what is read is the truth, what is heard is in order.
      expect(heard).toEqual(['first 1 of 1', 'second 1 of 2', 'first 2 of 2', 'second 2 of 2']);
    });

    it('has the new state the moment it is caused', () => {
      const pipeline$ = new Subject<Output>();
      const hub = createHub();
      hub.run(pipeline$);
      const seen: unknown[] = [];
      hub.output$.subscribe((output) => {
        if (output !== outputs.a) return;
        pipeline$.next(set(7));
        seen.push(hub.state.value);
      });
      pipeline$.next(outputs.a);
      expect(seen).toEqual([7]);
    });

    it('tells streams of state in that order too', () => {
      const { pipeline$, hub } = nested();
      const values: unknown[] = [];
      hub.whileDefined(({ value }) => value).subscribe((value) => values.push(value));
      pipeline$.next(set(1));
      expect(values).toEqual([1, 2]);
    });

    it('tells a stream of state before the listeners of the output', () => {
      const pipeline$ = new Subject<Output>();
      const hub = createHub();
      hub.run(pipeline$);
      const heard: string[] = [];
      hub.output$.subscribe(() => heard.push('output'));
      hub.whileDefined(({ value }) => value).subscribe(() => heard.push('state'));
      pipeline$.next(set(1));
      expect(heard).toEqual(['state', 'output']);
    });
  });
});
