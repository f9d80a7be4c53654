import type { Aftermath } from './aftermath.js';
import type { EndWitness } from './end-witness.js';

/** What runs should have seen, each of them often enough among some hundreds: a simulation in which nothing happens proves nothing. */
const SIGHTS: Readonly<Record<string, (end: EndWitness, after: Aftermath) => boolean>> = {
  'data connections that opened': ({ connection, openedAt }) => connection.type === 'data' && openedAt !== undefined,
  'calls that opened': ({ connection, openedAt }) => connection.type === 'media' && openedAt !== undefined,
  'connections that stood in the end': ({ phase }) => phase === 'open',
  'calls that rang in the end': ({ rings }) => rings,
  'connections with data': ({ received }) => received.length > 0,
  'flushed connections': ({ userClose, openedAt }) => userClose?.how === 'flush' && openedAt !== undefined,
  'reasons that came from the other side': ({ connection, userClose }) =>
    !userClose && connection.closeReason === 'enough',
  'connections that fell silent': ({ errors, openedAt }) =>
    openedAt !== undefined &&
    errors.some(({ type, message }) => type === 'connection-closed' && /Nothing/.test(message)),
  'connections that ICE gave up': ({ errors, openedAt }) =>
    openedAt !== undefined && errors.some(({ type }) => type === 'negotiation-failed'),
  'connections that did not open in time': ({ errors, openedAt }) =>
    openedAt === undefined && errors.some(({ message }) => /did not open/.test(message)),
  'connections with somebody who vanished': (end, after) =>
    end.openedAt !== undefined && after.remote(end)?.state === 'vanished',
  'connections to nobody': ({ errors }) => errors.some(({ type }) => type === 'peer-unavailable'),
  'connections that outlived their server': (end, after) =>
    end.phase === 'open' &&
    after.machine(end).witness.statuses.some(({ status, at }) => status !== 'open' && at > (end.openedAt ?? Infinity)),
  'Peers that came back by themselves': (end, after) => {
    const { statuses } = after.machine(end).witness;
    return statuses.some(({ status }, place) => status === 'reconnecting' && statuses[place + 1]?.status === 'open');
  },
};

/** Counts what was seen. */
export class Tally {
  readonly #counts = new Map<string, number>(Object.keys(SIGHTS).map((sight) => [sight, 0]));

  count(after: Aftermath): void {
    for (const end of after.ends) {
      for (const [sight, applies] of Object.entries(SIGHTS)) {
        if (applies(end, after)) this.#counts.set(sight, (this.#counts.get(sight) ?? 0) + 1);
      }
    }
  }

  /** What was never seen. */
  get missing(): readonly string[] {
    return [...this.#counts].filter(([, count]) => count === 0).map(([sight]) => sight);
  }

  get lines(): readonly string[] {
    return [...this.#counts].map(([sight, count]) => `${String(count)} ${sight}`);
  }
}
