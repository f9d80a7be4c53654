import { defer, finalize, type OperatorFunction, type Subscription, timer } from 'rxjs';
import { STRAY_SIGNAL_LIFETIME, STRAY_SIGNALS } from '../core/constants.js';
import { emitAll } from '../core/operators/emit-all.js';
import type { Offer, OfferMessage, Signal } from './messages.js';

/** Somebody offers a connection or calls. */
export interface Invitation {
  readonly kind: 'invited';
  readonly peer: string;
  readonly offer: Offer;
  /** What came for this connection before its OFFER did, in order. */
  readonly early: readonly Signal[];
}

/** Something for a connection that exists. */
export interface KnownSignal {
  readonly kind: 'signal';
  readonly signal: Signal;
}

export interface InvitationsDeps {
  /** Whether there is a connection with this id with this peer. */
  readonly isKnown: (peer: string, connectionId: string) => boolean;
}

interface Stray {
  readonly signal: Signal;
  readonly expiry: Subscription;
}

/** Signals that belong to no connection yet: so many at most, the oldest go first, and none stays longer than its time. */
class Strays {
  readonly #strays = new Set<Stray>(); // in order of arrival

  keep(signal: Signal): void {
    const stray: Stray = {
      signal,
      expiry: timer(STRAY_SIGNAL_LIFETIME).subscribe(() => {
        this.#strays.delete(stray);
      }),
    };
    this.#strays.add(stray);
    const [oldest] = this.#strays;
    if (oldest && this.#strays.size > STRAY_SIGNALS) this.#drop(oldest);
  }

  /**
   * Hands out what is kept for a connection, and keeps it no longer. Nothing where a close is among it: who has cancelled is
   * not there any more, and the close is kept, for an OFFER that comes twice.
   */
  claim(peer: string, connectionId: string): readonly Signal[] | undefined {
    const claimed = [...this.#strays].filter(
      ({ signal }) => signal.peer === peer && signal.connectionId === connectionId,
    );
    if (claimed.some(({ signal }) => signal.kind === 'close')) return undefined;
    for (const stray of claimed) this.#drop(stray);
    return claimed.map(({ signal }) => signal);
  }

  clear(): void {
    for (const stray of this.#strays) this.#drop(stray);
  }

  #drop(stray: Stray): void {
    this.#strays.delete(stray);
    stray.expiry.unsubscribe();
  }
}

/**
 * Sorts what other peers send: an OFFER is an invitation; answers and candidates go to the connection they belong to. The
 * server may deliver a candidate before its OFFER, so what belongs to no connection is kept for a while: `STRAY_SIGNALS`
 * over all connections, for `STRAY_SIGNAL_LIFETIME` milliseconds, then it is gone. But for an ANSWER, which nobody can use
 * who is still to be offered something.
 */
export const invitations =
  ({ isKnown }: InvitationsDeps): OperatorFunction<OfferMessage | Signal, Invitation | KnownSignal> =>
  (message$) =>
    defer(() => {
      const strays = new Strays();
      return message$.pipe(
        emitAll((message): readonly (Invitation | KnownSignal)[] => {
          if (message.kind === 'offer') {
            const { peer, offer } = message;
            const early = strays.claim(peer, offer.connectionId);
            return early ? [{ kind: 'invited', peer, offer, early }] : [];
          }
          if (isKnown(message.peer, message.connectionId)) return [{ kind: 'signal', signal: message }];
          if (message.kind !== 'answer') strays.keep(message);
          return [];
        }),
        finalize(() => {
          strays.clear();
        }),
      );
    });
