import { EMPTY } from 'rxjs';
import { pageLife$ } from '../../lib/browser/page-life.js';
import { useBench } from '../support/browser/bench.js';
import { couple } from '../support/browser/couple.js';
import { next, open } from '../support/browser/wait.js';

/** Milliseconds in which the other side has to know. */
const A_SECOND = 1_000;

describe('the life of the page', () => {
  const bench = useBench();

  it('is told as the browser tells it, while somebody listens', () => {
    const told: string[] = [];
    const subscription = pageLife$.subscribe((life) => told.push(life));
    window.dispatchEvent(new Event('online'));
    window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: false }));
    window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    const visibility = spyOnProperty(document, 'visibilityState');
    for (const state of ['hidden', 'visible'] as const) {
      visibility.and.returnValue(state);
      document.dispatchEvent(new Event('visibilitychange'));
      told.push(state);
    }
    expect(told).toEqual(['wake', 'leave', 'wake', 'hidden', 'wake', 'visible']);
    subscription.unsubscribe();
    window.dispatchEvent(new Event('online'));
    expect(told.length).toBe(6);
  });

  it('ends all connections when it is left, on the other side too; the Peer can be had back', async () => {
    const { alice, here, there } = await couple(bench);
    const id = alice.id ?? '';
    const closed = Promise.all([next(here.close$), next(there.close$, A_SECOND)]);
    window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
    await closed;
    expect([alice.disconnected, alice.destroyed]).toEqual([true, false]);
    alice.reconnect();
    expect(await open(alice)).toBe(id);
  });

  it('brings a Peer with `reconnect` back when the page is shown again', async () => {
    // A policy that gives up would leave it disconnected; one that waits for ever is only ended by the page.
    const alice = bench.peer({ reconnect: () => new Promise<never>(() => undefined) });
    const id = await open(alice);
    window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
    expect(alice.open).toBe(false);
    window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    expect(await open(alice)).toBe(id);
  });

  it('leaves a Peer whose policy wants no more of it disconnected', async () => {
    const alice = bench.peer({ reconnect: () => EMPTY });
    await open(alice);
    window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
    expect(alice.disconnected).toBe(true);
  });
});
