import { filter, type Observable, Subject } from 'rxjs';
import { EARLY_CONNECTIONS } from '../lib/core/constants.js';
import type { PeerError } from '../lib/core/errors.js';
import { holdIncoming } from '../lib/hold-incoming.js';

/** Connections of a Peer, and what became of them. */
const setup = (event: 'connection' | 'call') => {
  const source$ = new Subject<{
    readonly name: number;
    readonly open$?: Observable<unknown>;
    readonly close$: Observable<unknown>;
    readonly close: (options: { readonly reason: string }) => void;
  }>();
  const [open$, close$] = [new Subject<number>(), new Subject<number>()];
  const told: string[] = [];
  const errors: PeerError[] = [];
  const incoming$ = holdIncoming(event, source$, (error) => {
    told.push(`error ${error.type}`);
    errors.push(error);
  });
  return {
    source$,
    told,
    errors,
    incoming$,
    open$,
    close$,
    come: (...names: readonly number[]) => {
      for (const name of names) {
        source$.next({
          name,
          ...(event === 'connection' && { open$: open$.pipe(filter((opened) => opened === name)) }),
          close$: close$.pipe(filter((closed) => closed === name)),
          close: ({ reason }) => told.push(`${String(name)} closed: ${reason}`),
        });
      }
    },
  };
};

const namesIn = (incoming$: Observable<{ readonly name: number }>): number[] => {
  const names: number[] = [];
  incoming$.subscribe(({ name }) => names.push(name));
  return names;
};

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1);

describe.each(['connection', 'call'] as const)('holdIncoming, for the event %s', (event) => {
  it('keeps so many for the first who listens, and says nothing of it', () => {
    const { come, incoming$, told } = setup(event);
    come(...upTo(EARLY_CONNECTIONS));
    expect(told).toEqual([]);
    expect(namesIn(incoming$)).toEqual(upTo(EARLY_CONNECTIONS));
  });

  it('closes each that comes after them, and says why: to the other side, and then here', () => {
    const { come, incoming$, told, errors } = setup(event);
    come(...upTo(EARLY_CONNECTIONS), 1001, 1002);
    expect(told).toEqual([
      '1001 closed: Too many wait already.',
      'error early-buffer-full',
      '1002 closed: Too many wait already.',
      'error early-buffer-full',
    ]);
    expect(errors[0]?.message).toContain(
      `${String(EARLY_CONNECTIONS)} of them came before anything listened to "${event}"`,
    );
    expect(namesIn(incoming$)).toEqual(upTo(EARLY_CONNECTIONS));
  });

  it('does not keep what is over before it was open, and has room again', () => {
    const { come, incoming$, open$, close$, told } = setup(event);
    come(...upTo(EARLY_CONNECTIONS));
    open$.next(1);
    for (const name of upTo(EARLY_CONNECTIONS)) close$.next(name);
    come(1001);
    expect(told).toEqual([]);
    expect(namesIn(incoming$)).toEqual(event === 'connection' ? [1, 1001] : [1001]);
    expect([open$.observed, close$.observed]).toEqual([false, false]);
  });

  it('closes none once somebody listens', () => {
    const { come, incoming$, told } = setup(event);
    come(...upTo(EARLY_CONNECTIONS));
    const names = namesIn(incoming$);
    come(...upTo(EARLY_CONNECTIONS));
    expect(names).toHaveLength(2 * EARLY_CONNECTIONS);
    expect(told).toEqual([]);
  });

  it('ends with the Peer, after what it has kept', () => {
    const { come, incoming$, source$ } = setup(event);
    const heard: string[] = [];
    come(1);
    source$.complete();
    incoming$.subscribe({ next: ({ name }) => heard.push(String(name)), complete: () => heard.push('|') });
    expect(heard).toEqual(['1', '|']);
  });
});
