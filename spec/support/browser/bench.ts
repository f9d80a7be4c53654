import { Peer, type PeerOptions } from 'rxpeer';
import { options as serverOptions, uniqueId } from './page.js';
import { until } from './wait.js';

/** Tells whether something thrown on the page is none of RxPeer's business. */
export type Tolerate = (thrown: unknown) => boolean;

/** What the specs of one file share: things that are let go of after each spec, and a watch on the page. */
export interface Bench {
  /** A Peer at the real server, under a unique id, unless told otherwise; destroyed after the spec. */
  readonly peer: (options?: PeerOptions, id?: string) => Peer;
  /** A Peer whose id the server assigns. */
  readonly namelessPeer: (options?: PeerOptions) => Peer;
  /** Runs after the spec, the last one first. */
  readonly after: (cleanUp: () => void) => void;
  /** Takes what the page has caught so far: the spec expected it. Waits until `count` of them are there. */
  readonly pageErrors: (count: number) => Promise<readonly unknown[]>;
}

/** Errors that are thrown by a timer, as RxJS does with those of observers, come before this is done. */
const nextTurn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

const describeError = (thrown: unknown): string =>
  thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);

/**
 * Call it once, at the top of the `describe` of a file. Whatever is thrown on the page and caught by nobody, or rejected and handled by
 * nobody, fails the spec in which it happens.
 */
export const useBench = (tolerate: Tolerate = () => false): Bench => {
  const cleanUps: (() => void)[] = [];
  const life = { caught: [] as unknown[], unmuteJasmine: (): void => undefined, muted: Promise.resolve() };
  const { onerror } = window; // Karma's, which would end the run

  const take = (thrown: unknown): void => {
    if (!tolerate(thrown)) life.caught.push(thrown);
  };
  const onError = (event: ErrorEvent): void => {
    take(event.error ?? event.message);
  };
  const onRejection = (event: PromiseRejectionEvent): void => {
    take(event.reason);
    event.preventDefault();
  };

  beforeEach(() => {
    window.onerror = null;
    window.addEventListener('error', onError);
    window.addEventListener('unhandledrejection', onRejection);
    // Jasmine's own watch would not let a spec expect an error, nor tolerate one of PeerJS.
    life.muted = jasmine.spyOnGlobalErrorsAsync(
      () =>
        new Promise((resolve) => {
          life.unmuteJasmine = resolve;
        }),
    );
  });

  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) cleanUp();
    await nextTurn();
    await nextTurn();
    window.removeEventListener('error', onError);
    window.removeEventListener('unhandledrejection', onRejection);
    window.onerror = onerror;
    life.unmuteJasmine();
    await life.muted;
    for (const thrown of life.caught) fail(`Caught by nobody: ${describeError(thrown)}`);
    life.caught = []; // another one: whoever still waits for errors of this spec gets none of the next
  });

  const after = (cleanUp: () => void): void => {
    cleanUps.push(cleanUp);
  };

  const keep = (peer: Peer): Peer => {
    after(() => {
      peer.destroy();
    });
    return peer;
  };

  return {
    peer: (options = {}, id = uniqueId('peer')) => keep(new Peer(id, { ...serverOptions, ...options })),
    namelessPeer: (options = {}) => keep(new Peer({ ...serverOptions, ...options })),
    after,
    pageErrors: async (count) => {
      const { caught } = life;
      await until(() => caught.length >= count);
      return caught.splice(0);
    },
  };
};
