import { from, NEVER, Subject, concat } from 'rxjs';
import { STRAY_SIGNAL_LIFETIME, STRAY_SIGNALS } from '../../lib/core/constants.js';
import { type Invitation, invitations, type KnownSignal } from '../../lib/signalling/invitations.js';
import type { Offer, OfferMessage, Signal } from '../../lib/signalling/messages.js';
import { marbles } from '../support/marbles.js';
import { virtually } from '../support/virtual-time.js';

const offered = (connectionId: string): Offer => ({
  connection: 'data',
  connectionId,
  description: { type: 'offer', sdp: 'v=0' },
  metadata: undefined,
  reliable: true,
  extensions: {},
});
const offer = (connectionId: string, peer = 'bob'): OfferMessage => ({
  kind: 'offer',
  peer,
  offer: offered(connectionId),
});
const candidate = (connectionId: string, name: string, peer = 'bob'): Signal => ({
  kind: 'candidate',
  peer,
  connectionId,
  candidate: { candidate: name },
});
const answer = (connectionId: string): Signal => ({
  kind: 'answer',
  peer: 'bob',
  connectionId,
  description: { type: 'answer', sdp: 'v=0' },
  extensions: {},
});
const close = (connectionId: string, peer = 'bob'): Signal => ({ kind: 'close', peer, connectionId, reason: 'busy' });
const invited = (connectionId: string, early: readonly Signal[] = [], peer = 'bob'): Invitation => ({
  kind: 'invited',
  peer,
  offer: offered(connectionId),
  early,
});
const signal = (known: Signal): KnownSignal => ({ kind: 'signal', signal: known });

const messages = {
  O: offer('dc_1'),
  P: offer('dc_2'),
  M: offer('dc_1', 'mallory'),
  a: candidate('dc_1', 'a'),
  b: candidate('dc_1', 'b'),
  A: answer('dc_1'),
  c: candidate('dc_2', 'c'),
  x: close('dc_1'),
  m: close('dc_1', 'mallory'),
  k: candidate('known', 'k'),
  X: close('known'),
  K: answer('known'),
};

/** One connection is there from the start. */
const sort = invitations({ isKnown: (peer, connectionId) => peer === 'bob' && connectionId === 'known' });

const later = (milliseconds: number): string => `${String(milliseconds)}ms `;

describe('invitations', () => {
  it(
    'says nothing where nothing comes, and ends and fails with its source',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const never$ = cold<OfferMessage>('-');
      expectObservable(never$.pipe(sort), '^---!').toBe('');
      expectSubscriptions(never$.subscriptions).toBe('^---!');
      expectObservable(cold<OfferMessage>('--|').pipe(sort)).toBe('--|');
      expectObservable(cold<OfferMessage>('--#').pipe(sort)).toBe('--#');
    }),
  );

  it(
    'makes an OFFER an invitation, and hands out what is for a connection that exists',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('-O-k-K-P-|', messages);
      expectObservable(source$.pipe(sort)).toBe('-O-k-K-P-|', {
        O: invited('dc_1'),
        P: invited('dc_2'),
        k: signal(messages.k),
        K: signal(messages.K),
      });
      expectSubscriptions(source$.subscriptions).toBe('^--------!');
    }),
  );

  it(
    'hands out what came too early with the OFFER it belongs to, in order, once; an ANSWER is no use to it',
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('-a-c-A-b-O-P-O-|', messages).pipe(sort)).toBe('---------O-P-Q-|', {
        O: invited('dc_1', [messages.a, messages.b]),
        P: invited('dc_2', [messages.c]),
        Q: invited('dc_1'),
      });
    }),
  );

  it(
    'does not hand it to another peer that makes up the same connection',
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('-a-M-O-|', messages).pipe(sort)).toBe('---M-O-|', {
        M: invited('dc_1', [], 'mallory'),
        O: invited('dc_1', [messages.a]),
      });
    }),
  );

  it(
    'hands it out to the very last moment, and not after it',
    marbles(({ cold, expectObservable }) => {
      const early$ = cold(`a ${later(STRAY_SIGNAL_LIFETIME - 2)}O`, messages);
      expectObservable(early$.pipe(sort), '^ 20s !').toBe(`${later(STRAY_SIGNAL_LIFETIME - 1)}O`, {
        O: invited('dc_1', [messages.a]),
      });
      const late$ = cold(`a ${later(STRAY_SIGNAL_LIFETIME)}O`, messages);
      expectObservable(late$.pipe(sort), '^ 20s !').toBe(`${later(STRAY_SIGNAL_LIFETIME + 1)}O`, {
        O: invited('dc_1'),
      });
    }),
  );

  it(
    'lets each expire on its own',
    marbles(({ cold, expectObservable }) => {
      const source$ = cold(`a 4999ms b ${later(STRAY_SIGNAL_LIFETIME - 5_000)}O`, messages);
      expectObservable(source$.pipe(sort), '^ 20s !').toBe(`${later(STRAY_SIGNAL_LIFETIME + 1)}O`, {
        O: invited('dc_1', [messages.b]),
      });
    }),
  );

  it('keeps so many over all connections, and lets the oldest go', () => {
    const heard: (Invitation | KnownSignal)[] = [];
    const strays = Array.from({ length: STRAY_SIGNALS }, (_, index) => candidate('dc_2', String(index)));
    const source$ = from([messages.a, messages.b, ...strays.slice(1), offer('dc_1'), offer('dc_2')]);
    concat(source$, NEVER)
      .pipe(sort)
      .subscribe((output) => heard.push(output))
      .unsubscribe();
    expect(heard).toEqual([invited('dc_1', [messages.b]), invited('dc_2', strays.slice(1))]);
  });

  it('holds no more than that in a flood', () => {
    jest.useFakeTimers();
    const source$ = new Subject<Signal>();
    const subscription = source$.pipe(sort).subscribe();
    for (let index = 0; index < 10 * STRAY_SIGNALS; index += 1) source$.next(candidate(`dc_${String(index)}`, 'x'));
    expect(jest.getTimerCount()).toBe(STRAY_SIGNALS);
    jest.advanceTimersByTime(STRAY_SIGNAL_LIFETIME);
    expect(jest.getTimerCount()).toBe(0);
    source$.next(candidate('dc_1', 'x'));
    subscription.unsubscribe();
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  it.each(['completes', 'fails', 'is left'])('leaves no timer where its source %s', (how) => {
    virtually(({ timers }) => {
      const source$ = new Subject<OfferMessage | Signal>();
      const subscription = source$.pipe(sort).subscribe({ error: () => undefined });
      source$.next(messages.a);
      expect(timers()).toBe(1);
      if (how === 'completes') source$.complete();
      else if (how === 'fails') source$.error(new Error('no'));
      else subscription.unsubscribe();
      expect([timers(), source$.observed]).toEqual([0, false]);
    })();
  });

  it('keeps apart what each subscriber has', () => {
    const source$ = new Subject<OfferMessage | Signal>();
    const sorted$ = source$.pipe(sort);
    const first: unknown[] = [];
    const second: unknown[] = [];
    sorted$.subscribe((output) => first.push(output));
    source$.next(messages.a);
    sorted$.subscribe((output) => second.push(output));
    source$.next(messages.O);
    source$.complete();
    expect(first).toEqual([invited('dc_1', [messages.a])]);
    expect(second).toEqual([invited('dc_1')]);
  });

  it('asks anew whether a connection exists each time', () => {
    const connections = new Set<string>();
    const heard: unknown[] = [];
    from([offer('dc_1'), messages.a])
      .pipe(invitations({ isKnown: (_peer, connectionId) => connections.has(connectionId) }))
      .subscribe((output) => {
        heard.push(output);
        if (output.kind === 'invited') connections.add(output.offer.connectionId);
      });
    expect(heard).toEqual([invited('dc_1'), signal(messages.a)]);
  });

  describe('where the close of a connection comes', () => {
    it(
      'before its OFFER, tells nothing of it: whoever offered has thought better of it',
      marbles(({ cold, expectObservable }) => {
        expectObservable(cold('-x-O---', messages).pipe(sort), '^------!').toBe('');
        expectObservable(cold('-a-x-b-O-|', messages).pipe(sort)).toBe('---------|');
      }),
    );

    it(
      'before its OFFER, tells nothing of it however often it comes, and tells of every other',
      marbles(({ cold, expectObservable }) => {
        expectObservable(cold('-x-c-O-P-O-|', messages).pipe(sort)).toBe('-------P---|', {
          P: invited('dc_2', [messages.c]),
        });
      }),
    );

    it(
      'from another peer, tells of the OFFER all the same',
      marbles(({ cold, expectObservable }) => {
        expectObservable(cold('-m-O-|', messages).pipe(sort)).toBe('---O-|', { O: invited('dc_1') });
      }),
    );

    it(
      'too early by far, tells of the OFFER again',
      marbles(({ cold, expectObservable }) => {
        const late$ = cold(`x ${later(STRAY_SIGNAL_LIFETIME)}O`, messages);
        expectObservable(late$.pipe(sort), '^ 20s !').toBe(`${later(STRAY_SIGNAL_LIFETIME + 1)}O`, {
          O: invited('dc_1'),
        });
      }),
    );

    it(
      'after its OFFER, hands it to the connection',
      marbles(({ cold, expectObservable }) => {
        expectObservable(cold('-X-|', messages).pipe(sort)).toBe('-X-|', { X: signal(messages.X) });
      }),
    );
  });
});
