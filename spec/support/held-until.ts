import type { TestScheduler } from 'rxjs/testing';

/** A marble that others subscribe to. */
type Marble = Pick<ReturnType<TestScheduler['createHotObservable']>, 'subscriptions'>;

/**
 * The frame in which the last subscription to a marble ended; `Infinity` where one is left, `undefined` where there was none.
 * For what is subscribed to several times: how often is nobody's business, and that nothing is left is everybody's.
 */
export const heldUntil = ({ subscriptions }: Marble): number | undefined =>
  subscriptions.length > 0 ? Math.max(...subscriptions.map(({ unsubscribedFrame }) => unsubscribedFrame)) : undefined;
